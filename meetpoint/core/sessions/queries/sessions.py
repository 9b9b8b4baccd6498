"""Sessions and groups: what is coming, who is expected, who came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import kept_record
from meetpoint.core.sessions import words
from meetpoint.core.sessions.models import Attendance, Registration, Ride, Series, Session, Stay
from meetpoint.core.sessions.words import State
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

WEEKS_AHEAD = 4
SHOWN = 20
DATES = 20
SAME_DAY = timedelta(hours=12)
"""Whoever is put on a list while the group meets, or soon after, was expected (product choice)."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Somebody with a code on a session's page: whether they came, and the line about it."""

    participant: Participant
    came: bool | None
    progress: str


def in_reach(rows: QuerySet[Any], by: Actor) -> QuerySet[Any]:
    """Return the rows at the sites within an actor's reach."""
    return rows if by.site_ids is None else rows.filter(site_id__in=by.site_ids)


def sessions_of(by: Actor) -> QuerySet[Session]:
    """Return the sessions within reach, with how many came (`came`), also without a code (`anonymous`)."""
    there = Q(attendances__came=True)
    rows: QuerySet[Session] = in_reach(Session.objects.of(by), by).annotate(
        came=Sum("attendances__people", filter=there, default=0),
        anonymous=Sum("attendances__people", filter=there & Q(attendances__participant=None), default=0),
    )
    return rows.select_related("series", "site")


def series_of(by: Actor) -> QuerySet[Series]:
    """Return the groups within reach, with how many want to come (`registered`)."""
    rows: QuerySet[Series] = in_reach(Series.objects.of(by), by).annotate(
        registered=Count("registrations", filter=Q(registrations__ended_at=None))
    )
    return rows.select_related("site")


def groups_ahead(by: Actor, today: date, site_id: int | None = None) -> QuerySet[Session]:
    """Return the groups from yesterday to four weeks on, with how many want to come; the soonest first."""
    rows: QuerySet[Session] = in_reach(Session.objects.of(by), by).filter(
        kind__in=words.GROUPS,
        local_date__range=(today - timedelta(days=1), today + timedelta(weeks=WEEKS_AHEAD)),
    )
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    return (
        rows.exclude(state=State.MISTAKE)
        .annotate(
            registered=Count(
                "series__registrations", filter=Q(series__registrations__ended_at=None), distinct=True
            )
        )
        .select_related("series", "site")
        .order_by("starts_at", "id")
    )


def sites_with_groups(by: Actor, sites: Sequence[Site]) -> list[Site]:
    """Return those of some sites at which a group meets now or later. One query."""
    yesterday = clock.now().date() - timedelta(days=1)
    series: QuerySet[Series] = in_reach(Series.objects.of(by), by).filter(last_on__gte=yesterday)
    there = set(series.values_list("site_id", flat=True))
    return [one for one in sites if one.pk in there]


def dates_of(by: Actor, series: Series) -> list[Session]:
    """Return a group's dates from four weeks back on, at most twenty, mistakes left out."""
    since = clock.now() - timedelta(weeks=WEEKS_AHEAD)
    rows = sessions_of(by).filter(series=series, starts_at__gte=since).exclude(state=State.MISTAKE)
    return list(rows.order_by("starts_at", "id")[:DATES])


def today_here(by: Actor, site_id: int, today: date) -> QuerySet[Session]:
    """Return the sessions planned at a site today."""
    rows: QuerySet[Session] = in_reach(Session.objects.of(by), by)
    return rows.filter(site_id=site_id, local_date=today, state=State.PLANNED).order_by("starts_at", "id")


def expected_at(by: Actor, session: Session) -> list[Expected]:
    """Return who is expected at a session or came to it; until it took place, also who is on a group's list.

    Joined records are one person. Three queries at most, one more for each joined record.
    """
    rows = list(
        Attendance.objects.of(by)
        .filter(session=session)
        .exclude(participant=None)
        .select_related("participant")
        .order_by("id")
    )
    found: dict[int, Expected] = {}
    for row in rows:
        assert row.participant is not None
        person = kept_record(by, row.participant)
        found.setdefault(person.pk, Expected(participant=person, came=row.came, progress=row.progress))
    if session.state != State.HELD:
        for person in on_the_list(by, session):
            found.setdefault(person.pk, Expected(participant=person, came=None, progress=""))
    return list(found.values())


def registered_in(by: Actor, series_id: int) -> list[Participant]:
    """Return who wants to come to a group, joined records as one, in the order of joining."""
    return _people(by, Registration.objects.of(by).filter(series_id=series_id, ended_at=None))


def on_the_list(by: Actor, session: Session) -> list[Participant]:
    """Return who stood on the list of a session's group when it met; nobody where it is of no group."""
    if session.series_id is None:
        return []
    rows = Registration.objects.of(by).filter(
        Q(ended_at=None) | Q(ended_at__gt=session.starts_at),
        series_id=session.series_id,
        since__lt=session.starts_at + SAME_DAY,
    )
    return _people(by, rows)


def _people(by: Actor, rows: QuerySet[Registration]) -> list[Participant]:
    rows = rows.select_related("participant").order_by("since", "id")
    people = [kept_record(by, row.participant) for row in rows]
    return [one for one in dict.fromkeys(people) if one.erased_at is None]


def attended_by(by: Actor, ids: Sequence[int]) -> list[Attendance]:
    """Return a person's sessions within reach, newest first, mistakes left out; at most 20."""
    rows = (
        Attendance.objects.of(by)
        .filter(participant_id__in=ids)
        .exclude(session__state=State.MISTAKE)
        .select_related("session", "session__series")
        .order_by("-session__starts_at", "-id")
    )
    if by.site_ids is not None:
        rows = rows.filter(session__site_id__in=by.site_ids)
    return list(rows[:SHOWN])


def groups_of_person(by: Actor, ids: Sequence[int]) -> list[Series]:
    """Return the groups within reach to which a person wants to come."""
    rows = Registration.objects.of(by).filter(participant_id__in=ids, ended_at=None)
    if by.site_ids is not None:
        rows = rows.filter(series__site_id__in=by.site_ids)
    return list(dict.fromkeys(row.series for row in rows.select_related("series").order_by("since")))


def stays_of_person(by: Actor, ids: Sequence[int]) -> list[Stay]:
    """Return a person's standing stays within reach, the newest first."""
    rows: QuerySet[Stay] = in_reach(Stay.objects.of(by), by).filter(participant_id__in=ids, voided_at=None)
    return list(rows.select_related("entry", "referral").order_by("-from_on", "-id")[:SHOWN])


def rides_of_person(by: Actor, ids: Sequence[int]) -> list[Ride]:
    """Return a person's standing rides within reach, the newest first."""
    rows: QuerySet[Ride] = in_reach(Ride.objects.of(by), by).filter(participant_id__in=ids, voided_at=None)
    return list(rows.order_by("-on", "-id")[:SHOWN])
