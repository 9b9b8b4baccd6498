"""A board put together: what leads it, the months behind, the sites side by side, and every other number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetpoint.core.dashboards.asking import Answers, ask_board, headlines, modules_that_count, reach_of
from meetpoint.core.dashboards.numbers import Number, Told, Value, chance_of, number_of, rows_of, say
from meetpoint.core.dashboards.spans import Asked, Days
from meetpoint.core.modules.fields import Words
from meetpoint.core.modules.indicators import Indicator
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.charts import Chart, Series, bar_chart, line_chart


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """A module's numbers that do not lead, under its name."""

    name: Words
    numbers: tuple[Number, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteRow:
    """One site's values of what leads, in that order: now and before."""

    site: Site
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Board:
    """Everything on a board. `untold` lists what cannot be told at all, with what it would take."""

    asked: Asked
    leading: tuple[Number, ...]
    trends: tuple[Chart, ...]
    groups: tuple[Group, ...]
    untold: tuple[Number, ...]
    of_programme: tuple[Indicator, ...]
    sites: tuple[SiteRow, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was recorded in these days, nor in the months behind them."""
        lead = any(one.value or one.before for one in self.leading)
        return not lead and not any(_has_amount(chart) for chart in self.trends)

    @property
    def count(self) -> int:
        """How many numbers stand on it."""
        return len(self.leading) + sum(len(group.numbers) for group in self.groups)


def board_of(by: Actor, asked: Asked, *, sites: Sequence[Site], site: Site | None = None) -> Board:
    """Return the board of one site, or of the sites in reach. Raises AnalysisUnavailable."""
    found = ask_board(by, asked, site)
    numbers = {code: _number(found, asked, code) for code in found.now}
    leading = [one for module in modules_that_count() for one in headlines(module)]
    narrowed = reach_of(by, site) is not None
    return Board(
        asked=asked,
        leading=tuple(numbers[one.code] for one in leading if one.code in numbers),
        trends=tuple(trend_of(one, found.months[one.code], found.trend) for one in leading),
        groups=tuple(_groups(numbers, {one.code for one in leading})),
        untold=tuple(one for one in numbers.values() if one.indicator.missing),
        of_programme=tuple(one for one in registry().indicators.values() if narrowed and one.inputs),
        sites=() if site else tuple(site_rows(found, leading, sites)),
    )


def trend_of(indicator: Indicator, told: Told, trend: Days) -> Chart:
    """Return an indicator's months as a chart, with the range of chance where counts are small."""
    months = trend.months()
    known = rows_of(told, "month")
    nothing: Value = None if indicator.combine else 0
    values = [_plain(known.get(f"{month:%Y-%m}", nothing)) for month in months]
    ranges = tuple(chance_of(indicator, value) for value in values)
    series = Series(
        name=str(indicator.unit).capitalize() or str(indicator.title),
        values=tuple(values),
        ranges=ranges if any(ranges) else (),
    )
    draw = line_chart if indicator.combine else bar_chart
    return draw(str(indicator.title), months, [series], note=" ".join(_notes(indicator, told, trend, ranges)))


def site_rows(found: Answers, leading: Sequence[Indicator], sites: Sequence[Site]) -> list[SiteRow]:
    """Return the sites side by side; a site of which nothing was recorded has noughts."""
    compared = bool(found.before)

    def cell(one: Indicator, site: Site) -> tuple[str, str]:
        now, before = (
            rows_of(told[one.code], "site") if one.code in told else {}
            for told in (found.sites, found.sites_before)
        )
        nothing: Value = None if one.combine else 0
        said_before = say(one, before.get(site.slug, nothing)) if compared else ""
        return say(one, now.get(site.slug, nothing)), said_before

    shown = [one for one in leading if "site" in one.breakdowns]
    return [SiteRow(site=site, cells=tuple(cell(one, site) for one in shown)) for site in sites]


def _number(found: Answers, asked: Asked, code: str) -> Number:
    return number_of(found.now[code], found.before.get(code), asked.days, asked.compared)


def _groups(numbers: dict[str, Number], leading: set[str]) -> list[Group]:
    found = []
    for module in modules_that_count():
        rest = [
            numbers[one.code]
            for one in module.indicators
            if one.code in numbers and one.code not in leading and not one.missing
        ]
        if rest:
            found.append(Group(name=module.name, numbers=tuple(rest)))
    return found


def _notes(indicator: Indicator, told: Told, trend: Days, ranges: Sequence[Any]) -> list[str]:
    notes = []
    if not indicator.additive:
        notes.append(_("Months do not add up to a year."))
        if told["contacts_without_code"] is not None:
            words = _("In these months, %(count)s contacts had no code.")
            notes.append(words % {"count": say(indicator, told["contacts_without_code"])})
    if any(ranges):
        notes.append(_("The thin lines say how far chance alone may carry a small number."))
    if trend.last.day < 28:
        day = date_format(trend.last, "MONTH_DAY_FORMAT")
        notes.append(_("The last month goes to %(day)s.") % {"day": day})
    return notes


def _plain(value: Value) -> int | float | None:
    return None if isinstance(value, str) else value


def _has_amount(chart: Chart) -> bool:
    return any(bar.height for drawing in chart.drawings for bar in drawing.bars)
