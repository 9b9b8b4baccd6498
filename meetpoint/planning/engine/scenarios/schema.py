"""What a scenario is: a place, its programmes today, and other ways to spend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from meetpoint.planning.engine.facts.priors import Parameter
from meetpoint.planning.engine.language.spec import Model, Move
from meetpoint.planning.engine.order import STEPS_PER_YEAR

MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class Programme:
    """One programme's level and price. `begins` is in years since the start; a ramp is a straight line."""

    level: float | None = None
    times: float | None = None
    begins: float = 0.0
    ramp_months: float = 0.0
    delay_months: float = 0.0
    cap: float = float("inf")
    cost_per_unit: float | None = None
    fixed_cost: float | None = None


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """One scenario: programmes that differ from today's, parameters that differ, one-off events."""

    name: str
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    events: tuple[Move, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Stratum:
    """Levels of an equity axis with shares, and how hazards and syringe coverage differ between them."""

    axis: str
    levels: Mapping[str, float]
    overdose_ratio: Mapping[str, float] = field(default_factory=dict)
    death_ratio: Mapping[str, float] = field(default_factory=dict)
    coverage: Mapping[str, float] = field(default_factory=dict)
    years_in: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Study:
    """A whole scenario file: one place, one baseline, any number of scenarios."""

    name: str
    model: Model
    start: int
    years: int
    step: str
    seed: int
    price_year: int
    currency: str
    perspective: str
    discount: float
    place: Mapping[str, float]
    parameters: Mapping[str, Parameter]
    strata: tuple[Stratum, ...]
    baseline: Mapping[str, Programme]
    alternatives: tuple[Alternative, ...]
    costs: Mapping[str, float]

    @property
    def steps_per_year(self) -> int:
        return STEPS_PER_YEAR[self.step]
