"""Limits, levels and days of stock, without a query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

USE_DAYS = 28
"""How far back use is looked at: four weeks even out weekends and paydays (product choice)."""


@dataclass(frozen=True, slots=True)
class Use:
    """Some units taken at a moment."""

    at: datetime
    quantity: int


def taken_within(uses: Iterable[Use], *, at: datetime, days: int) -> int:
    """Return what was taken in the `days` days up to a moment: what is exactly as old no longer counts.

    What lies after the moment is left out, so that messages may come in any order.
    """
    since = at - timedelta(days=days)
    return sum(use.quantity for use in uses if since < use.at <= at)


def wait_until(uses: Iterable[Use], *, at: datetime, days: int, most: int, wanted: int) -> datetime | None:
    """Return when `wanted` units may be taken: `at` itself if they may be now, None if never."""
    if wanted > most:
        return None
    inside = sorted((use for use in uses if at - timedelta(days=days) < use.at <= at), key=lambda use: use.at)
    taken = sum(use.quantity for use in inside)
    when = at
    for use in inside:
        if taken + wanted <= most:
            break
        taken -= use.quantity
        when = use.at + timedelta(days=days)
    return when


def daily_rate(units: int, *, days: float, days_empty: float) -> float | None:
    """Return units a day over the days on which there was something to take; None when that is too little.

    An empty slot hands nothing out however many came, so its days say nothing of the demand.
    """
    stocked = days - days_empty
    if stocked < 1 or units <= 0:
        return None
    return units / stocked


def days_cover(level: int | None, rate: float | None) -> float | None:
    """Return how many days a level lasts; None where level or rate is not known."""
    if level is None or rate is None:
        return None
    return max(0, level) / rate


def fill_by(level: int | None, minimum: int, rate: float | None, *, now: datetime) -> datetime | None:
    """Return when a slot reaches its minimum; now where it is there already, None where nobody can tell."""
    if level is None:
        return None
    if level <= minimum:
        return now
    return None if rate is None else now + timedelta(days=(level - minimum) / rate)


def overlap(began: datetime, ended: datetime | None, *, first: datetime, last: datetime) -> timedelta:
    """Return how much of a span from `began` to `ended` (None: not over) lies between two moments."""
    return max(timedelta(0), min(ended or last, last) - max(began, first))
