"""What one run says by year: counts, people, kits, costs and QALYs, also by level of each equity axis."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.compiling.structure import Structure
from meetpoint.planning.engine.language.expressions import worked_out
from meetpoint.planning.engine.language.spec import Lever
from meetpoint.planning.engine.running.totals import Totals
from meetpoint.planning.engine.scenarios.building import Plan

Floats = NDArray[np.float64]
Yearly = dict[str, Floats]
"""An array over the years by outcome."""

DISCOUNTED = ("costs", "qalys")
ENDS = ("deaths", "people_who_left", "people_who_came")
KITS = ("kits_given", "kits_lost", "kits_used")
BY_STRATUM = ("overdoses", "overdose_deaths", "hiv_infections", "hcv_infections")


def yearly(plan: Plan, totals: Totals, names: dict[str, Any]) -> Yearly:
    """Return every outcome by year. Costs and QALYs are discounted to the start, from the middle of each
    year.
    """
    structure = plan.structure
    found: Yearly = {
        name: totals.events[:, place].sum(axis=1) for place, name in enumerate(structure.outcomes)
    }
    found |= {name: totals.ends[:, place] for place, name in enumerate(ENDS)}
    found |= {name: totals.flows[:, place].sum(axis=(1, 2)) for place, name in enumerate(KITS)}
    found["people"] = totals.person_years.sum(axis=1)
    for name, when in structure.model.watch.items():
        mask = structure.among(structure.grid.mask(when))
        found[name] = totals.person_years @ mask
    discount = (1.0 + plan.study.discount) ** -(np.arange(plan.study.years) + 0.5)
    found["costs"] = discount * costs(plan, found, names)
    found["qalys"] = discount * (totals.person_years @ weights(structure, names))
    return found | by_stratum(plan, totals)


def weights(structure: Structure, names: dict[str, Any]) -> Floats:
    """Return the QALY weight of each class: the product of all that apply."""
    found = np.ones(structure.number)
    for each in structure.model.qalys:
        mask = structure.among(structure.grid.mask(each.when))
        found = np.where(mask, found * float(worked_out(each.amount, names)), found)
    return np.minimum(found, 1.0)


def costs(plan: Plan, found: Yearly, names: dict[str, Any]) -> Floats:
    """Return undiscounted costs by year: programmes at their prices, and whatever the place entered under
    [costs].
    """
    total: Floats = np.zeros(plan.study.years)
    for lever in plan.structure.model.levers:
        total = total + programme_cost(plan, lever, found)
    for each in plan.structure.model.costs:
        amount = float(worked_out(each.amount, names))
        total = total + amount * found.get(each.per, np.zeros(plan.study.years))
    for name, price in plan.study.costs.items():
        total = total + price * found[name]
    return total


def programme_cost(plan: Plan, lever: Lever, found: Yearly) -> Floats:
    """Return one programme's cost by year: price times volume, and the fixed cost of the time in which it
    runs.
    """
    programme = plan.programme(lever)
    level = plan.levels[lever.name].reshape(plan.study.years, -1)
    volume = level.mean(axis=1)
    if lever.volume:
        group = found.get(lever.volume, np.zeros(plan.study.years))
        volume = volume * group if lever.share else group
    running = (level > 0).mean(axis=1)
    cost: Floats = (programme.cost_per_unit or 0.0) * volume + (programme.fixed_cost or 0.0) * running
    return cost


def by_stratum(plan: Plan, totals: Totals) -> Yearly:
    """Return overdoses, deaths and infections by level of every axis that the place divided, as
    `overdose_deaths:group=black`.
    """
    structure, found = plan.structure, {}
    for stratum in plan.study.strata:
        level = structure.grid.level[stratum.axis][structure.live]
        for number, name in enumerate(stratum.levels):
            for outcome in [each for each in BY_STRATUM if each in structure.outcomes]:
                events = totals.events[:, structure.outcomes.index(outcome)]
                found[f"{outcome}:{stratum.axis}={name}"] = events @ (level == number)
    return found
