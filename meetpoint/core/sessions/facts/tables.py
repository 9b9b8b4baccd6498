"""The facts of this package: sessions held, who came, stays that ended, and rides that happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Max, Min, QuerySet

from meetpoint.core.encounters.facts.tables import SAID
from meetpoint.core.modules import facts
from meetpoint.core.modules.facts import FactTable
from meetpoint.core.sessions import words
from meetpoint.core.sessions.models import Attendance, Ride, Session, Stay

Rows = Callable[[int], QuerySet[Any]]


def _held(organisation_id: int) -> QuerySet[Any]:
    return Session.objects.of(organisation_id).filter(state=words.State.HELD)


def _came(organisation_id: int) -> QuerySet[Any]:
    settled = (words.State.HELD, words.State.MISSED)
    return Attendance.objects.of(organisation_id).filter(session__state__in=settled, came__isnull=False)


def _ended(organisation_id: int) -> QuerySet[Any]:
    return Stay.objects.of(organisation_id).filter(voided_at=None, until_on__isnull=False)


def _rode(organisation_id: int) -> QuerySet[Any]:
    return Ride.objects.of(organisation_id).filter(voided_at=None, outcome=words.RideOutcome.HAPPENED)


def _on(rows: Rows, day: str) -> Callable[[int, date, date], QuerySet[Any]]:
    def within(organisation_id: int, first: date, last: date) -> QuerySet[Any]:
        return rows(organisation_id).filter(**{f"{day}__range": (first, last)})

    return within


def _span(rows: Rows, day: str) -> Callable[[int], tuple[date, date] | None]:
    def span(organisation_id: int) -> tuple[date, date] | None:
        found = rows(organisation_id).aggregate(first=Min(day), last=Max(day))
        return (found["first"], found["last"]) if found["first"] else None

    return span


_KINDS = tuple(words.SessionKind.values)

FACTS = (
    FactTable(
        slug="sessions",
        meaning="One row for each session that took place, by its day.",
        span=_span(_held, "local_date"),
        rows=_on(_held, "local_date"),
        columns=(
            facts.day("local_date", "The day of the session."),
            facts.site(),
            facts.word("kind", _KINDS, "What kind of session it was.", why=SAID),
            facts.word("mode", tuple(words.Mode.values), "How people met.", why=SAID),
            facts.count("minutes", "How long it took."),
        ),
    ),
    FactTable(
        slug="attendances",
        meaning="One row for each person with a code at a session, and one for all those without.",
        span=_span(_came, "session__local_date"),
        rows=_on(_came, "session__local_date"),
        columns=(
            facts.day("session__local_date", "The day of the session."),
            facts.site("session__site_id"),
            facts.person("participant_id"),
            facts.word("kind", _KINDS, "What kind of session it was.", source="session__kind", why=SAID),
            facts.flag("came", "Whether they came.", why=SAID),
            facts.count("people", "How many people the row stands for."),
        ),
    ),
    FactTable(
        slug="stays",
        meaning="One row for each stay that ended, by the day of leaving.",
        span=_span(_ended, "until_on"),
        rows=_on(_ended, "until_on"),
        columns=(
            facts.day("until_on", "The day on which it ended."),
            facts.site(),
            facts.word("kind", tuple(words.StayKind.values), "What kind of place it was.", why=SAID),
            facts.word("ended", tuple(words.StayEnd.values), "How it ended.", why=SAID),
            facts.count("nights", "How many nights it had."),
        ),
    ),
    FactTable(
        slug="rides",
        meaning="One row for each ride that happened, by its day.",
        span=_span(_rode, "on"),
        rows=_on(_rode, "on"),
        columns=(
            facts.day("on", "The day of the ride."),
            facts.site(),
            facts.word("mode", tuple(words.RideMode.values), "How somebody travelled.", why=SAID),
            facts.word("to_kind", tuple(words.RidePlace.values), "To what kind of place.", why=SAID),
            facts.count("passes", "How many passes were given."),
        ),
    ),
)
