"""The days that a report is about: the quick choices, and what may be asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.modules.interface import Option, OptionType
from meetpoint.core.organisations.options import option_value
from meetpoint.core.reports.asking.template import Period
from meetpoint.lib.errors import DomainError

FIRST_MONTH = "reports.fiscal_year_first_month"

OPTIONS = (
    Option(
        name=FIRST_MONTH,
        label=gettext_lazy("First month of the fiscal year"),
        help=gettext_lazy("Reports then offer the fiscal year beside the calendar year."),
        type=OptionType.CHOICE,
        choices=tuple((str(number), name) for number, name in MONTHS.items()),
    ),
)

EARLIEST, LATEST = date(1985, 1, 1), date(2100, 12, 31)
"""The first exchanges opened in the 1980s; a report may run ahead, to the end of its quarter or year."""

MOST_YEARS = 10


@dataclass(frozen=True, slots=True)
class Choice:
    """A span of days that is offered by name."""

    slug: str
    label: str
    first: date
    last: date


def check_span(first: date, last: date) -> None:
    """Raise DomainError, its message under `from` or `to`, for days that no report can be about."""
    if not EARLIEST <= first <= LATEST:
        raise _refused("from", _("Choose a day from 1985 to 2100."))
    if not EARLIEST <= last <= LATEST:
        raise _refused("to", _("Choose a day from 1985 to 2100."))
    if last < first:
        raise _refused("to", _("The last day is before the first. Exchange them?"))
    if last.year - first.year > MOST_YEARS:
        raise _refused("to", _("A report covers ten years at most. Choose fewer days."))


def choices(organisation_id: int, today: date) -> list[Choice]:
    """Return the spans that are offered: months, quarters and years, and fiscal years where one is set."""
    return [*_months(today), *_quarters(today), *_years(today), *_fiscal_years(organisation_id, today)]


def usual(period: Period, today: date) -> Choice:
    """Return the span for which a report is most likely wanted: the last that is over."""
    offered = {Period.MONTH: _months, Period.QUARTER: _quarters, Period.YEAR: _years}[period]
    return list(offered(today))[1]


def _months(today: date) -> Iterator[Choice]:
    first = today.replace(day=1)
    yield Choice("this-month", _("This month"), first, _last_day(first, months=1))
    before = _months_later(first, -1)
    yield Choice("last-month", _("Last month"), before, first - timedelta(days=1))


def _quarters(today: date) -> Iterator[Choice]:
    first = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    yield Choice("this-quarter", _("This quarter"), first, _last_day(first, months=3))
    before = _months_later(first, -3)
    yield Choice("last-quarter", _("Last quarter"), before, first - timedelta(days=1))


def _years(today: date, *, month: int = 1) -> Iterator[Choice]:
    first = _first_of_year(today, month)
    yield Choice("this-year", _("This year"), first, _last_day(first, months=12))
    before = _months_later(first, -12)
    yield Choice("last-year", _("Last year"), before, first - timedelta(days=1))


def _fiscal_years(organisation_id: int, today: date) -> Iterator[Choice]:
    month = cast("str | None", option_value(organisation_id, FIRST_MONTH))
    if month in (None, "1"):
        return
    words = (_("This fiscal year"), _("Last fiscal year"))
    for choice, label in zip(_years(today, month=int(month or 1)), words, strict=True):
        yield Choice(choice.slug.replace("year", "fiscal-year"), label, choice.first, choice.last)


def _first_of_year(today: date, month: int) -> date:
    year = today.year if today.month >= month else today.year - 1
    return date(year, month, 1)


def _last_day(first: date, *, months: int) -> date:
    return _months_later(first, months) - timedelta(days=1)


def _months_later(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def _refused(field: str, message: str) -> DomainError:
    return DomainError(message, fields={field: message})
