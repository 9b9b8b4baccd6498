"""What a participant's timeline and page tell of sessions, stays and rides; of notes, nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetpoint.core.modules.pages import TimelineEntry
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.sessions import words
from meetpoint.core.sessions.models import Attendance, Ride, Stay
from meetpoint.core.sessions.queries.sessions import in_reach
from meetpoint.core.sessions.words import State
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.tenancy.models import TenantQuerySet
from meetpoint.core.tenancy.prepared import Prepared, within
from meetpoint.core.tenancy.slots import Slot
from meetpoint.lib import clock
from meetpoint.lib.addresses import address_of_record
from meetpoint.lib.choices import label_of

ON_ONE_DAY = 20
"""Stays and rides have a day and no time: so many of one day may come before the moment of a page."""


def _sessions(
    owner: Slot, reach: Slot | None, *, participant: Slot, before: Slot, kinds: Slot
) -> TenantQuerySet[Attendance]:
    rows = Attendance.objects.of(owner).filter(
        session__organisation_id=owner,
        participant_id=participant,
        session__starts_at__lt=before,
        session__kind__in=kinds,
    )
    rows = within(rows.exclude(session__state=State.MISTAKE), reach, "session__site_id")
    return rows.select_related("session").order_by("-session__starts_at", "-pk")


SESSIONS = Prepared[Attendance](_sessions)


def _stays(owner: Slot, reach: Slot | None, *, participant: Slot, before: Slot) -> TenantQuerySet[Stay]:
    rows = Stay.objects.of(owner).filter(participant_id=participant, voided_at=None, from_on__lte=before)
    return within(rows, reach).select_related("site__organisation").order_by("-from_on", "-pk")


STAYS = Prepared[Stay](_stays)


def _rides(owner: Slot, reach: Slot | None, *, participant: Slot, before: Slot) -> TenantQuerySet[Ride]:
    rows = Ride.objects.of(owner).filter(participant_id=participant, voided_at=None, on__lte=before)
    return within(rows, reach).select_related("site__organisation").order_by("-on", "-pk")


RIDES = Prepared[Ride](_rides)


def sessions_of_kinds(kinds: Sequence[str]) -> Callable[[Actor, int, datetime, int], list[TimelineEntry]]:
    """Return what reads a participant's sessions of some kinds before a moment, newest first."""

    def read(by: Actor, participant_id: int, before: datetime, limit: int) -> list[TimelineEntry]:
        rows = SESSIONS.fetch(
            by, limit=limit, participant=participant_id, before=before, kinds=[str(kind) for kind in kinds]
        )
        return [_of_session(row) for row in rows]

    return read


def stays(by: Actor, participant_id: int, before: datetime, limit: int) -> list[TimelineEntry]:
    """Return a participant's stays that began before a moment, newest first."""
    rows = STAYS.fetch(by, limit=limit + ON_ONE_DAY, participant=participant_id, before=before.date())
    entries = [
        TimelineEntry(
            at=_noon(stay.from_on, stay.site),
            title=label_of(words.StayKind, stay.kind),
            detail=f"{_('Stay')} · {_span(stay)}",
            site_id=stay.site_id,
            url=address_of_record("sessions:stay", stay.uid),
            icon="moon",
            uid=stay.uid,
        )
        for stay in rows
    ]
    return [one for one in entries if one.at < before][:limit]


def rides(by: Actor, participant_id: int, before: datetime, limit: int) -> list[TimelineEntry]:
    """Return a participant's rides before a moment, newest first."""
    rows = RIDES.fetch(by, limit=limit + ON_ONE_DAY, participant=participant_id, before=before.date())
    entries = [
        TimelineEntry(
            at=_noon(ride.on, ride.site),
            title=label_of(words.RideMode, ride.mode),
            detail=f"{_('Ride')} · {label_of(words.RideOutcome, ride.outcome)}",
            site_id=ride.site_id,
            url=address_of_record("sessions:ride", ride.uid),
            icon="truck",
            uid=ride.uid,
        )
        for ride in rows
    ]
    return [one for one in entries if one.at < before][:limit]


def says(by: Actor, ids: Sequence[int]) -> str:
    """Say in a few words where somebody stays now, and else when their next session is. One query."""
    open_stay = in_reach(Stay.objects.of(by), by).filter(
        participant_id__in=ids, voided_at=None, until_on=None
    )
    upcoming = Attendance.objects.of(by).filter(
        participant_id__in=ids, session__state=State.PLANNED, session__starts_at__gte=clock.now()
    )
    if by.site_ids is not None:
        upcoming = upcoming.filter(session__site_id__in=by.site_ids)
    next_at = upcoming.order_by("session__starts_at").values("session__starts_at")[:1]
    stays_first = open_stay.order_by("from_on").values("kind")[:1]
    row = (
        Participant.objects.of(by)
        .filter(pk__in=ids)
        .annotate(stay=Subquery(stays_first), next=Subquery(next_at))
        .values_list("stay", "next")
        .first()
    )
    kind, at = row if row else (None, None)
    parts = [label_of(words.StayKind, kind or "")]
    if at is not None:
        when = date_format(timezone.localtime(at), "SHORT_DATE_FORMAT")
        parts.append(_("next %(day)s") % {"day": when})
    return " · ".join(part for part in parts if part)


def _of_session(row: Attendance) -> TimelineEntry:
    session = row.session
    state = label_of(State, State.MISSED if session.state == State.HELD and not row.came else session.state)
    minutes = ngettext("%(n)d minute", "%(n)d minutes", session.minutes) % {"n": session.minutes}
    told = minutes if session.state == State.HELD and row.came else state
    return TimelineEntry(
        at=session.starts_at,
        title=label_of(words.SessionKind, session.kind),
        detail=told,
        site_id=session.site_id,
        url=address_of_record("sessions:session", session.uid),
        icon="people" if session.kind in words.GROUPS else "person",
        uid=session.uid,
    )


def _span(stay: Stay) -> str:
    if stay.until_on is None:
        return _("still there")
    nights = stay.nights or 0
    return ngettext("%(n)d night", "%(n)d nights", nights) % {"n": nights}


def _noon(day: date, site: Site) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo(site.time_zone or site.organisation.time_zone))
