"""Whom a recall concerns: people with a code, by their record; everybody else is only counted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Sum
from django.db.models.functions import Coalesce

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.people import queries as people
from meetpoint.core.people.models import Participant
from meetpoint.core.recalls.models import Recall, Told
from meetpoint.core.recalls.queries.reach import lots_of_recall
from meetpoint.core.supplies.queries import catalogue, handed_out
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.tenancy.models import TenantQuerySet

_INTO = "participant__merged_into"
_ROOT = Coalesce(
    f"{_INTO}__merged_into__merged_into__merged_into_id",
    f"{_INTO}__merged_into__merged_into_id",
    f"{_INTO}__merged_into_id",
    f"{_INTO}_id",
    "participant_id",
)
"""Records that were joined lead to the one that was kept, up to four joins deep: deeper ones do not occur."""


@dataclass(frozen=True, slots=True)
class Concern:
    """An open recall that somebody is to be told about: when they last got some, and how many units ever."""

    recall: Recall
    last: date
    units: int


def people_concerned(actor: Actor, lot_ids: Collection[int]) -> "TenantQuerySet[Participant]":
    """Return the records of everybody who got some of these lots under a code, wherever that was.

    All sites count: whoever sees somebody next can warn them. Joined records lead to the one that was kept.
    """
    reached = Encounter.objects.of(actor).filter(
        voided_at=None,
        count_only=False,
        participant__isnull=False,
        pk__in=handed_out(actor, lot_ids).values("encounter_id"),
    )
    kept = reached.order_by().values_list(_ROOT, flat=True)
    return Participant.objects.of(actor).filter(erased_at=None, pk__in=kept)


def people_counted(actor: Actor, recall: Recall, lot_ids: Collection[int]) -> tuple[int, int]:
    """Return how many people with a code a recall concerns, and how many of them have been told."""
    concerned = people_concerned(actor, lot_ids)
    told = Told.objects.of(actor).filter(recall=recall).values("participant_id")
    return concerned.count(), concerned.filter(pk__in=told).count()


def concerns_of(actor: Actor, participant: Participant) -> list[Concern]:
    """Return the open recalls about which somebody is still to be told, oldest first.

    One small query when no recall is open. Whatever one of their joined records got or heard counts.
    """
    open_now = list(Recall.objects.of(actor).filter(closed_at=None).order_by("opened_at", "id"))
    if not open_now:
        return []
    everyone = people.joined_ids(actor, people.record_now(actor, participant))
    told = Told.objects.of(actor).filter(recall__in=open_now, participant_id__in=everyone)
    known = set(told.values_list("recall_id", flat=True))
    found = []
    for recall in open_now:
        given = (
            None if recall.pk in known else last_given(actor, everyone, lots_of_recall(actor, recall.pk)[0])
        )
        if given is not None:
            found.append(Concern(recall, *given))
    return found


def last_given(
    actor: Actor, participant_ids: Collection[int], lot_ids: Collection[int]
) -> tuple[date, int] | None:
    """Return when somebody last got some of these lots and how many units ever; None if they never did."""
    visits = Encounter.objects.of(actor).filter(
        voided_at=None, count_only=False, participant_id__in=list(participant_ids)
    )
    given = handed_out(actor, lot_ids).filter(encounter_id__in=visits.values("pk"))
    units = given.aggregate(units=Sum("quantity"))["units"]
    if units is None:
        return None
    last = visits.filter(pk__in=given.values("encounter_id")).aggregate(last=Max("local_date"))["last"]
    return last, -units


@dataclass(frozen=True, slots=True)
class Given:
    """Some units of a recalled lot that somebody got on a day."""

    day: date
    item: str
    number: str
    units: int


def given_to(actor: Actor, participant_ids: Collection[int], lots: Mapping[int, str]) -> list[Given]:
    """Return what somebody got of some lots (id → number), the newest first."""
    visits = Encounter.objects.of(actor).filter(
        voided_at=None, count_only=False, participant_id__in=list(participant_ids)
    )
    days = dict(visits.values_list("pk", "local_date"))
    items = catalogue(actor.organisation_id)
    lines = handed_out(actor, lots).filter(encounter_id__in=list(days)).order_by("-occurred_at", "-id")
    return [
        Given(days[pk], items[item_id].label, lots[lot_id], -units)
        for pk, item_id, lot_id, units in lines.values_list("encounter_id", "item_id", "lot_id", "quantity")
        if pk is not None and lot_id is not None
    ]
