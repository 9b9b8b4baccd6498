"""The pages: who sees what, what a form keeps and says, what a list costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from meetpoint.core.access.models import StaffMember
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.actions import merge_participants
from meetpoint.core.people.models import Participant
from meetpoint.core.people.tests.factories import enrolled, participant
from meetpoint.core.sessions import actions
from meetpoint.core.sessions.models import Attendance, Registration, Ride, Series, Session, Stay
from meetpoint.core.sessions.module import sessions_today
from meetpoint.core.sessions.queries import timeline
from meetpoint.core.sessions.tests.factories import day_at, held, planned, ride, series, stay
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

LIST, ADD = reverse("sessions:list"), reverse("sessions:add")
GROUPS, ADD_GROUP = reverse("sessions:groups"), reverse("sessions:add_group")
RIDES, ADD_RIDE = reverse("sessions:rides"), reverse("sessions:add_ride")

LIST_QUERIES = 4
"""The session, the frame's sites, the filter's sites, and the rows with all that they show."""

GROUPS_QUERIES = 7
"""The session, the frame's sites, the open sites, those with groups, the time zone, the dates, the names."""


def at(name: str, record: Any) -> str:
    return reverse(f"sessions:{name}", args=[record.uid])


def keep_to(member: StaffMember, site: Site) -> None:
    StaffMember.objects.of(member.organisation_id).filter(pk=member.pk).update(all_sites=False)
    member.sites.set([site])


def said(site: Site, **more: Any) -> dict[str, Any]:
    given = {"uid": uuid7(), "site": site.pk, "kind": "case_management", "on": day_at(site), "at": "10:00"}
    return {**given, "minutes": 45, "mode": "in_person", **more}


# --- lists ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_for_one_and_three(
    sign_in: Any, ana_member: StaffMember, ana: Actor, site: Site, rows: int, django_assert_num_queries: Any
) -> None:
    for _turn in range(rows):
        held(ana, planned(ana, site, participant(ana)), without_code=0, came=[participant(ana).pk])
        ride(ana, site)
    browser = sign_in(None, ana_member)
    for url in (LIST, RIDES):
        browser.get(url)
        with django_assert_num_queries(LIST_QUERIES):
            assert browser.get(url).content.count(b"<tr") == rows + 1


