"""An instance file in, the best plan out: its deaths, a bound, the gap, and simpler plans beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from meetpoint.planning.engine.allocation import simpler
from meetpoint.planning.engine.allocation.areas import Areas, Floats, read_areas
from meetpoint.planning.engine.allocation.exact import Best, best_portfolio
from meetpoint.planning.engine.allocation.portfolio import Portfolio, Units, read_portfolio
from meetpoint.planning.engine.allocation.uncertain import Effort, under_uncertainty
from meetpoint.planning.engine.allocation.water_filling import (
    best_split,
    best_whole_split,
    greedy_split,
    lower_bound,
    per_person_split,
)
from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.files.documents import Document, read_document

Answer = dict[str, Any]


def allocate(
    path: Path,
    *,
    budget: float | None = None,
    kits: int | None = None,
    floor: str = "0",
    effort: Effort | None = None,
) -> Answer:
    """Return the best plan of an instance with `towns` (and kits) or `options` (and a budget).

    Options with a range of their effect are drawn as well (`uncertainty`).
    """
    document = read_document(path)
    if document.has("towns"):
        if budget is not None:
            raise PlanError(f"{path} splits kits over areas: say --kits, not --budget.")
        return allocate_kits(read_areas(document), kits, floor)
    if not document.has("options"):
        raise document.fault((), "must have towns (areas that share kits) or options (a portfolio)")
    if kits is not None:
        raise PlanError(f"{path} is a portfolio: say --budget, not --kits.")
    return _allocate_budget(document, budget, floor, effort or Effort())


def allocate_kits(areas: Areas, kits: int | None, floor: str = "0") -> Answer:
    """Return the best split of whole kits. Without a number, today's kits are split anew."""
    total = kits if kits is not None else _today(areas)
    if total < 0:
        raise PlanError(f"--kits is {total}; allowed is 0 or more.")
    floors = np.maximum(areas.minimum, _floors(areas, floor, total))
    if floors.sum() > total:
        raise PlanError(
            f"The floors need {floors.sum():,.0f} kits together, and there are {total:,}. Lower the floor."
        )
    whole, real = best_whole_split(areas, total, floors), best_split(areas, total, floors)
    objective, bound = areas.deaths(whole), lower_bound(areas, total, real.price, floors)
    free = areas.deaths(best_whole_split(areas, total, areas.minimum * 0))
    return {
        "objective": objective,
        "bound": min(bound, objective),
        "gap": max(objective - bound, 0.0),
        "greedy": areas.deaths(greedy_split(areas, total, floors)),
        "allocation": {name: int(number) for name, number in zip(areas.names, whole, strict=True)},
        "method": "water-filling",
        "kits": total,
        "floor_price_deaths": objective - free,
        "averted_by_one_more_kit": real.price,
        "real_valued": {"objective": areas.deaths(real.kits), "price": real.price},
        "plans": _kit_plans(areas, total),
        "fewer_kits_than_today": _losers(areas, whole),
    }


def _today(areas: Areas) -> int:
    if areas.current is None:
        raise PlanError("Say --kits: the towns have no current_kits to split anew.")
    return int(areas.current.sum())


def _floors(areas: Areas, floor: str, kits: int) -> Floats:
    """Return the floor of each area: kits, or with a % sign, that part of an even split per person."""
    try:
        number = float(floor.removesuffix("%"))
    except ValueError:
        number = -1.0
    if not 0 <= number < np.inf:
        raise PlanError(
            f"--floor is {floor!r}; it must be kits for each area, such as 100, or a part such as 50%."
        )
    if floor.endswith("%"):
        return np.floor(per_person_split(areas, kits) * number / 100)
    return np.full(len(areas.names), np.ceil(number))


def _kit_plans(areas: Areas, kits: int) -> dict[str, float | None]:
    nothing = np.zeros(len(areas.names))
    return {
        "none": areas.deaths(nothing),
        "current": None if areas.current is None else areas.deaths(areas.current),
        "per_person": areas.deaths(per_person_split(areas, kits)),
        "greedy": areas.deaths(greedy_split(areas, kits, nothing)),
    }


def _losers(areas: Areas, whole: Floats) -> dict[str, int]:
    if areas.current is None:
        return {}
    change = whole - areas.current
    return {name: int(number) for name, number in zip(areas.names, change, strict=True) if number < 0}


def _allocate_budget(document: Document, budget: float | None, floor: str, effort: Effort) -> Answer:
    if budget is None:
        if not document.has("budget"):
            raise PlanError(f"{document.path}: say --budget, since the file has none.")
        budget = document.number("budget", at_least=0)
    if not 0 <= budget < np.inf:
        raise PlanError(f"--budget is {budget:g}; allowed is 0 or more.")
    if not floor.isdigit():
        raise PlanError(
            f"--floor is {floor!r}; for a portfolio it must be whole units of each option, such as 1."
        )
    portfolio = read_portfolio(document, int(floor))
    free = best_portfolio(read_portfolio(document), budget) if int(floor) else None
    answer = _portfolio_answer(portfolio, budget, best_portfolio(portfolio, budget), free)
    if any(option.effect_range for option in portfolio.options):
        answer["uncertainty"] = under_uncertainty(portfolio, budget, effort)
    return answer


def _portfolio_answer(portfolio: Portfolio, budget: float, best: Best, free: Best | None) -> Answer:
    objective = portfolio.deaths(best.units)
    greedy = simpler.greedy_portfolio(portfolio, budget)
    plans = {
        "none": portfolio.baseline_deaths,
        "current": _deaths_or_none(portfolio, simpler.current_portfolio(portfolio)),
        "same_money_each": portfolio.deaths(simpler.even_portfolio(portfolio, budget)),
        "greedy": portfolio.deaths(greedy),
    }
    return {
        "objective": objective,
        "bound": best.bound,
        "gap": max(objective - best.bound, 0.0),
        "greedy": portfolio.deaths(greedy),
        "allocation": _named(portfolio, best.units),
        "method": best.method,
        "budget": budget,
        "cost": portfolio.cost(best.units),
        "floor_price_deaths": objective - portfolio.deaths(free.units) if free else 0.0,
        "greedy_allocation": _named(portfolio, greedy),
        "plans": plans,
    }


def _named(portfolio: Portfolio, units: Units) -> dict[str, int]:
    return {option.name: number for option, number in zip(portfolio.options, units, strict=True)}


def _deaths_or_none(portfolio: Portfolio, units: Units | None) -> float | None:
    return None if units is None else portfolio.deaths(units)
