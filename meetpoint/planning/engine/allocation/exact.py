"""The best portfolio: every combination where they are few enough, else a mixed-integer programme on
logarithms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_diag, csr_array

from meetpoint.planning.engine.allocation.portfolio import Floats, Option, Portfolio, Units
from meetpoint.planning.engine.errors import PlanError

MOST_COMBINATIONS = 1_000_000
MOST_LEVELS = 200_000
SECONDS = 60.0
CENT = 0.005
"""Costs are money: sums that differ by less than half a cent are the same."""


@dataclass(frozen=True)
class Best:
    """The best plan found, the deaths that no plan goes below, and how that is known."""

    units: Units
    bound: float
    method: str


def best_portfolio(portfolio: Portfolio, budget: float) -> Best:
    """Return the plan with fewest deaths within a budget; of equal ones, the cheaper."""
    refuse_unaffordable(portfolio, budget)
    first, second = _halves(portfolio.options)
    if max(_combinations(first), _combinations(second)) <= MOST_COMBINATIONS:
        units = enumerated(first, second, budget)
        return Best(units, portfolio.deaths(units), "every combination")
    return programmed(portfolio, budget)


def refuse_unaffordable(portfolio: Portfolio, budget: float) -> None:
    """Raise when the budget does not pay for the least units that are asked for."""
    least = portfolio.cost(tuple(option.least for option in portfolio.options))
    if least > budget + CENT:
        raise PlanError(f"The least units asked for cost {least:,.0f}, and the budget is {budget:,.0f}.")


def enumerated(first: Sequence[Option], second: Sequence[Option], budget: float) -> Units:
    """Return the best of all combinations: each half is listed once, then met in the middle by cost.

    For every combination of the first half, the best affordable one of the second is the running best of its
    list, sorted by cost. That visits the sum of the halves, not their product, and leaves none out.
    """
    log_first, cost_first = _combined(first)
    log_second, cost_second = _combined(second)
    order = np.lexsort((log_second, cost_second))
    cheapest = np.array(
        list(accumulate(order, lambda held, new: new if log_second[new] < log_second[held] else held))
    )
    place = np.searchsorted(cost_second[order], budget + CENT - cost_first, side="right") - 1
    partner = cheapest[np.maximum(place, 0)]
    total = np.where(place >= 0, log_first + log_second[partner], np.inf)
    alike = np.flatnonzero(total <= total.min() + 1e-12)
    chosen = alike[np.argmin(cost_first[alike] + cost_second[partner[alike]])]
    return (*_units(first, int(chosen)), *_units(second, int(partner[chosen])))


def programmed(portfolio: Portfolio, budget: float) -> Best:
    """Return the best plan by a mixed-integer programme: one yes-or-no for each option and number of units.

    Effects multiply, so their logarithms add up; a start-up cost is part of each level's cost. Nothing is
    approximated. The bound is the solver's own, proven even when it stops early.
    """
    levels = sum(len(option.units) for option in portfolio.options)
    if levels > MOST_LEVELS:
        raise PlanError(
            f"The options have {levels:,} levels; the solver takes {MOST_LEVELS:,}. Use larger units."
        )
    logs = np.concatenate([option.log_factor(option.units) for option in portfolio.options])
    costs = np.concatenate([option.cost(option.units) for option in portfolio.options])
    one_of_each = block_diag([np.ones((1, len(option.units))) for option in portfolio.options], format="csr")
    unit = max(budget, 1.0)
    done = milp(
        logs,
        integrality=np.ones(levels),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(csr_array(one_of_each), 1, 1),
            LinearConstraint(costs[None, :] / unit, -np.inf, (budget + CENT) / unit),
        ],
        options={"mip_rel_gap": 0.0, "time_limit": SECONDS},
    )
    if done.x is None:
        raise PlanError(f"No plan was found within {SECONDS:.0f} s: {done.message}")
    units = _chosen(portfolio.options, done.x)
    bound = portfolio.baseline_deaths * float(np.exp(done.mip_dual_bound))
    return Best(units, min(bound, portfolio.deaths(units)), "mixed-integer programme")


def _chosen(options: Sequence[Option], answer: Floats) -> Units:
    ends = np.cumsum([len(option.units) for option in options])[:-1]
    return tuple(
        int(option.units[np.argmax(part)])
        for option, part in zip(options, np.split(answer, ends), strict=True)
    )


def _halves(options: Sequence[Option]) -> tuple[list[Option], list[Option]]:
    """Cut the list where the larger half is smallest."""
    cuts = range(len(options) + 1)
    best = min(cuts, key=lambda cut: max(_combinations(options[:cut]), _combinations(options[cut:])))
    return list(options[:best]), list(options[best:])


def _combinations(options: Sequence[Option]) -> int:
    return int(np.prod([len(option.units) for option in options], dtype=object)) if options else 1


def _combined(options: Sequence[Option]) -> tuple[Floats, Floats]:
    log, cost = np.zeros(1), np.zeros(1)
    for option in options:
        log = np.add.outer(log, option.log_factor(option.units)).ravel()
        cost = np.add.outer(cost, option.cost(option.units)).ravel()
    return log, cost


def _units(options: Sequence[Option], number: int) -> list[int]:
    shape = [len(option.units) for option in options]
    places = np.unravel_index(number, shape) if shape else ()
    return [int(option.units[int(place)]) for option, place in zip(options, places, strict=True)]