@pytest.mark.parametrize("rows", [1, 3])
def test_groups_cost_the_same_for_one_and_three(
    sign_in: Any, ana_member: StaffMember, ana: Actor, site: Site, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        group = series(ana, site, title=f"Group {number}", lead_id=ana.staff_id)
        actions.register(group, participant(ana), by=ana)
    browser = sign_in(None, ana_member)
    browser.get(GROUPS)
    with django_assert_num_queries(GROUPS_QUERIES):
        page = browser.get(GROUPS)
    assert page.content.count(b"1 person wants to come") == rows
    assert page.content.count(b"2 places") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_person_s_page_costs_the_same_for_one_and_three(
    sign_in: Any, ana_member: StaffMember, ana: Actor, site: Site, rows: int, django_assert_num_queries: Any
) -> None:
    person = participant(ana)
    for _turn in range(rows):
        planned(ana, site, person)
        stay(ana, site, person)
        ride(ana, site, participant_id=person.pk)
    browser = sign_in(None, ana_member)
    browser.get(at("person", person))
    with django_assert_num_queries(8):
        page = browser.get(at("person", person))
    assert page.content.count(b"First Night Shelter") == rows


def test_lists_keep_to_the_sites_in_reach(
    sign_in: Any, ana_member: StaffMember, ana: Actor, site: Site, van: Site
) -> None:
    here, elsewhere = (planned(ana, place) for place in (site, van))
    rides = [ride(ana, place) for place in (site, van)]
    series(ana, site, title="Near")
    series(ana, van, title="Far")
    keep_to(ana_member, site)
    browser = sign_in(None, ana_member)
    page = browser.get(LIST, {"site": "1 OR 1=1", "kind": "\x00"}).content
    assert str(here.uid).encode() in page
    assert str(elsewhere.uid).encode() not in page
    page = browser.get(RIDES).content
    assert str(rides[0].uid).encode() in page
    assert str(rides[1].uid).encode() not in page
    page = browser.get(GROUPS, {"site": "all"}).content
    assert b"Near" in page
    assert b"Far" not in page
    assert browser.get(at("session", elsewhere)).status_code == 404


# --- one session ----------------------------------------------------------------------------------


def test_worker_plans_a_session_for_a_code_and_writes_down_how_it_went(
    sign_in: Any, ana_member: StaffMember, ana: Actor, site: Site
) -> None:
    person, card = enrolled(ana)
    browser = sign_in(None, ana_member)
    given = said(site, code=card.spoken)
    answers = [browser.post(ADD, given) for _turn in range(2)]
    session = Session.objects.of(ana).get()
    assert {answer.url for answer in answers} == {at("session", session)}
    assert session.attendances.get().participant == person
    form = browser.get(at("session", session)).context["held"]
    assert form["came"].value() == [str(person.uid)]
    told = {
        "came": [person.uid],
        "without_code": 0,
        "minutes": 50,
        "covered": ["housing"],
        "progress": "Go on",
    }
    assert browser.post(at("hold", session), told).url == at("session", session)
    page = browser.get(at("session", session)).content
    assert b"Took place" in page
    assert b"Go on" in page


def test_attendance_is_ticked_in_one_page(
    sign_in: Any, ana_member: StaffMember, ana: Actor, site: Site, person: Participant
) -> None:
    guest, card = enrolled(ana)
    group = series(ana, site)
    actions.register(group, person, by=ana)
    session = Session.objects.of(ana).get()
    browser = sign_in(None, ana_member)
    told = {"came": [person.uid], "code": card.spoken, "without_code": 4, "minutes": 80}
    assert browser.post(at("hold", session), told).status_code == 302
    rows = {row.participant_id: (row.came, row.people) for row in Attendance.objects.of(ana)}
    assert rows == {person.pk: (True, 1), guest.pk: (True, 1), None: (True, 4)}
    assert b"6 \xc2\xb7 4 without a code" in browser.get(at("session", session)).content


def test_wrong_answers_are_kept_and_said_beside_their_fields(
    sign_in: Any, ana_member: StaffMember, ana: Actor, site: Site, person: Participant
) -> None:
    browser = sign_in(None, ana_member)
    wrong = said(site, kind="bingo", code="nonsense", minutes="9" * 40, on="9999-12-31", place="Blue room")
    page = browser.post(ADD, wrong)
    assert set(page.context["form"].errors) == {"kind", "code", "minutes"}
    assert b"Blue room" in page.content
    page = browser.post(ADD, said(site, on="9999-12-31", place="Blue room"))
    assert set(page.context["form"].errors) == {"on"}
    assert browser.post(ADD, said(site, place="a\x00b")).status_code == 200
    session = planned(ana, site, person)
    page = browser.post(at("hold", session), {"minutes": 0, "without_code": "x", "progress": "Kept line"})
    assert set(page.context["held"].errors) == {"minutes", "without_code"}
    assert b"Kept line" in page.content
    page = browser.post(at("hold", session), {"minutes": 45, "without_code": 0})
    assert set(page.context["held"].errors) == {"came"}
    page = browser.post(at("end", session), {"state": "cancelled"})
    assert set(page.context["ended"].errors) == {"why"}
    assert browser.post(at("end", session), {"state": "missed"}).status_code == 302


def test_sheet_passes_the_gate(
    sign_in: Any, ana_member: StaffMember, dee: Actor, ana: Actor, site: Site, person: Participant
) -> None:
    actions.register(series(ana, site), person, by=ana)
    session = Session.objects.of(ana).get()
    before = Disclosure.objects.of(ana).count()
    page = sign_in(None, ana_member).get(at("sheet", session))
    assert person.handle.encode() in page.content
    entry = Disclosure.objects.of(ana).latest("id")
    assert (Disclosure.objects.of(ana).count(), entry.kind, entry.what, entry.rows) == (
        before + 1,
        "print",
        "attendance",
        1,
    )


def test_person_s_page_names_no_other_participant(
    sign_in: Any, ana_member: StaffMember, ana: Actor, site: Site, person: Participant
) -> None:
    other, group = participant(ana), series(ana, site)
    for one in (person, other):
        actions.register(group, one, by=ana)
    held(ana, Session.objects.of(ana).get(), person, other)
    page = sign_in(None, ana_member).get(at("person", person)).content
    assert person.handle.encode() in page
    assert other.handle.encode() not in page


# --- groups ---------------------------------------------------------------------------------------


def test_group_is_planned_and_people_put_on_its_list(
    sign_in: Any, ana_member: StaffMember, ana: Actor, site: Site
) -> None:
    browser, today = sign_in(None, ana_member), day_at(site)
    person, card = enrolled(ana)
    given = {
        "uid": uuid7(),
        "site": site.pk,
        "kind": "dbt_group",
        "title": "Skills",
        "first_on": today,
        "last_on": today + timedelta(days=7),
        "at": "14:00",
        "minutes": 90,
        "mode": "in_person",
        "capacity": 1,
    }
    page = browser.post(ADD_GROUP, {**given, "last_on": today - timedelta(days=1)})
    assert set(page.context["form"].errors) == {"last_on"}
    browser.post(ADD_GROUP, given)
    group = Series.objects.of(ana).get()
    assert group.sessions.count() == 2
    assert set(browser.post(at("join", group), {"code": "zzz"}).context["form"].errors) == {"code"}
    browser.post(at("join", group), {"code": card.spoken})
    page = browser.get(at("group", group)).content
    assert person.handle.encode() in page
    assert b"1 of 1 places" in page
    browser.post(reverse("sessions:leave", args=[group.uid, person.uid]))
    assert Registration.objects.of(ana).get().ended_at is not None


# --- stays and rides ------------------------------------------------------------------------------


def test_stay_is_written_down_and_ended(
    sign_in: Any, ana_member: StaffMember, ana: Actor, site: Site, person: Participant
) -> None:
    browser, today = sign_in(None, ana_member), day_at(site)
    url = at("add_stay", person)
    given = {"uid": uuid7(), "site": site.pk, "kind": "shelter", "from_on": today, "place": "First Night"}
    page = browser.post(url, {**given, "from_on": "9999-12-31"})
    assert set(page.context["form"].errors) == {"from_on"}
    assert b"First Night" in page.content
    browser.post(url, given)
    made = Stay.objects.of(ana).get()
    assert b"Still there" in browser.get(at("person", person)).content
    page = browser.post(at("stay", made), {"until_on": "9999-12-31", "ended": "planned"})
    assert set(page.context["form"].errors) == {"until_on"}
    browser.post(at("stay", made), {"until_on": today, "ended": "planned"})
    made.refresh_from_db()
    assert (made.until_on, made.nights) == (today, 0)
    assert browser.post(at("void_stay", made)).status_code == 302
    assert b"First Night" not in browser.get(at("person", person)).content


def test_two_stays_at_once_are_a_remark(
    sign_in: Any, ana_member: StaffMember, ana: Actor, site: Site, person: Participant
) -> None:
    stay(ana, site, person)
    browser, words = sign_in(None, ana_member), b"At the same time as another stay"
    assert words not in browser.get(at("person", person)).content
    stay(ana, site, person)
    assert browser.get(at("person", person)).content.count(words) == 2


def test_ride_is_written_down_with_its_cost_and_settled(
    sign_in: Any, ana_member: StaffMember, ana: Actor, site: Site, person: Participant
) -> None:
    browser = sign_in(None, ana_member)
    given = {"uid": uuid7(), "site": site.pk, "mode": "taxi", "on": day_at(site), "from_kind": "home"}
    given |= {"to_kind": "court", "outcome": "planned", "passes": 0, "cost": "14.50"}
    page = browser.post(at("add_ride_for", person), {**given, "cost": "1" * 30})
    assert set(page.context["form"].errors) == {"cost"}
    browser.post(at("add_ride_for", person), given)
    made = Ride.objects.of(ana).get()
    assert (made.cost_cents, made.participant) == (1450, person)
    assert set(browser.post(at("ride", made), {"outcome": "late"}).context["form"].errors) == {"outcome"}
    browser.post(at("ride", made), {"outcome": "happened"})
    assert b"14.50" in browser.get(at("ride", made)).content
    assert browser.post(ADD_RIDE, {**given, "uid": uuid7()}).url == RIDES
    assert Ride.objects.of(ana).latest("pk").participant is None
    browser.post(at("void_ride", made))
    assert str(made.uid).encode() not in browser.get(RIDES).content


# --- who may not ----------------------------------------------------------------------------------


def test_without_permission_every_page_is_refused(
    sign_in: Any, ben_member: StaffMember, ana: Actor, site: Site, person: Participant
) -> None:
    browser, session = sign_in(None, ben_member), planned(ana, site)
    made, rode, group = stay(ana, site), ride(ana, site), series(ana, site)
    gets = [LIST, ADD, GROUPS, ADD_GROUP, RIDES, ADD_RIDE, at("session", session), at("sheet", session)]
    gets += [at(name, person) for name in ("person", "add_for", "add_stay", "add_ride_for", "notes", "tell")]
    gets += [at("stay", made), at("ride", rode), at("group", group)]
    assert {browser.get(url).status_code for url in gets} == {403}


def test_other_organisation_finds_nothing(
    sign_in: Any, cai_member: StaffMember, ana: Actor, site: Site, person: Participant
) -> None:
    browser, session = sign_in(None, cai_member), planned(ana, site, person)
    made, rode, group = stay(ana, site, person), ride(ana, site), series(ana, site)
    gets = [at("session", session), at("sheet", session), at("stay", made), at("ride", rode)]
    gets += [at("group", group), at("person", person), at("add_stay", person), at("notes", person)]
    assert {browser.get(url).status_code for url in gets} == {404}


# --- the participant's page and Today ---------------------------------------------------------------


def test_hint_says_where_somebody_stays_and_what_is_next(
    dee: Actor, ana: Actor, site: Site, van: Site, person: Participant, django_assert_num_queries: Any
) -> None:
    assert timeline.says(ana, [person.pk]) == ""
    other = participant(ana)
    stay(ana, site, other)
    planned(ana, site, person, on=day_at(site) + timedelta(days=3))
    merge_participants(by=dee, kept=person, joined=other)
    with django_assert_num_queries(1):
        words = timeline.says(ana, [person.pk, other.pk])
    assert words.startswith("Shelter · next ")


def test_timeline_tells_kind_and_minutes_and_no_line(
    sign_in: Any, ana_member: StaffMember, ana: Actor, site: Site, person: Participant
) -> None:
    session = planned(ana, site, person, kind="counselling")
    held(ana, session, person, progress={person.pk: "A private line"})
    stay(ana, site, person)
    page = sign_in(None, ana_member).get(reverse("care:participant", args=[person.uid])).content
    assert b"Counselling, one to one" in page
    assert b"45 minutes" in page
    assert b"A private line" not in page


def test_today_says_how_many_sessions_are_planned_here(ana: Actor, site: Site, van: Site) -> None:
    today = day_at(site)
    assert list(sessions_today(ana, site.pk, today)) == []
    planned(ana, van)
    actions.end_session(planned(ana, site).uid, "cancelled", why="other", by=ana)
    for _turn in range(2):
        planned(ana, site)
    (notice,) = sessions_today(ana, site.pk, today)
    assert notice.text == "2 sessions are planned today."


def test_notice_leads_to_these_sessions(
    sign_in: Any, ana_member: StaffMember, ana: Actor, site: Site, van: Site
) -> None:
    here, there = planned(ana, site), planned(ana, van)
    (notice,) = sessions_today(ana, site.pk, day_at(site))
    page = sign_in(None, ana_member).get(notice.url).content
    assert str(here.uid).encode() in page
    assert str(there.uid).encode() not in page


def test_page_of_the_timeline_ends_before_its_moment(ana: Actor, site: Site, person: Participant) -> None:
    stay(ana, site, person)
    ride(ana, site, participant_id=person.pk)
    long_ago = clock.now() - timedelta(days=3)
    assert timeline.stays(ana, person.pk, long_ago, 5) == timeline.rides(ana, person.pk, long_ago, 5) == []
    later = clock.now() + timedelta(days=2)
    assert len(timeline.stays(ana, person.pk, later, 5)) == len(timeline.rides(ana, person.pk, later, 5)) == 1
