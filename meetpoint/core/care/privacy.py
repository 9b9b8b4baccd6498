"""How long a participant who does not come back is kept. This package stores nothing of its own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django.db.models import Exists, OuterRef, Q, QuerySet

from meetpoint.core.care.erasure import erase_participant
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.modules.interface import PrivacyPlan
from meetpoint.core.organisations.options import option_value
from meetpoint.core.people.models import Demographics, Participant, ParticipantCode
from meetpoint.core.people.queries import joined_ids
from meetpoint.core.tenancy.actor import Actor

KEEP_DAYS = "care.keep_days_without_contact"
AT_A_TIME = 500


def retain(by: Actor, today: date) -> int:
    """Erase the participants who had no contact for the days that the organisation set; return how many.

    Not set means that nobody is erased for staying away. A contact, a new code and an answer all count,
    also on joined records. At most 500 a day, so that a new setting does not hold the database.
    """
    days = cast("int | None", option_value(by.organisation_id, KEEP_DAYS))
    if not days:
        return 0
    cutoff = today - timedelta(days=days)
    erased = 0
    for person in _quiet(by, cutoff):
        joined = [pk for pk in joined_ids(by, person) if pk != person.pk]
        if erased < AT_A_TIME and not any(known.exists() for known in _signs_of_life(by, cutoff, joined)):
            erase_participant(person, by=by, reason="retention")
            erased += 1
    return erased


def _quiet(by: Actor, cutoff: date) -> list[Participant]:
    """Return those whose own record tells of nothing since a day; joined records may still tell."""
    quiet = Participant.objects.of(by).filter(erased_at=None, merged_into=None, created_at__date__lt=cutoff)
    for known in _signs_of_life(by, cutoff, None):
        quiet = quiet.filter(~Exists(known))
    return list(quiet.order_by("created_at", "id")[: 2 * AT_A_TIME])


def _signs_of_life(by: Actor, cutoff: date, ids: list[int] | None) -> list[QuerySet[Any]]:
    """Return what tells that someone came: of some records, or, without ids, of the outer query's record."""
    whose = Q(participant_id=OuterRef("pk")) if ids is None else Q(participant_id__in=ids)
    told = Q(asked_at__date__gte=cutoff) | Q(corrected_at__date__gte=cutoff)
    return [
        Encounter.objects.of(by).filter(whose, local_date__gte=cutoff),
        ParticipantCode.objects.of(by).filter(whose, issued_at__date__gte=cutoff),
        Demographics.objects.of(by).filter(whose & told),
    ]


PLAN = PrivacyPlan(columns={}, retain=retain)
