"""The units of parameters, and what each becomes inside the engine: hazards per person-year, times in
years.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from meetpoint.planning.engine.errors import PlanError, unknown
from meetpoint.planning.engine.order import DAYS_PER_YEAR


def _per(people: float) -> Callable[[Any], Any]:
    return lambda value: value / people


def _times(factor: float) -> Callable[[Any], Any]:
    return lambda value: value * factor


def _hazard_of(times_a_year: float) -> Callable[[Any], Any]:
    # The hazard that gives this probability in one period when it is constant.
    return lambda value: -np.log1p(-value) * times_a_year


UNITS: dict[str, Callable[[Any], Any]] = {
    "per person-year": _per(1),
    "per 100 person-years": _per(100),
    "per 1,000 person-years": _per(1_000),
    "per 100,000 person-years": _per(100_000),
    "probability per week": _hazard_of(DAYS_PER_YEAR / 7),
    "probability per month": _hazard_of(12),
    "probability per year": _hazard_of(1),
    "hazard per week": _times(DAYS_PER_YEAR / 7),
    "hazard per month": _times(12),
    "days": _times(1 / DAYS_PER_YEAR),
    "weeks": _times(7 / DAYS_PER_YEAR),
    "months": _times(1 / 12),
    "years": _times(1),
}
"""Every other unit (ratio, probability, USD, people, …) stays as it is."""
PLAIN = (
    "ratio",
    "odds ratio",
    "probability",
    "probability per overdose",
    "share",
    "exponent",
    "change",
    "change per year",
    "QALY weight",
    "USD",
    "USD per week",
    "USD per kit",
    "deaths",
    "doses",
    "strips",
    "kits",
    "people",
    "places",
    "kits per year",
)
BOUNDED = frozenset({"probability", "probability per overdose", "share", "QALY weight"})
BOUNDED_PER_TIME = frozenset({"probability per week", "probability per month", "probability per year"})
SIGNED = frozenset({"change", "change per year"})


def in_engine_units(value: Any, unit: str) -> Any:
    """Return a value (or array) as the engine takes it. Raises `PlanError` for a unit that is not known."""
    if unit in UNITS:
        return UNITS[unit](value)
    if unit in PLAIN:
        return value
    raise PlanError(unknown("unit", unit, [*UNITS, *PLAIN]))
