"""From a plan to what the engine reads: the same content as a scenario file, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from meetpoint.planning.plans.numbers import LocalNumbers
from meetpoint.planning.plans.settings import Portfolio, Settings
from meetpoint.planning.services import BY_LEVER, SERVICES

Content = dict[str, Any]


def content_of(
    numbers: LocalNumbers, settings: Settings, portfolios: Sequence[Portfolio], *, step: str = "month"
) -> Content:
    """Return a study's content: the place, today's services as the baseline, and a scenario `p0`, `p1` … for
    each portfolio. Costs are those of the services at the prices given.
    """
    return {
        "name": numbers.place,
        "start": numbers.start,
        "years": numbers.years,
        "step": step,
        "currency": numbers.currency,
        "place": {
            "people_at_risk": float(numbers.people_at_risk),
            "overdose_deaths_per_year": float(numbers.deaths_a_year),
            "population": float(numbers.population or 0),
        },
        "parameters": {
            BY_LEVER[lever].needs: {"value": each.value, "low": each.low, "high": each.high, "by": each.by}
            for lever, each in settings.beliefs.items()
        },
        "programmes": {each.lever: _today(settings, each.lever) for each in SERVICES},
        "scenarios": [scenario_of(settings, each, f"p{place}") for place, each in enumerate(portfolios)],
    }


def scenario_of(settings: Settings, portfolio: Portfolio, name: str) -> Content:
    """Return one scenario: only what differs from today, so that an unchanged portfolio is the baseline."""
    changed = {
        lever: {"level": level, "ramp_months": portfolio.ramp_months}
        for lever, level in portfolio.levels.items()
        if level != settings.level_today(lever)
    }
    return {"name": name, "programmes": changed}


def _today(settings: Settings, lever: str) -> Content:
    price = settings.prices.get(lever)
    found: Content = {"level": settings.level_today(lever)}
    if price is not None and price.is_given:
        found |= {"cost_per_unit": price.unit, "fixed_cost": price.fixed}
    return found
