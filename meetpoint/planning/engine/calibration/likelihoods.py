"""How likely an observed count or share is, given what a model predicts, with room for more scatter than
chance alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEAST = 1e-12


class Likelihood(Protocol):
    """What a target's likelihood offers. `spread` is the value of the parameter that the target names, or
    0.
    """

    def log_chance(self, observed: float, predicted: float, spread: float) -> float:
        """Return the logarithm of the chance of the observation."""

    def draw(self, rng: np.random.Generator, predicted: Floats, spread: Floats) -> Floats:
        """Return observations that might have been made."""


@dataclass(frozen=True)
class NegativeBinomial:
    """Counts of deaths and visits: variance = mean + (spread × mean)²; `spread` is the extra coefficient
    of variation.
    """

    def log_chance(self, observed: float, predicted: float, spread: float) -> float:
        """Poisson when there is no extra scatter."""
        mean = max(predicted, LEAST)
        size = 1 / spread**2 if spread > 1e-6 else math.inf
        if size > 1e12:
            return observed * math.log(mean) - mean - math.lgamma(observed + 1)
        return (
            math.lgamma(observed + size)
            - math.lgamma(size)
            - math.lgamma(observed + 1)
            + size * math.log(size / (size + mean))
            + observed * math.log(mean / (size + mean))
        )

    def draw(self, rng: np.random.Generator, predicted: Floats, spread: Floats) -> Floats:
        """Draw the rate, then the count."""
        size = 1 / np.maximum(spread, 1e-6) ** 2
        rate = rng.gamma(size, np.maximum(predicted, LEAST) / size)
        return rng.poisson(np.minimum(rate, 1e15)).astype(np.float64)


@dataclass(frozen=True)
class BetaBinomial:
    """A share of `number` cases; `spread` is the extra standard deviation of the share itself at one half."""

    number: int

    def log_chance(self, observed: float, predicted: float, spread: float) -> float:
        """Binomial in the limit of no extra scatter."""
        share = min(max(predicted, LEAST), 1 - LEAST)
        cases, of = round(observed * self.number), self.number
        chosen = math.lgamma(of + 1) - math.lgamma(cases + 1) - math.lgamma(of - cases + 1)
        if spread <= 1e-6:
            return chosen + cases * math.log(share) + (of - cases) * math.log1p(-share)
        weight = _weight(spread)
        alpha, beta = share * weight, (1 - share) * weight
        return chosen + _log_beta(cases + alpha, of - cases + beta) - _log_beta(alpha, beta)

    def draw(self, rng: np.random.Generator, predicted: Floats, spread: Floats) -> Floats:
        """Draw the share, then the cases."""
        share = np.clip(predicted, 1e-9, 1 - 1e-9)
        weight = np.array([_weight(max(float(each), 1e-6)) for each in spread])
        drawn = rng.beta(share * weight, (1 - share) * weight)
        return np.asarray(rng.binomial(self.number, drawn) / self.number)


@dataclass(frozen=True)
class Binomial:
    """Cases out of `number`, such as kits used of kits out; the prediction is the expected number of
    cases.
    """

    number: int

    def log_chance(self, observed: float, predicted: float, spread: float) -> float:
        """No extra scatter; `spread` is not used."""
        return BetaBinomial(self.number).log_chance(observed / self.number, predicted / self.number, 0.0)

    def draw(self, rng: np.random.Generator, predicted: Floats, spread: Floats) -> Floats:
        """Draw the cases."""
        return rng.binomial(self.number, np.clip(predicted / self.number, 0, 1)).astype(np.float64)


def _weight(spread: float) -> float:
    # A beta distribution around one half has variance 1 / (4 (weight + 1)).
    return max(0.25 / spread**2 - 1, 1e-3)


def _log_beta(alpha: float, beta: float) -> float:
    return math.lgamma(alpha) + math.lgamma(beta) - math.lgamma(alpha + beta)
