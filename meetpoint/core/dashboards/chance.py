"""How far chance alone may carry a small count. Exact, in plain Python: a web process loads no scipy."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

FEW = 100
"""From so many events on no range is told: chance alone then moves a count by less than a fifth."""

DOUBT = 0.05
"""The share of cases in which chance alone leads outside the range: both sides together."""

STEPS = 60
"""Halvings of an interval; 60 of them exhaust a double."""


@lru_cache(maxsize=512)
def range_of(count: int) -> tuple[float, float] | None:
    """Return the exact 95 % range of the mean of a Poisson count, or None for `FEW` and more.

    The lower end is the mean at which so many or more come up in 2.5 % of cases, the upper end the one at
    which so many or fewer do (Garwood 1936, Biometrika 28:437).
    """
    if not 0 <= count < FEW:
        return None
    low = 0.0 if count == 0 else _mean_where(lambda mean: 1 - _at_most(count - 1, mean) < DOUBT / 2, count)
    high = _mean_where(lambda mean: _at_most(count, mean) > DOUBT / 2, 3 * count + 10)
    return low, high


@lru_cache(maxsize=512)
def is_beyond_chance(count: int, days: int, other: int, other_days: int) -> bool | None:
    """Tell whether two counts over so many days differ by more than chance; None where both are large.

    Exact and conditional on their sum: with one and the same rate the first is binomial, its share that of
    the days (Przyborowski and Wilenski 1940, Biometrika 31:313). Two-sided: twice the smaller tail.
    """
    if min(count, other) >= FEW:
        return None
    if other < count:
        count, days, other, other_days = other, other_days, count, days
    share, both = days / (days + other_days), count + other
    lower = sum(_binomial(k, both, share) for k in range(count + 1))
    upper = 1 - lower + _binomial(count, both, share)
    return 2 * min(lower, upper) <= DOUBT


def _at_most(count: int, mean: float) -> float:
    """Return the probability of at most so many, of a Poisson count with this mean."""
    if mean <= 0:
        return 1.0
    return math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count + 1))


def _binomial(k: int, trials: int, share: float) -> float:
    ways = math.lgamma(trials + 1) - math.lgamma(k + 1) - math.lgamma(trials - k + 1)
    return math.exp(ways + k * math.log(share) + (trials - k) * math.log1p(-share))


def _mean_where(goes_on: Callable[[float], bool], most: float) -> float:
    """Return the mean at which a condition that holds for small means ceases to hold."""
    low, high = 0.0, float(most)
    for _step in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if goes_on(middle) else (low, middle)
    return (low + high) / 2
