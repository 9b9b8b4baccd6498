"""Runs the scenario files of `studies/`, and compares what they give with published figures by size, sign or
interval.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.compiling.anchors import Scales
from meetpoint.planning.engine.outcomes.yearly import Yearly, yearly
from meetpoint.planning.engine.running.cohort import run_cohort
from meetpoint.planning.engine.scenarios.building import BASELINE, Plan, plans_of
from meetpoint.planning.engine.scenarios.reading import study_from
from meetpoint.planning.validation.registry import Result, Verdict, shown
from meetpoint.planning.validation.targets import Target

Floats = NDArray[np.float64]
Runs = Mapping[str, Mapping[str, Floats]]
"""An array over (draw, year) by scenario and outcome."""
Document = dict[str, Any]

STUDIES = Path(__file__).parent / "studies"
DRAWS, SEED = 100, 1
TIMES = 3.0
"""What "order of size" means: within a third and three times."""
WITHOUT = "without"


def document(name: str) -> Document:
    """Return what a scenario file of `studies/` holds."""
    return tomllib.loads((STUDIES / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def runs(name: str, draws: int = DRAWS) -> Runs:
    """Run a study over parameter draws, the same in the baseline and every scenario."""
    plans = plans_of(study_from(document(name), STUDIES))
    return _together([_drawn(plans, draw) for draw in range(draws)])


@cache
def runs_without(name: str, draws: int = DRAWS) -> Runs:
    """Run a study, and the same place where none of its programmes nor treatment ever was."""
    content = document(name)
    never = {
        **content,
        "shares": {**content.get("shares", {}), "treatment": {"none": 1}},
        "programmes": {"treatment_starts": {"level": 0}},
    }
    here, there = (plans_of(study_from(each, STUDIES))[0] for each in (content, never))
    found = []
    for draw in range(draws):
        with_them, scales = _one(here, draw)
        found.append({BASELINE: with_them, WITHOUT: _one(there, draw, scales)[0]})
    return _together(found)


@cache
def fitted_start(name: str, sums: tuple[float, float]) -> tuple[float, float, tuple[float, float]]:
    """Fit the people at risk and the deaths a year at the start to sums of person-years and deaths.

    Returns both, and the sums that the cohort of central parameters then gives. A few rounds suffice, since
    either sum is nearly in proportion to its number.
    """
    content = document(name)
    people, deaths, found = float(content["place"]["people_at_risk"]), sums[1] / content["years"], (0.0, 0.0)
    for _round in range(8):
        place = {"people_at_risk": people, "overdose_deaths_per_year": deaths}
        plan = plans_of(study_from({**content, "place": place}, STUDIES))[0]
        made = plan.filled(plan.central())
        totals = run_cohort(made, outcomes=len(plan.structure.outcomes), years=plan.study.years)
        outcomes = yearly(plan, totals, plan.names(plan.central()))
        found = float(outcomes["people_at_risk_now"].sum()), float(outcomes["overdose_deaths"].sum())
        people, deaths = people * sums[0] / found[0], deaths * sums[1] / found[1]
    return people, deaths, found


def _drawn(plans: tuple[Plan, ...], draw: int) -> dict[str, Yearly]:
    found: dict[str, Yearly] = {}
    scales: Scales | None = None
    for plan in plans:
        found[plan.name], made = _one(plan, draw, scales)
        scales = scales or made
    return found


def _one(plan: Plan, draw: int, scales: Scales | None = None) -> tuple[Yearly, Scales]:
    parameters = plan.draws(SEED, 1, first=draw)[0]
    made = plan.filled(parameters, scales)
    totals = run_cohort(made, outcomes=len(plan.structure.outcomes), years=plan.study.years)
    return yearly(plan, totals, plan.names(parameters)), made.scales


def _together(found: list[dict[str, Yearly]]) -> Runs:
    return {
        scenario: {outcome: np.array([one[scenario][outcome] for one in found]) for outcome in outcomes}
        for scenario, outcomes in found[0].items()
    }


def change(found: Runs, scenario: str, outcome: str, *, years: int | None = None) -> Floats:
    """Return the change of a sum over the first years, scenario against baseline, in percent, by draw."""
    before, after = (found[each][outcome][:, :years].sum(axis=1) for each in (BASELINE, scenario))
    return np.asarray(100 * (after / before - 1))


def difference(found: Runs, scenario: str, outcome: str) -> Floats:
    """Return scenario less baseline over all years, by draw."""
    return np.asarray((found[scenario][outcome] - found[BASELINE][outcome]).sum(axis=1))


def own(found: Floats) -> tuple[float, float, float]:
    """Return the middle and the 95 % interval of draws."""
    low, middle, high = np.percentile(found, [2.5, 50, 97.5])
    return float(middle), float(low), float(high)


def said(found: Floats) -> str:
    """Return the middle and the interval as text."""
    middle, low, high = own(found)
    return f"{shown(middle)} ({shown(low)} to {shown(high)})"


def overlapping(target: Target, found: Floats, why: str, *, miss: str = "") -> Result:
    """Say whether our 95 % interval meets the published one, or holds the value where there is none."""
    _middle, low, high = own(found)
    bottom, top = _bounds(target)
    hit = low <= top and high >= bottom
    return Result(
        verdict=Verdict.HIT if hit else Verdict.MISS,
        ours=said(found),
        tolerance="95 % intervals overlap" if target.low is not None else "95 % interval holds it",
        reason=why if hit else _joined(miss, why),
    )


def of_size(target: Target, found: Floats, why: str, *, miss: str = "") -> Result:
    """Say whether our middle has the published sign and lies within a third and three times the figure."""
    middle, _low, _high = own(found)
    bottom, top = sorted(_bounds(target), key=abs)
    hit = middle * top > 0 and abs(bottom) / TIMES <= abs(middle) <= abs(top) * TIMES
    return Result(
        verdict=Verdict.HIT if hit else Verdict.MISS,
        ours=said(found),
        tolerance=f"same sign, within {TIMES:g} times",
        reason=why if hit else _joined(miss, why),
    )


def _bounds(target: Target) -> tuple[float, float]:
    value = target.value or 0.0
    return (
        value if target.low is None else target.low,
        value if target.high is None else target.high,
    )


def _joined(miss: str, why: str) -> str:
    return f"{miss}; {why}" if miss and why else miss or why
