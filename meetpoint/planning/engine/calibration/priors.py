"""What is believed of a parameter before local counts are seen: one source's interval, or a mixture where
they disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtri
from scipy.stats import norm

from meetpoint.planning.engine.errors import PlanError

Floats = NDArray[np.float64]
Scale = Literal["log", "logit", "plain"]
Z95 = float(ndtri(0.975))
LOG_2PI = float(np.log(2 * np.pi))


@dataclass(frozen=True)
class Belief:
    """A normal distribution on the prior's scale, with its weight in the mixture."""

    centre: float
    spread: float
    weight: float = 1.0


@dataclass(frozen=True)
class Prior:
    """A parameter's distribution: log-normal (hazards, ratios), logit-normal (shares) or normal (growth).

    The sampler walks on the scale, where every number is allowed; `value` leads back.
    """

    name: str
    scale: Scale
    beliefs: tuple[Belief, ...]

    def value(self, place: Floats) -> Floats:
        """Return the parameter's value at places on the scale."""
        back = {"log": np.exp, "logit": expit, "plain": np.asarray}
        return np.asarray(back[self.scale](place))

    def place(self, value: Floats) -> Floats:
        """Return the places on the scale of values."""
        return _forward(self.scale, value)

    def log_density(self, place: Floats) -> Floats:
        """Return the logarithm of the density on the scale."""
        parts = [
            np.log(each.weight / self._weight)
            - 0.5 * (((place - each.centre) / each.spread) ** 2 + LOG_2PI)
            - np.log(each.spread)
            for each in self.beliefs
        ]
        return np.asarray(np.logaddexp.reduce(parts, axis=0))

    def draw(self, rng: np.random.Generator, number: int) -> Floats:
        """Return places on the scale drawn from the prior."""
        weights = [each.weight / self._weight for each in self.beliefs]
        which = rng.choice(len(weights), size=number, p=weights)
        centre = np.array([each.centre for each in self.beliefs])[which]
        spread = np.array([each.spread for each in self.beliefs])[which]
        return np.asarray(centre + spread * rng.standard_normal(number))

    def quantiles(self, levels: Sequence[float]) -> list[float]:
        """Return the values below which these shares of the prior lie."""
        low = min(each.centre - 9 * each.spread for each in self.beliefs)
        high = max(each.centre + 9 * each.spread for each in self.beliefs)
        grid = np.linspace(low, high, 20_001)
        parts = [
            each.weight / self._weight * norm.cdf(grid, each.centre, each.spread) for each in self.beliefs
        ]
        return [float(each) for each in self.value(np.interp(levels, np.sum(parts, axis=0), grid))]

    @property
    def _weight(self) -> float:
        return sum(each.weight for each in self.beliefs)


def from_range(
    name: str, scale: Scale, *ranges: tuple[float, float, float], weights: Sequence[float] = ()
) -> Prior:
    """Return the prior whose beliefs have these (value, low, high), low to high being 95 % on the scale.

    The centre is the value; the spread is the interval's half width on the scale. Several ranges make a
    mixture.
    """
    beliefs = []
    for number, (value, low, high) in enumerate(ranges):
        if (
            not low < value < high
            or (scale == "log" and low <= 0)
            or (scale == "logit" and not 0 < low < high < 1)
        ):
            raise PlanError(
                f"the prior of {name} needs low < value < high, not {low:g}, {value:g}, {high:g}."
            )
        centre, bottom, top = _forward(scale, np.array([value, low, high]))
        weight = weights[number] if weights else 1.0
        beliefs.append(Belief(float(centre), float(top - bottom) / (2 * Z95), weight))
    return Prior(name, scale, tuple(beliefs))


def _forward(scale: Scale, value: Floats) -> Floats:
    return np.asarray({"log": np.log, "logit": logit, "plain": np.asarray}[scale](value))
