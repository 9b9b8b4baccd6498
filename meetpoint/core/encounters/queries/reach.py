"""The encounters within somebody's reach, narrowed as asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from uuid import UUID

from django.db.models import Q, QuerySet

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.encounters.queries.contacts import EARLIEST_ZONE, LATEST_ZONE
from meetpoint.core.people.models import Participant
from meetpoint.core.people.permissions import VIEW
from meetpoint.core.people.queries import joined_ids, kept_record
from meetpoint.core.tenancy.actor import Actor


class Wanted(Protocol):
    """By what encounters can be narrowed; None leaves it open."""

    @property
    def site(self) -> str | None: ...
    @property
    def participant(self) -> UUID | None: ...
    @property
    def first_day(self) -> date | None: ...
    @property
    def last_day(self) -> date | None: ...
    @property
    def voided(self) -> bool | None: ...


def narrowed(by: Actor, wanted: Wanted) -> QuerySet[Encounter]:
    """Return the encounters in reach that fit. A participant's are those of all records joined into theirs.

    Raises NotAllowed when a participant is named by somebody who meets none.
    """
    rows = Encounter.objects.of(by)
    if by.site_ids is not None:
        rows = rows.filter(site_id__in=by.site_ids)
    if wanted.site is not None:
        rows = rows.filter(site__organisation_id=by.organisation_id, site__slug=wanted.site)
    if wanted.participant is not None:
        rows = rows.filter(participant_id__in=_records_of(by, wanted.participant))
    if wanted.voided is not None:
        rows = rows.filter(voided_at__isnull=not wanted.voided)
    return rows.filter(_days(wanted.first_day, wanted.last_day))


def _records_of(by: Actor, uid: UUID) -> list[int]:
    by.require(VIEW)
    found = Participant.objects.of(by).filter(uid=uid).first()
    return joined_ids(by, kept_record(by, found)) if found else []


def _days(first: date | None, last: date | None) -> Q:
    """Return the condition on local dates, bounded also by moments, so that the time index is used."""
    condition = Q()
    if first is not None:
        since = datetime.combine(first, time.min, UTC) - EARLIEST_ZONE
        condition &= Q(local_date__gte=first, occurred_at__gte=since)
    if last is not None:
        until = datetime.combine(last + timedelta(days=1), time.min, UTC) + LATEST_ZONE
        condition &= Q(local_date__lte=last, occurred_at__lt=until)
    return condition
