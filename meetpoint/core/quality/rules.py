"""Predicates and the robust rule for amounts, without queries."""

from __future__ import annotations

import math
from collections.abc import Sequence

from meetpoint.core.tenancy.actor import Actor

Histogram = Sequence[tuple[int, int]]
"""Amounts, each with how often it was recorded."""

NORMAL_QUARTILE = 0.6745
"""The median absolute deviation of a normal distribution, in standard deviations."""

NORMAL_MEAN_DEVIATION = 1.253314
"""The standard deviation of a normal distribution, in mean absolute deviations (√(π/2))."""


def is_in_reach(by: Actor, site_id: int | None) -> bool:
    """Tell whether somebody sees what is about a site; what is about all is for those who reach them all."""
    return by.site_ids is None if site_id is None else by.reaches(site_id)


def unlikely_from(amounts: Histogram, *, score: float, times: float) -> int | None:
    """Return the smallest recorded amount that is unlikely beside the others, or None.

    An amount is unlikely when its modified z-score, on logarithms, is over `score` and it is at least
    `times` the median: 0.6745 (log x − median) / MAD. Amounts are skewed, so that their ratios are compared.
    Where more than half are alike the MAD is nought, and the mean absolute deviation stands in (÷ 1.2533).
    """
    middle = _median([(math.log(amount), often) for amount, often in amounts])
    apart = [(abs(math.log(amount) - middle), often) for amount, often in amounts]
    spread = _median(apart) / NORMAL_QUARTILE or _mean(apart) * NORMAL_MEAN_DEVIATION
    if not spread:
        return None
    far = [
        amount
        for amount, _often in amounts
        if (math.log(amount) - middle) / spread > score and amount >= times * math.exp(middle)
    ]
    return min(far, default=None)


def usual(amounts: Histogram) -> float:
    """Return the median amount."""
    return _median([(float(amount), often) for amount, often in amounts])


def longer_pause(gaps: Sequence[int]) -> int:
    """Return the pause that nine of ten do not go beyond (nearest rank)."""
    ordered = sorted(gaps)
    return ordered[math.ceil(0.9 * len(ordered)) - 1]


def _median(weighted: Sequence[tuple[float, int]]) -> float:
    ordered, total = sorted(weighted), sum(often for _value, often in weighted)
    lower, upper = (total - 1) // 2, total // 2
    found: list[float] = []
    passed = 0
    for value, often in ordered:
        passed += often
        while len(found) < 2 and (lower, upper)[len(found)] < passed:
            found.append(value)
    return sum(found) / 2


def _mean(weighted: Sequence[tuple[float, int]]) -> float:
    return sum(value * often for value, often in weighted) / sum(often for _value, often in weighted)
