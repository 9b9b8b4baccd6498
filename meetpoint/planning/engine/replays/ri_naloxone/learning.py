"""The replay as a calibration problem: which parameters are learned, what is believed of them, what was
observed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.calibration.likelihoods import BetaBinomial, Likelihood, NegativeBinomial
from meetpoint.planning.engine.calibration.priors import Belief, Prior, Scale, from_range
from meetpoint.planning.engine.calibration.problem import Problem, Target
from meetpoint.planning.engine.errors import PlanError, unknown
from meetpoint.planning.engine.files.tables import Row, read_rows
from meetpoint.planning.engine.replays.ri_naloxone.cohort import DEATHS, FENTANYL, VISITS, run_cohort
from meetpoint.planning.engine.replays.ri_naloxone.inputs import (
    PARAMETER_NAMES,
    Inputs,
    Parameters,
    changed,
)
from meetpoint.planning.engine.replays.ri_naloxone.kits import Kits, kits_of
from meetpoint.planning.engine.replays.ri_naloxone.results import by_year

Floats = NDArray[np.float64]
PRIOR_COLUMNS = ("name", "value", "low", "high")
TARGET_COLUMNS = ("outcome", "value")

# What the sources call it: what the replay calls it, and the scale. `_over_` is a ratio of two of its own.
SOURCED: dict[str, tuple[str, Scale]] = {
    "monthly_prob_repeat_prescription_misuse": ("repeat_overdose_prob_prescription_misuse", "log"),
    "monthly_prob_repeat_non_injecting": ("repeat_overdose_prob_non_injecting", "log"),
    "multiplier_fentanyl": ("multiplier_fentanyl", "log"),
    "multiplier_return_to_use": ("multiplier_return_to_use", "log"),
    "multiplier_previous_overdose": ("multiplier_repeat_over_first", "log"),
    "in_public": ("overdose_in_public", "logit"),
    "witnessed_public": ("witnessed_public", "logit"),
    "witnessed_private_over_public": ("witnessed_private_over_public", "log"),
    "call_public": ("call_public_if_witnessed", "logit"),
    "call_private_over_public": ("call_private_over_public", "log"),
    "hospital_given_ems": ("hospital_if_called", "logit"),
    "stop_after_hospital": ("inactive_after_hospital_if_survived", "logit"),
    "death_no_naloxone_no_ems": ("death_without_naloxone_or_ems", "logit"),
    "rr_death_ems": ("ratio_of_death_with_ems", "logit"),
    "pharmacy_kit_divisor": ("pharmacy_kit_divisor", "log"),
}
INJECTING = ("multiplier_injecting", "multiplier_injecting_calibrated_ma")
DEATH_RATIO = ("death_with_naloxone", "death_no_naloxone_no_ems", "rr_death_naloxone_mcdonald")
COUNT_SCATTER, SHARE_SCATTER, REPORTED = "scatter_of_counts", "scatter_of_shares", "visits_reported"
WALK = "change_of_risk_"
"""The random walk on supply risk: each year's change of the logarithm of everybody's overdose hazard."""
FENTANYL_SHARES = "fentanyl share of overdose deaths"
COUNTS = {"overdose deaths": DEATHS, "overdose emergency visits": VISITS, FENTANYL_SHARES: FENTANYL}
OUTCOME = re.compile(r"^(?P<what>.+) (?P<year>\d{4})$")


@dataclass(frozen=True)
class Model:
    """The cohort as a function from named values to predicted targets."""

    inputs: Inputs
    given: Parameters
    kits: Kits
    wanted: tuple[tuple[int, int], ...]

    def __call__(self, values: Mapping[str, float]) -> Floats:
        """Predict each (count, year); shares of deaths for fentanyl, reported visits for visits."""
        yearly = by_year(
            run_cohort(self.inputs, self._parameters(values), self.kits, risk=self._risk(values)).counts.sum(
                axis=1
            )
        )
        reported = np.ones(yearly.shape[1])
        reported[VISITS] = values.get(REPORTED, 1.0)
        return np.array(
            [
                yearly[year, count] * reported[count] / (yearly[year, DEATHS] if count == FENTANYL else 1.0)
                for count, year in self.wanted
            ]
        )

    def _parameters(self, values: Mapping[str, float]) -> Parameters:
        direct = {name: value for name, value in values.items() if name in PARAMETER_NAMES}
        given = changed(self.given, direct)
        derived = {
            "witnessed_private": given.witnessed_public * values.get("witnessed_private_over_public", np.nan),
            "call_private_if_witnessed": given.call_public_if_witnessed
            * values.get("call_private_over_public", np.nan),
            "death_with_naloxone": given.death_without_naloxone_or_ems
            * values.get("death_ratio_with_naloxone", np.nan),
        }
        return changed(given, {name: value for name, value in derived.items() if np.isfinite(value)})

    def _risk(self, values: Mapping[str, float]) -> Floats:
        changes = [values.get(f"{WALK}{year}", 0.0) for year in self.inputs.years]
        return np.asarray(np.exp(np.cumsum(changes))[np.arange(self.inputs.months) // 12])


def ri_problem(
    inputs: Inputs,
    priors: Path,
    targets: Path,
    *,
    parameter_set: int = 1,
    fit_years: int = 0,
    walk: bool = True,
) -> Problem:
    """Return the calibration of a place: sourced priors, observed targets, the cohort between them.

    With `fit_years` only so many years are learned from, and the rest are predicted. Without the `walk`
    the hazards can change by nothing but fentanyl, which no set of parameters reconciles with deaths that
    fall.
    """
    given = inputs.parameters(parameter_set)
    observed, wanted = _targets(targets, inputs, fit_years or len(inputs.years))
    coarse = without_ages(inputs)
    believed = [*_sourced(priors), *_assumed(given)]
    if walk:
        believed += [Prior(f"{WALK}{year}", "plain", (Belief(0.0, 0.15),)) for year in inputs.years[1:]]
    return Problem(believed, observed, Model(coarse, given, kits_of(coarse), wanted))


def without_ages(inputs: Inputs) -> Inputs:
    """Return the place with one age band, of the mean mortality: seven times faster, and the same to 0.1
    %.
    """
    by_age = inputs.people.sum(axis=(0, 2))
    mean = float((inputs.other_death * by_age).sum() / by_age.sum())
    return replace(
        inputs, ages=("all",), people=inputs.people.sum(axis=1, keepdims=True), other_death=np.array([mean])
    )


def _sourced(path: Path) -> list[Prior]:
    """Return the priors that sources give; where two disagree, a mixture of both."""
    rows = {row.text("name"): row for row in read_rows(path, PRIOR_COLUMNS)}
    needed = {*SOURCED, *INJECTING, *DEATH_RATIO}
    if lacking := sorted(needed - set(rows)):
        raise PlanError(f"{path} lacks the rows {', '.join(lacking)}.")
    priors = [_from_row(rows[name], to, scale) for name, (to, scale) in SOURCED.items()]
    return [*priors, _injecting(rows), _death_ratio(rows)]


def _from_row(row: Row, name: str, scale: Scale) -> Prior:
    value, low, high = (row.number(column) for column in ("value", "low", "high"))
    top = min(high, 1 - 1e-6) if scale == "logit" else high
    return from_range(name, scale, (value, low, top))


def _injecting(rows: Mapping[str, Row]) -> Prior:
    one, other = rows[INJECTING[0]], rows[INJECTING[1]].number("value")
    value, low, high = (one.number(column) for column in ("value", "low", "high"))
    ratio = other / value
    return from_range("multiplier_injecting", "log", (value, low, high), (other, low * ratio, high * ratio))


def _death_ratio(rows: Mapping[str, Row]) -> Prior:
    """Return the mixture over the death ratio with naloxone: trial of models against the pooled studies."""
    with_it, without, pooled = (rows[name] for name in DEATH_RATIO)
    base = without.number("value")
    weak = tuple(with_it.number(column) / base for column in ("value", "low", "high"))
    strong = tuple(pooled.number(column) for column in ("value", "low", "high"))
    return from_range(
        "death_ratio_with_naloxone", "log", (weak[0], weak[1], weak[2]), (strong[0], strong[1], strong[2])
    )


def _assumed(given: Parameters) -> list[Prior]:
    """Return the priors that no source gives: wide, around the set's own value, and named as ours in the
    documents.
    """
    start, stimulant = given.fentanyl_share_opioid_start, given.fentanyl_share_stimulant_start
    return [
        Prior("fentanyl_share_opioid_start", "logit", (Belief(float(np.log(start / (1 - start))), 0.6),)),
        Prior(
            "fentanyl_share_stimulant_start",
            "logit",
            (Belief(float(np.log(stimulant / (1 - stimulant))), 0.6),),
        ),
        Prior("fentanyl_growth_per_month", "plain", (Belief(given.fentanyl_growth_per_month, 0.005),)),
        Prior("saturation_slope", "log", (Belief(float(np.log(given.saturation_slope)), 0.6),)),
        from_range(REPORTED, "logit", (0.95, 0.8, 0.99)),
        from_range(COUNT_SCATTER, "log", (0.04, 0.01, 0.16)),
        from_range(SHARE_SCATTER, "log", (0.03, 0.01, 0.09)),
    ]


def _targets(path: Path, inputs: Inputs, fit_years: int) -> tuple[list[Target], tuple[tuple[int, int], ...]]:
    rows = [
        row
        for row in read_rows(path, TARGET_COLUMNS)
        if row.values.get("kind", "calibration") == "calibration"
    ]
    ours = [
        (row, found)
        for row in rows
        if (found := OUTCOME.match(row.text("outcome"))) and found["what"] in COUNTS
    ]
    if not ours:
        raise PlanError(
            f"{path} has no target. {unknown('outcome', 'of a year', [f'{what} 2016' for what in COUNTS])}"
        )
    deaths = {found["year"]: row.whole("value") for row, found in ours if COUNTS[found["what"]] == DEATHS}
    targets, wanted = [], []
    for row, found in ours:
        year = int(found["year"]) - inputs.first_year
        if not 0 <= year < len(inputs.years):
            raise row.fault(
                f"{found['year']} is not a year of the run ({inputs.years[0]} to {inputs.years[-1]})."
            )
        likelihood, scatter = _likelihood(row, found["what"], deaths.get(found["year"]))
        targets.append(
            Target(row.text("outcome"), row.number("value"), likelihood, scatter, held_out=year >= fit_years)
        )
        wanted.append((COUNTS[found["what"]], year))
    return targets, tuple(wanted)


def _likelihood(row: Row, what: str, deaths: int | None) -> tuple[Likelihood, str]:
    if what != FENTANYL_SHARES:
        row.whole("value")
        return NegativeBinomial(), COUNT_SCATTER
    row.share("value")
    if not deaths:
        raise row.fault("a share of deaths needs the number of overdose deaths of the same year.")
    return BetaBinomial(deaths), SHARE_SCATTER
