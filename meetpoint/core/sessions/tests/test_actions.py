"""Planning, holding and ending sessions, groups, stays and rides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.directory.actions import EntryFacts, add_entry
from meetpoint.core.organisations.actions import Ground, set_option
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.actions import merge_participants
from meetpoint.core.people.models import Participant
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.sessions import actions
from meetpoint.core.sessions.actions.writing import stored_once
from meetpoint.core.sessions.errors import SessionRefused
from meetpoint.core.sessions.models import Attendance, Registration, Ride, Session, Stay
from meetpoint.core.sessions.queries.sessions import expected_at, registered_in, sessions_of
from meetpoint.core.sessions.tests.factories import day_at, held, planned, ride, series, stay
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import Conflict, NotAllowed, NotFound
from meetpoint.lib.identifiers import uuid7

DAY = timedelta(days=1)


def refused(act: Any) -> set[str]:
    """The fields of which an action says that they are wrong."""
    with pytest.raises(SessionRefused) as problem:
        act()
    return set(problem.value.fields)


def at_one_site(by: Actor, site: Site) -> Actor:
    return replace(by, site_ids=frozenset({site.pk}))


# --- sessions -------------------------------------------------------------------------------------


def test_session_is_planned_once_at_its_site_s_own_hour(ana: Actor, site: Site, person: Participant) -> None:
    uid = uuid7()
    first = planned(ana, site, person, uid=uid, on=date(2026, 7, 1), at=time(9))
    assert planned(ana, site, person, uid=uid, on=date(2026, 7, 1), at=time(9)) == first
    assert first.starts_at.hour == 13
    assert first.attendances.get().came is None
    with pytest.raises(Conflict):
        planned(ana, site, person, uid=uid, on=date(2026, 7, 1), at=time(10))
    assert AuditEntry.objects.of(ana).filter(action="session.planned").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "bingo"}, "kind"),
        ({"module": "x"}, "module"),
        ({"mode": "x"}, "mode"),
        ({"place": "x" * 81}, "place"),
        ({"place": "\x00"}, "place"),
        ({"lead_id": 10**9}, "lead"),
        ({"second_id": 10**9}, "second"),
        ({"minutes": 0}, "minutes"),
        ({"on": date(1999, 12, 31)}, "on"),
        ({"on": date.max}, "on"),
    ],
)
def test_what_cannot_be_planned_is_named(ana: Actor, site: Site, wrong: dict[str, Any], field: str) -> None:
    assert refused(lambda: planned(ana, site, **wrong)) == {field}
    assert not Session.objects.of(ana).exists()


def test_one_to_one_is_with_one_person(ana: Actor, site: Site) -> None:
    two = participant(ana), participant(ana)
    assert refused(lambda: planned(ana, site, *two)) == {"participants"}
    alone = planned(ana, site, two[0])
    assert refused(lambda: held(ana, alone, *two)) == {"came"}
    assert refused(lambda: held(ana, alone, two[0], without_code=1)) == {"came"}
    assert planned(ana, site, *two, kind="group").attendances.count() == 2


def test_what_is_held_says_who_came_and_plans_the_next(ana: Actor, site: Site, person: Participant) -> None:
    session = planned(ana, site, person)
    following = session.local_date + 7 * DAY
    said = {"covered": ["housing", "goals"], "progress": {person.pk: " Has an appointment "}}
    for _turn in range(2):
        done = held(ana, session, person, next_on=following, **said)
    assert (done.state, done.minutes, done.covered) == ("held", 45, "goals,housing")
    row = done.attendances.get()
    assert (row.came, row.progress) == (True, "Has an appointment")
    coming = Session.objects.of(ana).get(local_date=following)
    assert coming.attendances.get().participant == person
    assert (coming.state, coming.starts_at - session.starts_at) == ("planned", 7 * DAY)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"minutes": 721}, "minutes"),
        ({"without_code": -1}, "without_code"),
        ({"without_code": 501}, "without_code"),
        ({"covered": ["shelter"]}, "covered"),
        ({"came": []}, "came"),
    ],
)
def test_what_cannot_have_been_is_named(
    ana: Actor, site: Site, person: Participant, wrong: dict[str, Any], field: str
) -> None:
    session = planned(ana, site, kind="group")
    assert field in refused(lambda: held(ana, session, person, **wrong))
    assert Session.objects.of(ana).get().state == "planned"


def test_line_and_next_day_have_bounds(ana: Actor, site: Site, person: Participant) -> None:
    session = planned(ana, site, person)
    assert refused(lambda: held(ana, session, person, progress={person.pk: "x" * 201})) == {"progress"}
    assert refused(lambda: held(ana, session, person, next_on=session.local_date)) == {"next_on"}
    far = day_at(site) + timedelta(days=732)
    assert refused(lambda: held(ana, session, person, next_on=far)) == {"next_on"}


def test_session_of_tomorrow_has_not_been_held(ana: Actor, site: Site, person: Participant) -> None:
    session = planned(ana, site, person, on=day_at(site) + DAY)
    assert refused(lambda: held(ana, session, person)) == {"state"}
    assert refused(lambda: actions.end_session(session.uid, "missed", by=ana)) == {"state"}
    assert actions.end_session(session.uid, "cancelled", why="weather", by=ana).state == "cancelled"


def test_what_became_of_it_can_be_mended(ana: Actor, site: Site, person: Participant) -> None:
    session = planned(ana, site, person)
    actions.end_session(session.uid, "missed", by=ana)
    assert session.attendances.get().came is False
    held(ana, session, person)
    assert session.attendances.get().came is True
    assert refused(lambda: actions.end_session(session.uid, "cancelled", by=ana)) == {"state", "why"}
    assert refused(lambda: actions.end_session(session.uid, "gone", by=ana)) == {"state"}
    actions.end_session(session.uid, "mistake", by=ana)
    assert session.attendances.get().came is None
    assert refused(lambda: held(ana, session, person)) == {"state"}


def test_cancelling_says_why_and_can_be_taken_back(ana: Actor, site: Site) -> None:
    session = planned(ana, site)
    assert refused(lambda: actions.end_session(session.uid, "cancelled", by=ana)) == {"why"}
    assert refused(lambda: actions.end_session(session.uid, "missed", why="weather", by=ana)) == {"why"}
    assert actions.end_session(session.uid, "cancelled", why="closed", by=ana).why_cancelled == "closed"
    assert actions.end_session(session.uid, "planned", by=ana).why_cancelled == ""


def test_other_sites_and_organisations_find_nothing(
    ana: Actor, cai: Actor, ben: Actor, site: Site, van: Site
) -> None:
    session = planned(ana, site)
    for stranger in (cai, at_one_site(ana, van)):
        with pytest.raises(NotFound):
            held(stranger, session)
        with pytest.raises(NotFound):
            actions.end_session(session.uid, "mistake", by=stranger)
    with pytest.raises(NotAllowed):
        planned(ben, site)
    with pytest.raises(NotAllowed):
        planned(at_one_site(ana, van), site)


def test_same_record_arriving_twice_at_once_is_asked_for_again() -> None:
    asked: list[int] = []

    @stored_once
    def store(number: int) -> int:
        asked.append(number)
        if len(asked) == 1:
            raise IntegrityError
        return number

    assert (store(7), asked) == (7, [7, 7])


# --- groups ---------------------------------------------------------------------------------------


def test_group_gets_a_session_for_every_week(ana: Actor, site: Site) -> None:
    today = day_at(site)
    uid = uuid7()
    made = [series(ana, site, uid=uid, last_on=today + 15 * DAY) for _turn in range(2)]
    assert made[0] == made[1]
    days = Session.objects.of(ana).order_by("local_date").values_list("local_date", flat=True)
    assert list(days) == [today, today + 7 * DAY, today + 14 * DAY]
    with pytest.raises(Conflict):
        series(ana, site, uid=uid, title="Other", last_on=today + 15 * DAY)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"kind": "counselling"}, "kind"),
        ({"module": "x"}, "module"),
        ({"mode": "x"}, "mode"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": 501}, "capacity"),
        ({"minutes": 721}, "minutes"),
        ({"lead_id": 10**9}, "lead"),
        ({"last_on": date(2000, 1, 1)}, "last_on"),
        ({"place": "x" * 81}, "place"),
    ],
)
def test_group_that_cannot_be_is_named(ana: Actor, site: Site, wrong: dict[str, Any], field: str) -> None:
    assert refused(lambda: series(ana, site, **wrong)) == {field}


def test_group_of_long_ago_is_refused(ana: Actor, site: Site) -> None:
    old = date(1990, 1, 1)
    assert refused(lambda: series(ana, site, first_on=old, last_on=old)) == {"first_on"}


def test_people_come_and_go_on_a_group_s_list(ana: Actor, site: Site, person: Participant) -> None:
    group = series(ana, site)
    for _turn in range(2):
        actions.register(group, person, by=ana)
    assert registered_in(ana, group.pk) == [person]
    actions.unregister(group, person, by=ana)
    actions.unregister(group, person, by=ana)
    assert registered_in(ana, group.pk) == []
    actions.register(group, person, by=ana)
    assert Registration.objects.of(ana).count() == 1
    assert AuditEntry.objects.of(ana).filter(action="group.left").count() == 1


def test_attendance_counts_people_without_a_code_and_those_who_did_not_come(ana: Actor, site: Site) -> None:
    group = series(ana, site)
    regular, away, guest = (participant(ana) for _turn in range(3))
    for one in (regular, away):
        actions.register(group, one, by=ana)
    session = Session.objects.of(ana).get()
    for anonymous in (7, 4):  # said again, nothing is counted twice
        held(ana, session, regular, guest, without_code=anonymous)
    counted = sessions_of(ana).get()
    assert (counted.came, counted.anonymous) == (6, 4)  # type: ignore[attr-defined]
    came = {row.participant_id: row.came for row in Attendance.objects.of(ana).exclude(participant=None)}
    assert came == {regular.pk: True, away.pk: False, guest.pk: True}


def test_joined_records_are_one_person_in_a_group(dee: Actor, site: Site) -> None:
    group = series(dee, site)
    one, other = participant(dee), participant(dee)
    for each in (one, other):
        actions.register(group, each, by=dee)
    merge_participants(by=dee, kept=one, joined=other)
    session = Session.objects.of(dee).get()
    assert [each.participant for each in expected_at(dee, session)] == [one]
    held(dee, session, other)
    assert [(each.participant, each.came) for each in expected_at(dee, session)] == [(one, True)]
    actions.unregister(group, one, by=dee)
    assert registered_in(dee, group.pk) == []


def test_who_joins_a_group_later_was_not_expected_before(ana: Actor, site: Site, person: Participant) -> None:
    today = day_at(site)
    group = series(ana, site, first_on=today - 7 * DAY, last_on=today)
    actions.register(group, person, by=ana)
    earlier, now = Session.objects.of(ana).order_by("local_date")
    assert expected_at(ana, earlier) == []
    assert [each.participant for each in expected_at(ana, now)] == [person]
    guest = participant(ana)
    held(ana, now, guest)
    actions.register(group, participant(ana), by=ana)
    held(ana, now, guest, minutes=80)  # mended, after one more has joined
    assert now.attendances.count() == 2


# --- stays ----------------------------------------------------------------------------------------


def test_stay_is_written_down_once_and_its_nights_counted_when_it_ends(ana: Actor, site: Site) -> None:
    person, uid, today = participant(ana), uuid7(), day_at(site)
    first = stay(ana, site, person, uid=uid, from_on=today - 3 * DAY)
    assert stay(ana, site, person, uid=uid, from_on=today - 3 * DAY) == first
    with pytest.raises(Conflict):
        stay(ana, site, person, uid=uid, from_on=today)
    assert (first.until_on, first.nights) == (None, None)
    ended = actions.end_stay(uid, today, "moved_housing", by=ana)
    assert (ended.nights, ended.ended) == (3, "moved_housing")
    assert actions.end_stay(uid, today - DAY, "planned", by=ana).nights == 2


def test_stay_at_a_known_place_that_is_over(ana: Actor, dee: Actor, site: Site) -> None:
    entry = add_entry(uuid7(), EntryFacts(name="Maple House", kind="housing"), by=dee)
    today = day_at(site)
    made = stay(ana, site, entry_id=entry.pk, from_on=today - DAY, until_on=today, ended="planned")
    assert (made.entry, made.nights) == (entry, 1)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "hotel"}, "kind"),
        ({"place": "x" * 161}, "place"),
        ({"unit": "x" * 41}, "unit"),
        ({"entry_id": 10**9}, "entry"),
        ({"referral_id": 10**9}, "referral"),
        ({"from_on": date(1999, 12, 31)}, "from_on"),
        ({"from_on": date.max}, "from_on"),
        ({"until_on": date.max, "ended": "planned"}, "until_on"),
        ({"ended": "planned"}, "ended"),
    ],
)
def test_stay_that_cannot_be_is_named(ana: Actor, site: Site, wrong: dict[str, Any], field: str) -> None:
    assert refused(lambda: stay(ana, site, **wrong)) == {field}
    assert not Stay.objects.of(ana).exists()


def test_stay_ends_within_its_time_with_a_word_of_the_list(ana: Actor, site: Site) -> None:
    made = stay(ana, site)
    before, after = made.from_on - DAY, made.from_on + DAY
    assert refused(lambda: actions.end_stay(made.uid, before, "planned", by=ana)) == {"until_on"}
    assert refused(lambda: actions.end_stay(made.uid, after, "planned", by=ana)) == {"until_on"}
    assert refused(lambda: actions.end_stay(made.uid, made.from_on, "failed", by=ana)) == {"ended"}
    for _turn in range(2):
        actions.void_stay(made.uid, by=ana)
    assert AuditEntry.objects.of(ana).filter(action="stay.voided").count() == 1
    assert refused(lambda: actions.end_stay(made.uid, made.from_on, "planned", by=ana)) == {"until_on"}


# --- rides ----------------------------------------------------------------------------------------


def test_ride_is_written_down_once_and_settled(ana: Actor, site: Site, person: Participant) -> None:
    uid = uuid7()
    made = [ride(ana, site, uid=uid, participant_id=person.pk, outcome="planned") for _turn in range(2)]
    assert made[0] == made[1]
    with pytest.raises(Conflict):
        ride(ana, site, uid=uid, mode="taxi")
    assert actions.settle_ride(uid, "did_not_work", by=ana).outcome == "did_not_work"
    for _turn in range(2):
        actions.void_ride(uid, by=ana)
    assert Ride.objects.of(ana).get().voided_at is not None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"mode": "ambulance"}, "mode"),
        ({"on": date.max}, "on"),
        ({"from_kind": "12 Elm Street"}, "from_kind"),
        ({"to_kind": ""}, "to_kind"),
        ({"outcome": "late"}, "outcome"),
        ({"cost_cents": -1}, "cost"),
        ({"cost_cents": 1_000_001}, "cost"),
        ({"passes": 101}, "passes"),
        ({"session_id": 10**9}, "session"),
        ({"referral_id": 10**9}, "referral"),
    ],
)
def test_ride_that_cannot_be_is_named(ana: Actor, site: Site, wrong: dict[str, Any], field: str) -> None:
    assert field in refused(lambda: ride(ana, site, **wrong))
    assert not Ride.objects.of(ana).exists()


def test_ride_of_tomorrow_has_not_happened(ana: Actor, site: Site) -> None:
    made = ride(ana, site, on=day_at(site) + DAY, outcome="planned")
    assert refused(lambda: actions.settle_ride(made.uid, "happened", by=ana)) == {"outcome"}


def test_what_is_not_offered_cannot_be_chosen(ana: Actor, dee: Actor, site: Site) -> None:
    ground = Ground(effective_from=date(2020, 1, 1), source="Board", verified_by="Dee")
    set_option("sessions.ride_taxi", "no", ground, by=dee)
    assert refused(lambda: ride(ana, site, mode="taxi")) == {"mode"}
    assert ride(ana, site, mode="transit", passes=2).passes == 2
