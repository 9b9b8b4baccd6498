"""What a site's board says: the day so far, hour by hour, and what needs somebody."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.encounters.queries import KindTotal, ShiftTotals, figures_by_day, shift_totals, span_of
from meetpoint.core.modules.interface import Figure
from meetpoint.core.modules.pages import Notice
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.charts import Chart, Series, bar_chart

URGENCIES = ("now", "soon", "note")


@dataclass(frozen=True, kw_only=True)
class Board:
    """One site's day. `also` holds today's other figures that are not nought."""

    totals: ShiftTotals
    hours: Chart | None
    also: tuple[tuple[Figure, int], ...]
    notices: tuple[Notice, ...]

    @property
    def kinds(self) -> tuple[KindTotal, ...]:
        return self.totals.kinds[:4]


def board_for(by: Actor, site: Site, today: date, zone: ZoneInfo) -> Board:
    """Return the board of a site on a date of its own clock."""
    start, end = span_of(today, zone)
    return Board(
        totals=shift_totals(by, site.pk, start=start, end=end),
        hours=_hours(_people_by_hour(by, site, (start, end), zone)),
        also=tuple(_also(by, site, today)),
        notices=tuple(notices_for(by, site.pk, today)),
    )


def notices_for(by: Actor, site_id: int, today: date) -> list[Notice]:
    """Return what needs somebody at a site, the most urgent first, from every module the actor may hear."""
    sources = sorted((s for module in registry() for s in module.notices), key=lambda source: source.order)
    heard = [s for s in sources if not s.permission or by.may(s.permission, site_id=site_id)]
    notices = [notice for source in heard for notice in source.read(by, site_id, today)]
    return sorted(notices, key=lambda notice: URGENCIES.index(notice.urgency))


def _people_by_hour(
    by: Actor, site: Site, span: tuple[datetime, datetime], zone: ZoneInfo
) -> Mapping[int, int]:
    met = Encounter.objects.of(by).filter(
        site=site, occurred_at__gte=span[0], occurred_at__lt=span[1], voided_at=None
    )
    hours: Counter[int] = Counter()
    for moment, people in met.values_list("occurred_at", "people"):
        hours[moment.astimezone(zone).hour] += people
    return hours


def _hours(people: Mapping[int, int]) -> Chart | None:
    if not people:
        return None
    span = range(min(people), max(people) + 1)
    names = [f"{hour:02}" for hour in span]
    series = Series(name=_("People"), values=tuple(people.get(hour, 0) for hour in span))
    return bar_chart(_("People by hour"), names, [series], step="hour")


def _also(by: Actor, site: Site, today: date) -> list[tuple[Figure, int]]:
    figures = registry().figures
    counted = figures_by_day(by.organisation_id, figures, today, today, {site.pk})
    return [(figures[slug], amounts[0].amount) for slug, amounts in counted.items() if amounts]
