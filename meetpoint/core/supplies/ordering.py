"""When to order what, and how much: pure functions over weekly use and what stands on the shelf.

The method and its sources are in `docs/algorithms/reorder.md`. Units are units of the item, days local dates.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor
from statistics import fmean, variance

from meetpoint.lib import negative_binomial

WEEKS = 13
"""Whole weeks of use that are looked at: a quarter. Weekdays weigh the same, seasons show (our choice)."""

FEWEST_WEEKS = 4
FEWEST_BUSY_WEEKS = 3
"""Below so many weeks since the first use, or weeks with any use, nothing is foretold (our choice)."""

CERTAINTY = 0.9
"""Use stays below the upper end of a range in nine of ten cases, and above the lower end (our choice)."""

FURTHEST_DAYS = 365


@dataclass(frozen=True, slots=True)
class Use:
    """Use of one item, foretold by a gamma-Poisson model of hand-outs of an equal size.

    `size` is how many units such a hand-out would hold (variance over mean), `seen` is how many of them
    there were in `weeks` weeks.
    """

    size: float
    seen: float
    weeks: int

    def is_covered(self, days: float, units: float, share: float) -> bool:
        """Tell whether use in some days stays within some units with probability `share`."""
        if days <= 0:
            return units >= 0
        shape, chance = self.seen + 0.5, self._chance(days)
        return negative_binomial.at_most(floor(units / self.size), shape=shape, chance=chance) >= share

    @property
    def weekly(self) -> float:
        """Units expected in a week."""
        return self.size * (self.seen + 0.5) / self.weeks

    def expected(self, days: float) -> float:
        """Return the units expected in some days."""
        return self.weekly * days / 7

    def at_most(self, days: float, share: float) -> float:
        """Return the units that use in some days does not exceed with probability `share`."""
        if days <= 0:
            return 0.0
        shape, chance = self.seen + 0.5, self._chance(days)
        return self.size * negative_binomial.quantile(share, shape=shape, chance=chance)

    def _chance(self, days: float) -> float:
        return self.weeks / (self.weeks + days / 7)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some units on a shelf, with the last day on which they can be used; None when they do not expire."""

    units: int
    last_day: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Advice:
    """What to order: by when, about how many units, and the range in which the right amount mostly lies.

    `lasts` is for how many whole days the shelf holds in nine of ten cases, at most FURTHEST_DAYS.
    `wasted` is what will expire on the shelf at the expected pace, of what is there now.
    """

    order_by: date
    lasts: int
    about: int
    least: int
    most: int
    wasted: int


def use_of(weekly_units: Sequence[int]) -> Use | None:
    """Return how an item is used, from its units in whole weeks, oldest first; None when too little is known.

    Weeks before the first use are left out: the item may not have been there.
    """
    begun = next((place for place, units in enumerate(weekly_units) if units > 0), len(weekly_units))
    weeks = weekly_units[begun:]
    if len(weeks) < FEWEST_WEEKS or sum(1 for units in weeks if units > 0) < FEWEST_BUSY_WEEKS:
        return None
    mean = fmean(weeks)
    size = max(1.0, variance(weeks) / mean)
    return Use(size, sum(weeks) / size, len(weeks))


def advise(
    use: Use,
    batches: Sequence[Batch],
    *,
    owed: int = 0,
    today: date,
    lead_days: int,
    cover_days: int,
    par: int = 0,
) -> Advice:
    """Return what to order so that the shelf holds until the order after it, in nine of ten cases.

    `owed` units went out beyond record and are missing from the shelf; an order arrives after `lead_days`
    and is to last `cover_days`; `par` is how much should stand there at any time.
    """
    lasts = _lasts(use, batches, owed=owed, today=today)
    order_by = today + timedelta(days=max(0, lasts - lead_days))
    arrives = max(lasts, lead_days)
    there = usable_until(use, batches, today=today, days=arrives) - owed
    horizon = arrives + cover_days
    left = there - use.expected(arrives)
    to_par = par - max(0.0, left)
    amounts = [
        max(0.0, amount - there, to_par)
        for amount in (
            use.at_most(horizon, 1 - CERTAINTY),
            use.expected(horizon),
            use.at_most(horizon, CERTAINTY),
        )
    ]
    least, about, most = floor(amounts[0]), ceil(amounts[1]), ceil(amounts[2])
    return Advice(
        order_by=order_by,
        lasts=lasts,
        least=least,
        about=max(least, about),
        most=max(about, most),
        wasted=wasted(use, batches, today=today),
    )


def usable_until(use: Use, batches: Sequence[Batch], *, today: date, days: float) -> float:
    """Return how many of the units there can be used within some days, at the expected pace.

    What expires first is used first. What is still there at the end counts whole: only what
    expires before it can be used is left out.
    """
    used, total = 0.0, 0.0
    end = today + timedelta(days=ceil(days))
    for batch in _in_order(batches):
        if batch.last_day is None or batch.last_day >= end:
            total += batch.units
            continue
        within = use.expected(max(0, (batch.last_day - today).days + 1))
        taken = min(float(batch.units), max(0.0, within - used))
        used += taken
        total += taken
    return total


def wasted(use: Use, batches: Sequence[Batch], *, today: date) -> int:
    """Return how many units will expire before they can be used, at the expected pace."""
    used, lost = 0.0, 0.0
    for batch in _in_order(batches):
        within = float("inf") if batch.last_day is None else use.expected((batch.last_day - today).days + 1)
        taken = min(float(batch.units), max(0.0, within - used))
        used += taken
        lost += batch.units - taken
    return floor(lost)


def in_packs(units: int, per_pack: int) -> int:
    """Return the units in the whole packs that hold at least so many."""
    return -(-units // max(1, per_pack)) * max(1, per_pack)


def _in_order(batches: Sequence[Batch]) -> list[Batch]:
    return sorted(batches, key=lambda batch: batch.last_day or date.max)


def _lasts(use: Use, batches: Sequence[Batch], *, owed: int, today: date) -> int:
    """Return for how many whole days the shelf holds in nine of ten cases, at most FURTHEST_DAYS."""
    low, high = 0, FURTHEST_DAYS + 1
    while high - low > 1:
        middle = (low + high) // 2
        there = usable_until(use, batches, today=today, days=middle) - owed
        if use.is_covered(middle, there, CERTAINTY):
            low = middle
        else:
            high = middle
    return low
