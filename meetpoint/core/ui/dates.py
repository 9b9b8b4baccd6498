"""Dates and times as people say them, in the reader's language and the place's time zone."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from meetpoint.lib import clock


def say_day(day: date, today: date | None = None) -> str:
    """Return "today", "yesterday", "Tue, Mar 3" or "Mar 3, 2025": the shortest that cannot be mistaken."""
    return _said(day, today or in_place(clock.now()).date(), get_language() or "")


@lru_cache(1024)
def _said(day: date, today: date, _language: str) -> str:
    near = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}.get((day - today).days)
    if near:
        return near
    if abs(day - today) < timedelta(days=180):
        return date_format(day, pgettext("date format near", "D, M j"))
    return date_format(day, pgettext("date format far", "M j, Y"))


def in_place(moment: datetime) -> datetime:
    """Return an aware moment by the clock of the place."""
    return moment.astimezone(timezone.get_current_timezone())


def say_moment(moment: datetime, today: date | None = None) -> str:
    """Return the day and the time, as in "yesterday 14:05", in the current time zone."""
    local = in_place(moment)
    said = say_day(local.date(), today)
    return f"{said}{_between(said)}{local.hour:02}:{local.minute:02}"


@lru_cache(1024)
def _between(day: str) -> str:
    """Return what stands between a day and a time: a day in figures needs more than a space."""
    return ", " if any(map(str.isdigit, day)) else " "


def say_month(value: date) -> str:
    """Return a month with its year, as the reader's language writes it."""
    return date_format(value, pgettext("month of a year", "F Y"))
