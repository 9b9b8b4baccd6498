"""From runs of a study to what pages show: means and intervals by year, paired differences, warnings as
codes.

An interval is a list of five numbers: mean, and the ends of the 95 % and the 50 % interval, as in `ENDS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.outcomes.intervals import chance_of_fewer, cost_per, over_all_years, paired
from meetpoint.planning.engine.outcomes.yearly import Yearly
from meetpoint.planning.engine.scenarios.building import BASELINE, Plan
from meetpoint.planning.engine.scenarios.schema import Study

DEATHS = "overdose_deaths"
OUTCOMES = (
    DEATHS,
    "overdoses",
    "naloxone_used",
    "emergency_visits",
    "people_in_treatment",
    "treatment_entries",
    "hiv_infections",
    "hcv_infections",
    "hcv_treatments",
    "costs",
    "qalys",
    "people_who_inject",
)
AVERAGED = frozenset({"people_in_treatment", "people_who_inject"})
"""Numbers of people: over several years their mean is meant, not their sum."""
ENDS = (2.5, 25.0, 75.0, 97.5)
CEILING = 0.9

Interval = list[float]
Runs = Mapping[str, Sequence[Yearly]]
Summary = dict[str, Any]


def summary_of(study: Study, plans: Sequence[Plan], runs: Runs) -> Summary:
    """Return what `runs` (outcomes by draw, for the baseline and every scenario) say, as plain values."""
    kept = {name: [_kept(each) for each in found] for name, found in runs.items()}
    pairs = {name: paired(kept[name], kept[BASELINE]) for name in kept if name != BASELINE}
    totals = {name: over_all_years(each, averaged=AVERAGED) for name, each in pairs.items()}
    return {
        "years": [study.start + year for year in range(study.years)],
        "sets": len(kept[BASELINE]),
        "by_year": {name: _by_year(each) for name, each in kept.items()},
        "totals": {name: _over_years(each) for name, each in kept.items()},
        "differences": {name: _by_year(each) for name, each in pairs.items()},
        "difference_totals": {name: _over_years(each) for name, each in pairs.items()},
        "chance_of_fewer_deaths": {name: chance_of_fewer(each, DEATHS) for name, each in pairs.items()},
        "cost_per_death_averted": {name: cost_per(totals[name], DEATHS, fewer=True) for name in pairs},
        "cost_per_qaly": {name: cost_per(totals[name], "qalys", fewer=False) for name in pairs},
        "ceilings": {plan.name: found for plan in plans if (found := ceilings(plan))},
        "unpriced": {plan.name: found for plan in plans if (found := unpriced(plan))},
        "not_ranked": not_ranked(pairs),
    }


def ceilings(plan: Plan) -> list[str]:
    """Return the services that reach nearly everybody, which nobody has achieved."""
    levers = [lever for lever in plan.structure.model.levers if lever.most == 1]
    return [lever.name for lever in levers if plan.levels[lever.name].max() >= max(CEILING, lever.usual)]


def unpriced(plan: Plan) -> list[str]:
    """Return the services that differ from today's and have no price, so that they cost nothing here."""
    if plan.alternative is None:
        return []
    found = []
    for lever in plan.structure.model.levers:
        programme = plan.programme(lever)
        priced = programme.cost_per_unit is not None or programme.fixed_cost is not None
        if lever.name in plan.alternative.programmes and not priced:
            found.append(lever.name)
    return found


def not_ranked(pairs: Runs) -> list[list[str]]:
    """Return pairs of scenarios whose difference in deaths may be nought."""
    sums = {name: np.array([run[DEATHS].sum() for run in runs]) for name, runs in pairs.items()}
    found = []
    for one, other in combinations(sums, 2):
        low, high = np.percentile(sums[one] - sums[other], [2.5, 97.5])
        if low <= 0 <= high:
            found.append([one, other])
    return found


def interval(values: NDArray[np.float64]) -> Interval:
    """Return mean and ends, rounded to what means something; noise of the last bits is nought."""
    ends = np.percentile(values, ENDS)
    scale = max(float(np.max(np.abs(values))), 1.0)
    return [0.0 if abs(each) < 1e-9 * scale else float(f"{each:.7g}") for each in (np.mean(values), *ends)]


def _kept(run: Yearly) -> Yearly:
    return {name: run[name] for name in OUTCOMES if name in run}


def _by_year(runs: Sequence[Yearly]) -> dict[str, list[Interval]]:
    return {
        name: [interval(column) for column in np.stack([run[name] for run in runs]).T] for name in runs[0]
    }


def _over_years(runs: Sequence[Yearly]) -> dict[str, Interval]:
    found = {}
    for name in runs[0]:
        stacked = np.stack([run[name] for run in runs])
        found[name] = interval(stacked.mean(axis=1) if name in AVERAGED else stacked.sum(axis=1))
    return found
