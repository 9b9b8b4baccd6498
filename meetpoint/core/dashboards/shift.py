"""One's own work of a day: what one person recorded, and nobody else's. Facts do not know who recorded."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from meetpoint.core.encounters.models import Encounter, EncounterLine
from meetpoint.core.encounters.queries import span_of
from meetpoint.core.encounters.queries.shifts import counted_as
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.queries import site_names
from meetpoint.core.supplies.queries import catalogue
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.charts import Chart, Series, bar_chart

LATEST_SHOWN = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One entry of the day, as the list shows it."""

    encounter: Encounter
    site: str
    supplies: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Shift:
    """What one person recorded on a local date. `people` counts contacts, never different people."""

    day: date
    entries: int
    people: int
    with_code: int
    for_others: int
    kinds: tuple[tuple[str, int], ...]
    hours: Chart | None
    latest: tuple[Entry, ...]


def shift_of(by: Actor, day: date, zone: ZoneInfo) -> Shift:
    """Return the actor's own day, voided entries left out, in three queries and those of names."""
    met = list(_own(by, day, zone).order_by("-occurred_at", "-id"))
    lines = _lines(by, day, zone)
    items = catalogue(by.organisation_id)
    kinds: dict[str, int] = defaultdict(int)
    for rows in lines.values():
        for item_id, quantity in rows:
            kind, each = counted_as(items[item_id])
            kinds[kind] += quantity * each
    sites = site_names(by)
    labels = registry().supply_kinds
    return Shift(
        day=day,
        entries=len(met),
        people=sum(one.people for one in met),
        with_code=sum(one.participant_id is not None for one in met),
        for_others=sum(one.for_others for one in met),
        kinds=tuple((str(labels[slug].label) if slug in labels else slug, kinds[slug]) for slug in kinds),
        hours=_hours(met, zone),
        latest=tuple(
            Entry(
                encounter=one,
                site=sites.get(one.site_id, ""),
                supplies=", ".join(
                    f"{quantity} {items[item].label}" for item, quantity in lines.get(one.pk, ())
                ),
            )
            for one in met[:LATEST_SHOWN]
        ),
    )


def _own(by: Actor, day: date, zone: ZoneInfo) -> QuerySet[Encounter]:
    start, end = span_of(day, zone)
    rows = Encounter.objects.of(by).filter(
        staff_id=by.staff_id, occurred_at__gte=start, occurred_at__lt=end, voided_at=None
    )
    return rows if by.site_ids is None else rows.filter(site_id__in=by.site_ids)


def _lines(by: Actor, day: date, zone: ZoneInfo) -> dict[int, list[tuple[int, int]]]:
    own = _own(by, day, zone).order_by().values("pk")
    rows = EncounterLine.objects.of(by).filter(encounter_id__in=own).order_by("id")
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for encounter_id, item_id, quantity in rows.values_list("encounter_id", "item_id", "quantity"):
        found[encounter_id].append((item_id, quantity))
    return found


def _hours(met: list[Encounter], zone: ZoneInfo) -> Chart | None:
    if not met:
        return None
    hours: Counter[int] = Counter()
    for one in met:
        hours[one.occurred_at.astimezone(zone).hour] += one.people
    span = range(min(hours), max(hours) + 1)
    series = Series(name=_("People"), values=tuple(hours.get(hour, 0) for hour in span))
    return bar_chart(_("People by hour"), [f"{hour:02}" for hour in span], [series], step="hour")
