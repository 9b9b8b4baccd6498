"""Draws of a parameter: log-normal for rates and ratios, logit-normal for probabilities, mixtures where
sources disagree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.facts.units import BOUNDED, BOUNDED_PER_TIME, SIGNED, in_engine_units

Z95 = 1.959963984540054


@dataclass(frozen=True, kw_only=True)
class Component:
    """One source's value; `low` and `high` are its 95 % interval, or the same as the value where none is
    given.
    """

    value: float
    low: float
    high: float
    weight: float = 1.0
    source: str = ""
    confidence: str = ""
    definition: str = ""


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A number with its unit, range and source; several components where the field disagrees."""

    name: str
    unit: str
    components: tuple[Component, ...]

    def __post_init__(self) -> None:
        in_engine_units(1.0 if self.unit not in BOUNDED_PER_TIME else 0.5, self.unit)
        for each in self.components:
            if not each.low <= each.value <= each.high:
                raise PlanError(
                    f"parameter {self.name!r}: {each.value:g} does not lie "
                    f"between {each.low:g} and {each.high:g}."
                )
            if self.bounded and not (each.low >= 0 and each.high <= 1):
                raise PlanError(f"parameter {self.name!r} is a {self.unit}; it must lie between 0 and 1.")
            if self.unit not in SIGNED and each.low < 0:
                raise PlanError(f"parameter {self.name!r} must not be negative.")

    @property
    def bounded(self) -> bool:
        return self.unit in BOUNDED or self.unit in BOUNDED_PER_TIME

    @property
    def disputed(self) -> bool:
        return len(self.components) > 1

    @property
    def value(self) -> float:
        """The value of the heaviest component, the first of equals."""
        return max(self.components, key=lambda each: each.weight).value

    @property
    def low(self) -> float:
        return min(each.low for each in self.components)

    @property
    def high(self) -> float:
        return max(each.high for each in self.components)

    @property
    def central(self) -> float:
        """The value in the engine's units."""
        return float(in_engine_units(self.value, self.unit))

    def drawn(self, uniforms: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return one draw per row of `uniforms` (shape n × 3: which component, then a normal number by
        two).
        """
        weights = np.cumsum([each.weight for each in self.components])
        which = np.minimum(
            np.searchsorted(weights, uniforms[:, 0] * weights[-1], side="right"), len(weights) - 1
        )
        normal = np.sqrt(-2.0 * np.log1p(-uniforms[:, 1])) * np.cos(2.0 * np.pi * uniforms[:, 2])
        columns = np.stack([self._component(each, normal) for each in self.components])
        drawn: NDArray[np.float64] = in_engine_units(columns[which, np.arange(len(which))], self.unit)
        return drawn

    def _component(self, one: Component, normal: NDArray[np.float64]) -> NDArray[np.float64]:
        if one.low == one.high or (one.value <= 0 and self.unit not in SIGNED):
            return np.full(len(normal), one.value)
        if self.unit in SIGNED:
            return one.value + normal * (one.high - one.low) / (2 * Z95)
        if self.bounded:
            centre, low, high = (_logit(each) for each in (one.value, one.low, one.high))
            share: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-(centre + normal * (high - low) / (2 * Z95))))
            return share
        low = max(one.low, one.value * 1e-3)
        ratio: NDArray[np.float64] = np.exp(normal * (np.log(one.high) - np.log(low)) / (2 * Z95))
        return one.value * ratio


def _logit(share: float) -> float:
    share = min(max(share, 1e-6), 1 - 1e-6)
    return float(np.log(share / (1.0 - share)))
