"""Encounters of some days, their lines, and what one worker last handed out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from meetpoint.core.encounters.models import Encounter, EncounterLine
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.tenancy.models import TenantQuerySet
from meetpoint.core.tenancy.prepared import Prepared
from meetpoint.core.tenancy.slots import Slot

EARLIEST_ZONE, LATEST_ZONE = timedelta(hours=14), timedelta(hours=12)
"""Local time runs from UTC+14 (Line Islands) to UTC-12 (Baker Island)."""

RECENT_LINES = 60
"""How many lines of a worker's last contacts are looked at for remembered amounts (product choice)."""


@dataclass(frozen=True, slots=True)
class Line:
    """Some units of one item in an encounter, and what they counted for on that day."""

    item_id: int
    quantity: int
    syringes: int
    doses: int


@dataclass(frozen=True, slots=True)
class LastAmounts:
    """What a worker handed out lately: the last amount of each item, and the whole of the last contact."""

    by_item: Mapping[int, int]
    last: Mapping[int, int]


def encounters_on(owner: Actor | int, first: date, last: date | None = None) -> "TenantQuerySet[Encounter]":
    """Return the standing encounters whose local date lies from `first` to `last`, both included.

    Also bounded by `occurred_at`, wide enough for every time zone, so that the time index is used.
    """
    last = last or first
    return Encounter.objects.of(owner).filter(
        voided_at=None,
        local_date__range=(first, last),
        occurred_at__gte=datetime.combine(first, time.min, UTC) - EARLIEST_ZONE,
        occurred_at__lt=datetime.combine(last + timedelta(days=1), time.min, UTC) + LATEST_ZONE,
    )


def span_of(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the moments at which a local day begins and ends."""
    begin = datetime.combine(day, time.min, zone)
    return begin.astimezone(UTC), datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC)


def _lines(owner: Slot, _reach: Slot | None, *, encounters: Slot) -> QuerySet[EncounterLine, Any]:
    rows = EncounterLine.objects.of(owner).filter(encounter_id__in=encounters).order_by("id")
    return rows.values_list("encounter_id", "item_id", "quantity", "syringes", "doses")


LINES = Prepared[tuple[int, int, int, int, int]](_lines)


def lines_of(owner: Actor | int, encounter_ids: Iterable[int]) -> dict[int, list[Line]]:
    """Return the lines of each of these encounters, in one query; encounters without lines are left out."""
    lines: dict[int, list[Line]] = defaultdict(list)
    for encounter_id, *line in LINES.fetch(owner, encounters=list(encounter_ids)):
        lines[encounter_id].append(Line(*line))
    return dict(lines)


def last_amounts(by: Actor, site_id: int, *, since: datetime) -> LastAmounts:
    """Return what this worker last handed out at a site since a moment, counts of groups left out."""
    rows = EncounterLine.objects.of(by).filter(
        encounter__organisation_id=by.organisation_id,
        encounter__staff_id=by.staff_id,
        encounter__site_id=site_id,
        encounter__occurred_at__gte=since,
        encounter__voided_at=None,
        encounter__count_only=False,
    )
    newest = rows.order_by("-encounter__occurred_at", "-encounter_id", "id")
    return _remembered(list(newest.values_list("encounter_id", "item_id", "quantity")[:RECENT_LINES]))


def _remembered(rows: Sequence[tuple[int, int, int]]) -> LastAmounts:
    by_item: dict[int, int] = {}
    for _encounter_id, item_id, quantity in rows:
        by_item.setdefault(item_id, quantity)
    last_id = rows[0][0] if rows else None
    return LastAmounts(
        by_item, {item: quantity for encounter, item, quantity in rows if encounter == last_id}
    )
