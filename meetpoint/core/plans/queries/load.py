"""Who goes along with whom, and what a page of people needs to say about each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar, cast

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.organisations.options import option_value
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import kept_ids
from meetpoint.core.plans import rules
from meetpoint.core.plans.models import Assignment
from meetpoint.core.plans.options import CASE_LOAD_MOST
from meetpoint.core.plans.queries.plans import visible
from meetpoint.core.referrals.models import FollowUpTask, Referral
from meetpoint.core.referrals.rules import OPEN as OPEN_REFERRALS
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.tenancy.models import TenantModel
from meetpoint.lib import clock

M = TypeVar("M", bound=TenantModel)

LATELY = timedelta(days=90)
"""Who came in these days and has nobody is shown to a manager (product choice)."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One row: who goes along with whom, and what is next."""

    assignment: Assignment
    last_at: datetime | None
    due_on: date | None
    referrals: int
    goals: int
    review_on: date | None


@dataclass(frozen=True, kw_only=True)
class Load:
    """How many people somebody goes along with, beside what the organisation wishes (None: no wish)."""

    people: int
    most: int | None

    @property
    def is_over(self) -> bool:
        return rules.is_over(self.people, self.most)


def assignments(by: Actor) -> QuerySet[Assignment]:
    """Return who goes along now, of the sites in reach and one's own."""
    rows = Assignment.objects.of(by).filter(ended_on=None)
    if by.site_ids is not None:
        rows = rows.filter(Q(site_id__in=by.site_ids) | Q(staff_id=by.staff_id))
    return rows.select_related("participant", "staff", "site")


def mine(by: Actor) -> QuerySet[Assignment]:
    """Return the people whom somebody goes along with themselves."""
    return assignments(by).filter(staff_id=by.staff_id)


def load_of(by: Actor, staff_id: int | None) -> Load:
    """Return how many people a colleague goes along with. Two queries."""
    rows = Assignment.objects.of(by).filter(staff_id=staff_id, ended_on=None)
    most = cast("int | None", option_value(by.organisation_id, CASE_LOAD_MOST))
    return Load(people=rows.values("participant_id").distinct().count(), most=most)


def without_anybody(by: Actor) -> QuerySet[Participant]:
    """Return people who came lately to the sites in reach and with whom nobody goes along."""
    here = Q(participant_id=OuterRef("pk")) | Q(participant__merged_into=OuterRef("pk"))
    came = Encounter.objects.of(by).filter(here, occurred_at__gte=clock.now() - LATELY, voided_at=None)
    if by.site_ids is not None:
        came = came.filter(site_id__in=by.site_ids)
    along = Assignment.objects.of(by).filter(here, ended_on=None)
    people = Participant.objects.of(by).filter(erased_at=None, merged_into=None)
    return people.filter(Exists(came), ~Exists(along))


def cases(rows: Sequence[Assignment], by: Actor) -> list[Case]:
    """Return what a page of people says about each. Five queries, whatever the length."""
    records = Records.of(by, [row.participant_id for row in rows])
    last, due = records.newest(_last(by, records.ids)), records.earliest(_due(by, records.ids))
    referrals, goals = records.total(_referrals(by, records.ids)), _plans(by, records)
    return [
        Case(
            assignment=row,
            last_at=last.get(kept),
            due_on=due.get(kept),
            referrals=referrals.get(kept, 0),
            goals=goals.get(kept, (0, None))[0],
            review_on=goals.get(kept, (0, None))[1],
        )
        for row in rows
        for kept in [records.kept(row.participant_id)]
    ]


def last_contacts(people: Sequence[Participant], by: Actor) -> list[tuple[Participant, datetime | None]]:
    """Return people with the moment of their last contact within reach. Two queries."""
    records = Records.of(by, [one.pk for one in people])
    last = records.newest(_last(by, records.ids))
    return [(one, last.get(records.kept(one.pk))) for one in people]


@dataclass(frozen=True, kw_only=True)
class Records:
    """The records of some people, those joined into them included, by the record that was kept."""

    into: Mapping[int, int]
    ids: Sequence[int]

    @classmethod
    def of(cls, by: Actor, people: Collection[int]) -> Records:
        """Return the records of some people. One query."""
        into = kept_ids(by)
        wanted = {into.get(pk, pk) for pk in people}
        joined = [pk for pk, kept in into.items() if kept in wanted]
        return cls(into=into, ids=sorted({*wanted, *joined}))

    def kept(self, pk: int) -> int:
        return self.into.get(pk, pk)

    def newest(self, rows: Iterable[tuple[int, datetime]]) -> dict[int, datetime]:
        found: dict[int, datetime] = {}
        for pk, at in rows:
            found[self.kept(pk)] = max(at, found.get(self.kept(pk), at))
        return found

    def earliest(self, rows: Iterable[tuple[int, date]]) -> dict[int, date]:
        found: dict[int, date] = {}
        for pk, day in rows:
            found[self.kept(pk)] = min(day, found.get(self.kept(pk), day))
        return found

    def total(self, rows: Iterable[tuple[int, int]]) -> dict[int, int]:
        found: dict[int, int] = {}
        for pk, number in rows:
            found[self.kept(pk)] = found.get(self.kept(pk), 0) + number
        return found


def _last(by: Actor, ids: Sequence[int]) -> Iterable[tuple[int, datetime]]:
    rows = _in_reach(Encounter.objects.of(by), by).filter(participant_id__in=ids, voided_at=None)
    return rows.order_by().values_list("participant_id").annotate(Max("occurred_at"))


def _due(by: Actor, ids: Sequence[int]) -> Iterable[tuple[int, date]]:
    rows = _in_reach(FollowUpTask.objects.of(by), by).filter(participant_id__in=ids, done_at=None)
    return rows.order_by().values_list("participant_id").annotate(Min("due_on"))


def _referrals(by: Actor, ids: Sequence[int]) -> Iterable[tuple[int, int]]:
    rows = _in_reach(Referral.objects.of(by), by).filter(participant_id__in=ids, status__in=OPEN_REFERRALS)
    return rows.order_by().values_list("participant_id").annotate(Count("pk"))


def _plans(by: Actor, records: Records) -> dict[int, tuple[int, date | None]]:
    """Return open goals, and the day on which a plan is looked at again, by person."""
    rows = visible(by).filter(participant_id__in=records.ids, closed_at=None)
    counted = Count("goals", filter=Q(goals__state__in=rules.OPEN))
    found: dict[int, tuple[int, date | None]] = {}
    for pk, day, number in rows.order_by().values_list("participant_id", "review_on").annotate(open=counted):
        goals, before = found.get(records.kept(pk), (0, None))
        days = [one for one in (day, before) if one is not None]
        found[records.kept(pk)] = (goals + number, min(days, default=None))
    return found


def _in_reach(rows: QuerySet[M], by: Actor) -> QuerySet[M]:
    return rows if by.site_ids is None else rows.filter(site_id__in=by.site_ids)
