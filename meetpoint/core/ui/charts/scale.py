"""The arithmetic of axes: round ticks, and where a value stands between them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

Value = float | int | None


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear scale from values to pixels; `top` is the y of the highest tick, `bottom` of the lowest."""

    ticks: tuple[float, ...]
    top: float
    bottom: float

    def y(self, value: float) -> float:
        """Return the height of a value, rounded to a tenth of a pixel."""
        low, high = self.ticks[0], self.ticks[-1]
        share = (value - low) / (high - low)
        return round(self.bottom - share * (self.bottom - self.top), 1)

    @property
    def zero(self) -> float:
        """The height of nought, where bars stand."""
        return self.y(0)


def nice_ticks(values: Iterable[Value], count: int = 4) -> tuple[float, ...]:
    """Return about `count` round ticks (1, 2 or 5 times a power of ten apart) from nought past every value.

    Whole numbers get whole steps, since half a person is never counted. Without values: 0 and 1.
    Heckbert, "Nice numbers for graph labels", Graphics Gems (1990).
    """
    known = [value for value in values if value is not None]
    low, high = min([0, *known]), max([0, *known])
    if low == high:
        return (0, 1)
    step = _nice_step((high - low) / count)
    if all(float(value).is_integer() for value in known):
        step = max(step, 1)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(round(number * step, 10) for number in range(first, last + 1))


def _nice_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    factor = next(factor for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9))
    return factor * power


def every(count: int, slot: float, widest: float) -> int:
    """Return how many places to step between labels so that none touches the next."""
    return max(1, math.ceil(widest / slot)) if count and slot else 1


def shown_places(count: int, step: int) -> list[int]:
    """Return the places that are labelled: every `step`-th, counted back from the last."""
    return list(range((count - 1) % step, count, step)) if count else []
