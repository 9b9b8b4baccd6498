"""How many contacts happen where on which day: growth, seasons, weekdays, holidays, and luck."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from math import cos, pi
from random import Random

from meetpoint.operate.demo.story import SITES, SiteStory

_GROWTH_PER_YEAR = 0.12
_CLOSED = {(1, 1), (7, 4), (11, 26), (12, 25)}


@dataclass(frozen=True, slots=True)
class Shift:
    """One site on one day, with how many contacts it sees until it closes, or until now."""

    site: SiteStory
    day: date
    contacts: int
    until: float


def shifts(total: int, *, until: datetime, days: int, random: Random) -> Iterator[Shift]:
    """Share exactly `total` contacts over the sites and the days that end with a local moment, in order."""
    last = until.date()
    first = last - timedelta(days=days - 1)
    hour_now = until.hour + until.minute / 60
    cells = [(site, first + timedelta(days=n)) for n in range(days) for site in SITES]
    ends = [min(site.closes, hour_now) if day == last else float(site.closes) for site, day in cells]
    weights = [
        _weight(site, day, (day - first).days, random) * _part_worked(site, end)
        for (site, day), end in zip(cells, ends, strict=True)
    ]
    for (site, day), end, contacts in zip(cells, ends, share_out(total, weights), strict=True):
        if contacts:
            yield Shift(site, day, contacts, end)


def _part_worked(site: SiteStory, until: float) -> float:
    return max(0.0, until - site.opens) / (site.closes - site.opens)


def share_out(total: int, weights: Sequence[float]) -> list[int]:
    """Split a whole number in proportion to weights; the parts add up to it exactly."""
    whole = sum(weights)
    marks = [round(total * part / whole) for part in accumulate(weights)]
    return [mark - before for before, mark in zip([0, *marks[:-1]], marks, strict=True)]


def _weight(site: SiteStory, day: date, age: int, random: Random) -> float:
    if (day.month, day.day) in _CLOSED or age < site.opened_after_days:
        return 0.0
    growth = 1 + _GROWTH_PER_YEAR * age / 365
    warmth = 1 + (site.summer - 1) * -cos(2 * pi * (day.timetuple().tm_yday - 15) / 365)
    payday = 0.8 if day.day <= 4 else 1.0
    return site.share * site.weekdays[day.weekday()] * growth * warmth * payday * random.uniform(0.75, 1.25)
