"""What a date must be, whoever enters it."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from meetpoint.lib.errors import DomainError


def refuse_later(day: date, *, today: date, field: str) -> None:
    """Do nothing for today and earlier days; otherwise raise DomainError for the field."""
    if day > today:
        message = _("This day is still to come. Choose today or an earlier day.")
        raise DomainError(message, fields={field: message})


def refuse_later_month(month: date | None, *, than: date) -> None:
    """Do nothing unless a reversal is said to have happened in a month after the day it was told."""
    if month is not None and month > than:
        message = _("This month is later than the day of the report. Choose an earlier one.")
        raise DomainError(message, fields={"happened_month": message})


def month_before(day: date, months: int) -> date:
    """Return the first day of the month that lies so many months before a day's own."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)


def months_between(month: date, day: date) -> int:
    """Return how many calendar months lie between a month and a day."""
    return (day.year - month.year) * 12 + day.month - month.month
