"""What a participant's page tells besides the timeline, and who was here lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Sum

from meetpoint.core.encounters.models import Encounter, EncounterLine
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import kept_record
from meetpoint.core.supplies.queries import catalogue
from meetpoint.core.tenancy.actor import Actor
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


def sums_of(by: Actor, ids: Sequence[int]) -> Sums:
    """Add up one person's contacts within the viewer's reach; voided ones are left out. Three queries."""
    contacts = Encounter.objects.of(by).filter(participant_id__in=ids, voided_at=None)
    if by.site_ids is not None:
        contacts = contacts.filter(site_id__in=by.site_ids)
    span = contacts.aggregate(number=Count("id"), first=Min("occurred_at"), last=Max("occurred_at"))
    lines = EncounterLine.objects.of(by).filter(encounter__in=contacts)
    rows = list(
        lines.values_list("item_id").annotate(Sum("quantity"), Sum("syringes"), Sum("doses")).order_by()
    )
    items = catalogue(by.organisation_id)
    order = {item_id: place for place, item_id in enumerate(items)}
    rows.sort(key=lambda row: order[row[0]])
    return Sums(
        contacts=span["number"],
        first_at=span["first"],
        last_at=span["last"],
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
