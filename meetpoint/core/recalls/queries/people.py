"""Whom a recall concerns: people with a code, by their record; everybody else is only counted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Max
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
    """An open recall that somebody is to be told about: when they last got some, and how many units ever.

    Both as far as the asker's sites go; `last` is None when it was elsewhere. The warning crosses sites.
    """

    recall: Recall
    person: Participant
    last: date | None
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
    concerned = set(people_concerned(actor, lot_ids).values_list("pk", flat=True))
    told = Told.objects.of(actor).filter(recall=recall).values_list("participant_id", flat=True)
    return len(concerned), len(concerned.intersection(told))


def concerns_of(actor: Actor, participant_id: int) -> list[Concern]:
    """Return the open recalls about which somebody is still to be told, oldest first.

    One small query when no recall is open. Whatever one of their joined records got or heard counts.
    """
    open_now = list(Recall.objects.of(actor).filter(closed_at=None).order_by("opened_at", "id"))
    if not open_now:
        return []
    person = people.kept_record(actor, Participant.objects.of(actor).get(pk=participant_id))
    everyone = people.joined_ids(actor, person)
    told = Told.objects.of(actor).filter(recall__in=open_now, participant_id__in=everyone)
    known = set(told.values_list("recall_id", flat=True))
    found = []
    for recall in open_now:
        given = (
            None if recall.pk in known else last_given(actor, everyone, lots_of_recall(actor, recall.pk)[0])
        )
        if given is not None:
            found.append(Concern(recall, person, *given))
    return found


def last_given(
    actor: Actor, participant_ids: Collection[int], lot_ids: Collection[int]
) -> tuple[date | None, int] | None:
    """Return when somebody last got some of these lots within reach, and how many units.

    None if they never did; no day and no units if that was at another site alone.
    """
    visits = Encounter.objects.of(actor).filter(
        voided_at=None, count_only=False, participant_id__in=list(participant_ids)
    )
    given = list(
        handed_out(actor, lot_ids)
        .filter(encounter_id__in=visits.values("pk"))
        .values_list("encounter_id", "site_id", "quantity")
    )
    if not given:
        return None
    near = [(pk, units) for pk, site_id, units in given if actor.reaches(site_id)]
    days = visits.filter(pk__in={pk for pk, _units in near}).aggregate(last=Max("local_date"))
    return days["last"], -sum(units for _pk, units in near)


@dataclass(frozen=True, slots=True)
class Given:
    """Some units of a recalled lot that somebody got on a day."""

    day: date
    item: str
    number: str
    units: int


def given_to(actor: Actor, participant_ids: Collection[int], lots: Mapping[int, str]) -> list[Given]:
    """Return what somebody got of some lots (id → number) at sites in reach, the newest first."""
    visits = Encounter.objects.of(actor).filter(
        voided_at=None, count_only=False, participant_id__in=list(participant_ids)
    )
    if actor.site_ids is not None:
        visits = visits.filter(site_id__in=actor.site_ids)
    days = dict(visits.values_list("pk", "local_date"))
    items = catalogue(actor.organisation_id)
    lines = handed_out(actor, lots).filter(encounter_id__in=list(days)).order_by("-occurred_at", "-id")
    return [
        Given(days[pk], items[item_id].label, lots[lot_id], -units)
        for pk, item_id, lot_id, units in lines.values_list("encounter_id", "item_id", "lot_id", "quantity")
        if pk is not None and lot_id is not None
    ]
