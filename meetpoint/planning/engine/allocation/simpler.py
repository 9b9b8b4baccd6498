"""Plans that need no mathematics, so that a best plan is never shown alone."""

from __future__ import annotations

import numpy as np

from meetpoint.planning.engine.allocation.exact import CENT
from meetpoint.planning.engine.allocation.portfolio import Option, Portfolio, Units


def greedy_portfolio(portfolio: Portfolio, budget: float) -> Units:
    """Return what buying unit by unit, each time the most deaths averted per money, comes to."""
    units = [option.least for option in portfolio.options]
    while True:
        steps = [_step(portfolio, units, number, budget) for number in range(len(units))]
        worth = max((step for step in steps if step is not None), default=None)
        if worth is None or worth <= 0:
            return tuple(units)
        units[steps.index(worth)] += 1


def _step(portfolio: Portfolio, units: list[int], number: int, budget: float) -> float | None:
    """Return the deaths averted per money by one more unit of an option, or None where it cannot be
    bought.
    """
    if units[number] >= portfolio.options[number].most:
        return None
    more = tuple(held + (place == number) for place, held in enumerate(units))
    price = portfolio.cost(more) - portfolio.cost(tuple(units))
    if portfolio.cost(more) > budget + CENT:
        return None
    averted = portfolio.deaths(tuple(units)) - portfolio.deaths(more)
    return averted / price if price > 0 else (np.inf if averted > 0 else 0.0)


def even_portfolio(portfolio: Portfolio, budget: float) -> Units:
    """Return what giving every option the same money comes to, over the least units asked for."""
    share = budget / len(portfolio.options)
    units = tuple(max(option.least, _bought(option, share)) for option in portfolio.options)
    least = tuple(option.least for option in portfolio.options)
    return units if portfolio.cost(units) <= budget + CENT else least


def _bought(option: Option, money: float) -> int:
    affordable = option.units[option.cost(option.units) <= money + CENT]
    return int(affordable.max(initial=0))


def current_portfolio(portfolio: Portfolio) -> Units | None:
    """Return the units of today, where the instance knows them all."""
    known = [option.current for option in portfolio.options if option.current is not None]
    return tuple(known) if len(known) == len(portfolio.options) else None
