"""Each class's chances in each month, and where it goes: the one table that the cohort and the individuals
share.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.replays.ri_naloxone.classes import (
    ACTIVE,
    INACTIVE,
    INDEX,
    KINDS,
    RETURN,
    STIMULANT,
    Kind,
)
from meetpoint.planning.engine.replays.ri_naloxone.inputs import Inputs, Parameters

MOST_FENTANYL = 0.9
"""The source caps the share of opioids with fentanyl here (rule 3)."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Tables(NamedTuple):
    """Chances per month by (month, class), and the class that somebody is in afterwards by class.

    `exposed` is the share of the overdoses of a class in which fentanyl was there. `first_move` and
    `second_move` are chances of going to `first_to` and `second_to`; who neither overdoses, dies nor moves is
    in `stays` next month.
    """

    overdose: Floats
    exposed: Floats
    first_move: Floats
    second_move: Floats
    first_to: Ints
    second_to: Ints
    stays: Ints
    survivor: Ints
    stopped: Ints
    replacement: Ints


def tables(inputs: Inputs, given: Parameters, risk: Floats | None = None) -> Tables:
    """Compute the table of one parameter set; chances that pass 1 are an error."""
    month = np.arange(1, inputs.months + 1)
    risks = [_risk(given, kind, _fentanyl(given, kind, month)) for kind in KINDS]
    moves = [_moves(given, kind, month) for kind in KINDS]
    made = Tables(
        overdose=np.stack([chance for chance, _exposed in risks], axis=1)
        * (1 if risk is None else risk[:, None]),
        exposed=np.stack([exposed for _risk, exposed in risks], axis=1),
        first_move=np.stack([first for (first, _to), _second in moves], axis=1),
        second_move=np.stack([second for _first, (second, _to) in moves], axis=1),
        first_to=np.array([INDEX[to] for (_chance, to), _second in moves]),
        second_to=np.array([INDEX[to] for _first, (_chance, to) in moves]),
        stays=np.array([INDEX[_without_event(kind)] for kind in KINDS]),
        survivor=np.array([INDEX[Kind(kind.form, ACTIVE, ever=True)] for kind in KINDS]),
        stopped=np.array([INDEX[_after_stopping(kind)] for kind in KINDS]),
        replacement=np.array([INDEX[Kind(kind.form, ACTIVE, ever=False)] for kind in KINDS]),
    )
    _refuse_more_than_everybody(made, float(inputs.other_death.max()))
    return made


def growing(growth: float, month: Ints) -> Floats:
    """Return the factor by month: 1 in the first, then (1 + growth) to the power of the month's number (rules
    3, 6).
    """
    return np.where(month == 1, 1.0, (1 + growth) ** month)


def _fentanyl(given: Parameters, kind: Kind, month: Ints) -> Floats:
    start = (
        given.fentanyl_share_stimulant_start if kind.form == STIMULANT else given.fentanyl_share_opioid_start
    )
    share = np.minimum(MOST_FENTANYL, start * growing(given.fentanyl_growth_per_month, month))
    supplied = (
        given.street_supplied_share_of_prescription_misuse if kind.form == "prescription_misuse" else 1.0
    )
    return share * supplied


def _risk(given: Parameters, kind: Kind, fentanyl: Floats) -> tuple[Floats, Floats]:
    """Return the chance of an overdose, and the share of those with fentanyl, by month."""
    if kind.now == RETURN:
        chance = np.full_like(fentanyl, _risk_on_return(given, kind))
        return chance, fentanyl
    if kind.now == INACTIVE:
        return np.zeros_like(fentanyl), np.zeros_like(fentanyl)
    without, exposed = _without_and_with_fentanyl(given, kind)
    chance = fentanyl * exposed + (1 - fentanyl) * without
    share = np.divide(fentanyl * exposed, chance, out=np.zeros_like(chance), where=chance > 0)
    return chance, share


def _base(given: Parameters, kind: Kind) -> float:
    if kind.form == "prescription_misuse":
        repeat = given.repeat_overdose_prob_prescription_misuse
    else:
        repeat = given.repeat_overdose_prob_non_injecting
    repeat *= given.multiplier_injecting if kind.form == "injecting" else 1.0
    return repeat if kind.ever else repeat / given.multiplier_repeat_over_first


def _without_and_with_fentanyl(given: Parameters, kind: Kind) -> tuple[float, float]:
    base = _base(given, kind)
    if kind.form != STIMULANT:
        return base, base * given.multiplier_fentanyl
    without = given.repeat_overdose_prob_stimulant_without_fentanyl
    without = without if kind.ever else without / given.multiplier_repeat_over_first
    return without, base * given.multiplier_fentanyl * given.multiplier_stimulant_with_fentanyl


def _risk_on_return(given: Parameters, kind: Kind) -> float:
    # Rule 5 keeps the source's slip: after an earlier overdose, not injecting means no risk at all, and the
    # multiplier of fentanyl stands where that of the return should.
    if not kind.ever:
        return _base(given, kind) * given.multiplier_return_to_use
    return 0.0 if kind.form == "non_injecting" else _base(given, kind) * given.multiplier_fentanyl


def _moves(given: Parameters, kind: Kind, month: Ints) -> tuple[tuple[Floats, Kind], tuple[Floats, Kind]]:
    """Return the two moves of a class, each with its chance by month; a chance of 0 leads to the class
    itself.
    """
    none = (np.zeros(len(month)), kind)
    if kind.form == STIMULANT or kind.now == RETURN:
        return none, none
    if kind.now == INACTIVE:
        return (np.full(len(month), given.move_inactive_to_return), kind._replace(now=RETURN)), none
    chance, form, stopping = {
        "prescription_misuse": (
            given.move_prescription_misuse_to_non_injecting,
            "non_injecting",
            given.move_prescription_misuse_to_inactive,
        ),
        "non_injecting": (
            given.move_non_injecting_to_injecting,
            "injecting",
            given.move_non_injecting_to_inactive,
        ),
        "injecting": (
            given.move_injecting_to_non_injecting,
            "non_injecting",
            given.move_injecting_to_inactive,
        ),
    }[kind.form]
    growth = growing(given.growth_per_month_of_moves_to_inactive, month)
    return (np.full(len(month), chance), kind._replace(form=form)), (
        stopping * growth,
        kind._replace(now=INACTIVE),
    )


def _without_event(kind: Kind) -> Kind:
    return kind._replace(now=ACTIVE) if kind.now == RETURN else kind


def _after_stopping(kind: Kind) -> Kind:
    # Who uses stimulants only does not stop after a hospital stay (rule 7).
    return Kind(kind.form, ACTIVE if kind.form == STIMULANT else INACTIVE, ever=True)


def _refuse_more_than_everybody(made: Tables, other_death: float) -> None:
    total = other_death + made.overdose + made.first_move + made.second_move
    if (total <= 1).all():
        return
    month, number = np.unravel_index(int(np.argmax(total)), total.shape)
    kind = KINDS[int(number)]
    ever = "after an earlier overdose" if kind.ever else "without an earlier overdose"
    which = f"{kind.form} ({kind.now}, {ever})"
    raise PlanError(
        f"The chances of {which} add up to {total[month, number]:.3g} in month {month + 1}. "
        "They must not pass 1: lower a probability or a multiplier."
    )
