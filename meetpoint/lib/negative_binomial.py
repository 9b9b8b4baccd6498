"""The negative binomial distribution, in plain Python, so that no web worker loads a numeric library.

Checked against published values and exact sums in `tests/test_negative_binomial.py`.
"""

from math import exp, lgamma, log, sqrt

_SMALLEST = 1e-300
_CLOSE = 1e-12
_MOST_TURNS = 10_000


def at_most(count: int, *, shape: float, chance: float) -> float:
    """Return P(X <= count) for X with P(X = k) = C(k+r-1, k) p^r (1-p)^k: `shape` is r, `chance` is p.

    By the regularised incomplete beta function, I_p(r, count + 1) (NIST DLMF 8.17.24).
    """
    return 0.0 if count < 0 else incomplete_beta(chance, shape, count + 1.0)


def quantile(share: float, *, shape: float, chance: float) -> int:
    """Return the smallest count that X does not exceed with probability `share` (0 < share < 1)."""
    mean = shape * (1.0 - chance) / chance
    step = max(1, int(sqrt(mean / chance) / 2))
    low = high = int(mean)
    if at_most(high, shape=shape, chance=chance) < share:
        while at_most(high, shape=shape, chance=chance) < share:
            low, high, step = high, high + step, step * 2
    else:
        while at_most(low, shape=shape, chance=chance) >= share:
            low, high, step = low - step, low, step * 2
    while high - low > 1:
        middle = (low + high) // 2
        if at_most(middle, shape=shape, chance=chance) < share:
            low = middle
        else:
            high = middle
    return high


def incomplete_beta(x: float, a: float, b: float) -> float:
    """Return I_x(a, b) for 0 <= x <= 1 and positive a and b (NIST DLMF 8.17.22, Lentz's method)."""
    if x <= 0.0 or x >= 1.0:
        return min(1.0, max(0.0, x))
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - incomplete_beta(1.0 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1.0 - x))
    return min(1.0, front * _fraction(x, a, b) / a)


def _fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction of the incomplete beta function, from the front."""
    upper, lower = 1.0, 1.0 / _kept_apart(1.0 - (a + b) * x / (a + 1.0))
    value = lower
    for turn in range(1, _MOST_TURNS):
        even = turn * (b - turn) * x / ((a + 2 * turn - 1) * (a + 2 * turn))
        odd = -(a + turn) * (a + b + turn) * x / ((a + 2 * turn) * (a + 2 * turn + 1))
        change = 1.0
        for part in (even, odd):
            lower = 1.0 / _kept_apart(1.0 + part * lower)
            upper = _kept_apart(1.0 + part / upper)
            change = lower * upper
            value *= change
        if abs(change - 1.0) < _CLOSE:
            return value
    raise ArithmeticError(f"The incomplete beta function did not settle at {x}, {a}, {b}.")


def _kept_apart(value: float) -> float:
    return value if abs(value) > _SMALLEST else _SMALLEST
