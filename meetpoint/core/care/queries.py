"""What a participant's page tells besides the timeline, and who was here lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, QuerySet, Sum

from meetpoint.core.encounters.models import Encounter, EncounterLine
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import kept_record
from meetpoint.core.supplies.queries import catalogue
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.tenancy.prepared import Prepared, within
from meetpoint.core.tenancy.slots import Slot
from meetpoint.lib import clock

LATELY = timedelta(days=30)
LOOKED_AT = 200
SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class Given:
    """How many units of one item a person was given in all."""

    label: str
    quantity: int


@dataclass(frozen=True, kw_only=True)
class Sums:
    """What a person's standing contacts add up to."""

    contacts: int
    first_at: datetime | None
    last_at: datetime | None
    syringes: int
    doses: int
    given: tuple[Given, ...]


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A participant who was here lately, and when."""

    participant: Participant
    at: datetime


def _span(owner: Slot, reach: Slot | None, *, records: Slot) -> QuerySet[Encounter, Any]:
    standing = Encounter.objects.of(owner).filter(participant_id__in=records, voided_at=None)
    spanned = within(standing, reach).order_by().values_list("organisation_id")
    return spanned.annotate(Count("id"), Min("occurred_at"), Max("occurred_at"))


SPAN = Prepared[tuple[int, int, datetime, datetime]](_span)


def _line_sums(owner: Slot, reach: Slot | None, *, records: Slot) -> QuerySet[EncounterLine, Any]:
    lines = EncounterLine.objects.of(owner).filter(
        encounter__organisation_id=owner, encounter__participant_id__in=records, encounter__voided_at=None
    )
    by_item = within(lines, reach, "encounter__site_id").order_by().values_list("item_id")
    return by_item.annotate(Sum("quantity"), Sum("syringes"), Sum("doses"))


LINE_SUMS = Prepared[tuple[int, int, int, int]](_line_sums)


def sums_of(by: Actor, ids: Sequence[int]) -> Sums:
    """Add up one person's contacts within the viewer's reach; voided ones are left out. Three queries."""
    spans = SPAN.fetch(by, records=list(ids))
    number, first_at, last_at = spans[0][1:] if spans else (0, None, None)
    rows = LINE_SUMS.fetch(by, records=list(ids))
    items = catalogue(by.organisation_id)
    order = {item_id: place for place, item_id in enumerate(items)}
    rows.sort(key=lambda row: order[row[0]])
    return Sums(
        contacts=number,
        first_at=first_at,
        last_at=last_at,
        syringes=sum(row[2] for row in rows),
        doses=sum(row[3] for row in rows),
        given=tuple(Given(label=items[row[0]].label, quantity=row[1]) for row in rows),
    )


def seen_lately(by: Actor, site_id: int) -> list[Seen]:
    """Return the participants of a site's newest contacts in the last 30 days, newest first, at most 12.

    Two queries; one more for each record on the list that was joined into another.
    """
    newest = (
        Encounter.objects.of(by)
        .filter(
            site_id=site_id, occurred_at__gte=clock.now() - LATELY, participant__isnull=False, voided_at=None
        )
        .order_by("-occurred_at", "-id")
        .values_list("participant_id", "occurred_at")[:LOOKED_AT]
    )
    last: dict[int, datetime] = {}
    for participant_id, at in newest:
        last.setdefault(participant_id, at)
    people = Participant.objects.of(by).in_bulk(list(last))
    seen: dict[int, Seen] = {}
    for participant_id, at in last.items():
        person = kept_record(by, people[participant_id])
        seen.setdefault(person.pk, Seen(participant=person, at=at))
    return list(seen.values())[:SHOWN]
