"""From runs of a study to what pages show: means and intervals by year, paired differences, warnings as
codes.

An interval is a list of five numbers: mean, and the ends of the 95 % and the 50 % interval, as in `ENDS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from meetpoint.planning.engine.outcomes.intervals import cost_per
from meetpoint.planning.engine.outcomes.yearly import Yearly
from meetpoint.planning.engine.scenarios.building import BASELINE, Plan
from meetpoint.planning.engine.scenarios.schema import Study
from meetpoint.planning.reckoning.supply import Floats, widened

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
Outcomes = dict[str, Floats]
"""By outcome, one row for each set, or for each set and path of the supply, and one column for each year."""
Summary = dict[str, Any]


def summary_of(study: Study, plans: Sequence[Plan], runs: Runs, along: Floats | None = None) -> Summary:
    """Return what `runs` (outcomes by draw, for the baseline and every scenario) say, as plain values.

    With paths of the supply (`along`), every interval holds what they add.
    """
    bare = {name: _stacked(each) for name, each in runs.items()}
    pairs = {
        name: widened({each: found[each] - bare[BASELINE][each] for each in found}, along)
        for name, found in bare.items()
        if name != BASELINE
    }
    kept = {name: widened(each, along) for name, each in bare.items()}
    totals = {name: _over_years(each) for name, each in pairs.items()}
    means = {
        name: {each: {"mean": found[0]} for each, found in total.items()} for name, total in totals.items()
    }
    return {
        "years": [study.start + year for year in range(study.years)],
        "sets": len(runs[BASELINE]),
        "by_year": {name: _by_year(each) for name, each in kept.items()},
        "totals": {name: _over_years(each) for name, each in kept.items()},
        "differences": {name: _by_year(each) for name, each in pairs.items()},
        "difference_totals": totals,
        "chance_of_fewer_deaths": {
            name: float(np.mean(each[DEATHS].sum(axis=1) < 0)) for name, each in pairs.items()
        },
        "cost_per_death_averted": {name: cost_per(means[name], DEATHS, fewer=True) for name in pairs},
        "cost_per_qaly": {name: cost_per(means[name], "qalys", fewer=False) for name in pairs},
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


def not_ranked(pairs: Mapping[str, Outcomes]) -> list[list[str]]:
    """Return pairs of scenarios whose difference in deaths may be nought."""
    sums = {name: outcomes[DEATHS].sum(axis=1) for name, outcomes in pairs.items()}
    found = []
    for one, other in combinations(sums, 2):
        low, high = np.percentile(sums[one] - sums[other], [2.5, 97.5])
        if low <= 0 <= high:
            found.append([one, other])
    return found


def interval(values: Floats) -> Interval:
    """Return mean and ends, rounded to what means something; noise of the last bits is nought."""
    return intervals(values[:, None])[0]


def intervals(columns: Floats) -> list[Interval]:
    """Return the interval of each column."""
    ends = np.percentile(columns, ENDS, axis=0)
    scales = np.maximum(np.max(np.abs(columns), axis=0), 1.0)
    found = np.vstack([columns.mean(axis=0), ends])
    found[np.abs(found) < 1e-9 * scales] = 0.0
    return [[float(f"{each:.7g}") for each in column] for column in found.T]


def kept_outcomes(run: Yearly) -> Yearly:
    """Return the outcomes that a summary reads."""
    return {name: run[name] for name in OUTCOMES if name in run}


def _stacked(runs: Sequence[Yearly]) -> Outcomes:
    return {name: np.stack([run[name] for run in runs]) for name in OUTCOMES if name in runs[0]}


def _by_year(outcomes: Outcomes) -> dict[str, list[Interval]]:
    return {name: intervals(values) for name, values in outcomes.items()}


def _over_years(outcomes: Outcomes) -> dict[str, Interval]:
    return {
        name: interval(values.mean(axis=1) if name in AVERAGED else values.sum(axis=1))
        for name, values in outcomes.items()
    }
