"""Which periods of a schedule are due: those that are over, also those of a standstill."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from meetpoint.core.reports.own.models import Every

MONTHS = {Every.MONTH: 1, Every.QUARTER: 3}

Period = tuple[date, date]
"""The first and the last day of a period, both included."""


def period_of(day: date, every: str) -> Period:
    """Return the calendar month or quarter in which a day lies."""
    months = MONTHS[Every(every)]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return first, _first_after(first, months) - timedelta(days=1)


def last_over(today: date, every: str) -> Period:
    """Return the last period that is over."""
    first, _last = period_of(today, every)
    return period_of(first - timedelta(days=1), every)


def periods_due(every: str, *, from_day: date, wait_days: int, today: date) -> Iterator[Period]:
    """Yield, oldest first, the periods since `from_day` that ended more than `wait_days` before today."""
    first, last = period_of(from_day, every)
    while last + timedelta(days=wait_days) < today:
        yield first, last
        first, last = period_of(last + timedelta(days=1), every)


def _first_after(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)
