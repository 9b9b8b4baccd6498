"""Which days a board is about, and with which days it compares them: read from the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.modules.fields import Words

OWN, USUAL = "own", "days30"
BEFORE, YEAR, NOTHING = "before", "year", "none"

SPANS: tuple[tuple[str, Words], ...] = (
    (USUAL, gettext_lazy("Last 30 days")),
    ("month", gettext_lazy("This month so far")),
    ("last_month", gettext_lazy("Last month")),
    ("quarter", gettext_lazy("This quarter so far")),
    ("year", gettext_lazy("This year so far")),
    ("days365", gettext_lazy("Last 365 days")),
    (OWN, gettext_lazy("Other days")),
)
AGAINST: tuple[tuple[str, Words], ...] = (
    (BEFORE, gettext_lazy("The days before")),
    (YEAR, gettext_lazy("The same days a year earlier")),
    (NOTHING, gettext_lazy("Nothing")),
)
EARLIEST = date(1985, 1, 1)
MOST_DAYS = 3 * 366


@dataclass(frozen=True, slots=True)
class Days:
    """Local dates, both included."""

    first: date
    last: date

    @property
    def count(self) -> int:
        return (self.last - self.first).days + 1

    def before(self) -> Days:
        """Return as many days that end just before these."""
        return Days(self.first - timedelta(days=self.count), self.first - timedelta(days=1))

    def a_year_earlier(self) -> Days:
        """Return the same dates of the year before; 29 February becomes 28."""
        return Days(_a_year_before(self.first), _a_year_before(self.last))

    def months(self) -> list[date]:
        """Return the first day of each month in which one of the days lies."""
        found, month = [], self.first.replace(day=1)
        while month <= self.last:
            found.append(month)
            month = (month + timedelta(days=32)).replace(day=1)
        return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a board was asked for: its days, those it compares them with, and what could not be read."""

    span: str
    days: Days
    against: str
    compared: Days | None
    problem: str = ""

    @property
    def query(self) -> dict[str, str]:
        """Return the parameters that ask for the same again."""
        own = {"from": self.days.first.isoformat(), "to": self.days.last.isoformat()}
        return {"span": self.span, "against": self.against} | (own if self.span == OWN else {})


def asked_in(said: Mapping[str, str], today: date) -> Asked:
    """Read the parameters of an address; what cannot be read is said, and the usual days are shown.

    Dates that were typed into the form count unless a span was chosen by name: `was` says which one stood
    there before.
    """
    span = said.get("span", USUAL)
    if said.get("was") == span and said.get("from") and said.get("to"):
        span = OWN
    problem, days = "", _named(USUAL, today)
    if span == OWN:
        days, problem = _own(said, today)
    elif span in dict(SPANS):
        days = _named(span, today)
    else:
        span = USUAL
    against = said.get("against", BEFORE)
    against = against if against in dict(AGAINST) else BEFORE
    compared = {BEFORE: days.before, YEAR: days.a_year_earlier}.get(against)
    return Asked(
        span=USUAL if problem else span,
        days=days,
        against=against,
        compared=compared() if compared else None,
        problem=problem,
    )


def last_months(last: date, count: int) -> Days:
    """Return the days from the first of a month to `last`, so many months together."""
    first = last.replace(day=1)
    for _month in range(count - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return Days(first, last)


def _named(span: str, today: date) -> Days:
    month = today.replace(day=1)
    match span:
        case "month":
            return Days(month, today)
        case "last_month":
            end = month - timedelta(days=1)
            return Days(end.replace(day=1), end)
        case "quarter":
            return Days(month.replace(month=(today.month - 1) // 3 * 3 + 1), today)
        case "year":
            return Days(today.replace(month=1, day=1), today)
        case "days365":
            return Days(today - timedelta(days=364), today)
    return Days(today - timedelta(days=29), today)


def _own(said: Mapping[str, str], today: date) -> tuple[Days, str]:
    usual = _named(USUAL, today)
    try:
        days = Days(date.fromisoformat(said.get("from", "")), date.fromisoformat(said.get("to", "")))
    except ValueError:
        return usual, _("Choose a first and a last day. These are the last 30 days.")
    if not EARLIEST <= days.first <= days.last <= today:
        return usual, _("The first day must come before the last, and the last not be in the future.")
    if days.count > MOST_DAYS:
        return usual, _("A board shows three years at most. Choose fewer days.")
    return days, ""


def _a_year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
