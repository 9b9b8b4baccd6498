"""Reading, keeping alive and ending sessions."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meetpoint.core.access import links
from meetpoint.core.access.models import StaffMember, StaffSession
from meetpoint.core.access.privacy import COLUMNS, retain, tidy
from meetpoint.core.access.proof import sessions
from meetpoint.lib import clock

pytestmark = pytest.mark.django_db


def test_read_gives_the_member_in_one_query(ana_member: StaffMember, van) -> None:  # type: ignore[no-untyped-def]
    token = sessions.open_session(ana_member, device="Firefox")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        staff = sessions.read(token)
    assert len(queries) == 1
    assert staff is not None
    assert (staff.pk, staff.display_name, staff.organisation_name) == (ana_member.pk, "Ana", "Harbor Light")
    assert staff.actor.staff_id == ana_member.pk
    assert staff.actor.site_ids is None


def test_removing_the_last_site_opens_none(ana_member: StaffMember, site) -> None:  # type: ignore[no-untyped-def]
    StaffMember.objects.of(ana_member.organisation_id).update(all_sites=False)
    token = sessions.open_session(ana_member, device="Firefox")
    ana_member.sites.set([site])
    assert sessions.read(token).actor.site_ids == {site.pk}
    ana_member.sites.clear()
    assert sessions.read(token).actor.site_ids == frozenset()
    assert not sessions.read(token).actor.reaches(site.pk)


@pytest.mark.parametrize("age", [timedelta(minutes=31), timedelta(hours=13)])
def test_an_idle_session_is_over(
    ana_member: StaffMember, monkeypatch: pytest.MonkeyPatch, age: timedelta
) -> None:
    token = sessions.open_session(ana_member, device="Firefox")
    later = clock.now() + age
    monkeypatch.setattr(clock, "now", lambda: later)
    assert sessions.read(token) is None


def test_a_session_in_use_is_over_after_twelve_hours(ana_member, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    token = sessions.open_session(ana_member, device="Firefox")
    start = clock.now()
    for minutes in range(0, 12 * 60, 20):
        monkeypatch.setattr(clock, "now", lambda at=minutes: start + timedelta(minutes=at))
        sessions.keep_alive(sessions.read(token))
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(hours=11, minutes=59))
    assert sessions.read(token) is not None
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(hours=12, seconds=1))
    assert sessions.read(token) is None


def test_a_page_sees_the_actor(sign_in, dee_member: StaffMember, rf) -> None:  # type: ignore[no-untyped-def]
    browser = sign_in(None, dee_member)
    assert browser.post("/account/sign-out").status_code == 302
    assert not StaffSession.objects.of(dee_member.organisation_id).exists()


def test_sign_out_without_a_session_is_harmless() -> None:
    assert Client().post("/account/sign-out").status_code == 302


def test_a_disk_that_is_full_stops_nobody_from_reading(ana_member, monkeypatch, caplog) -> None:  # type: ignore[no-untyped-def]
    staff = sessions.read(sessions.open_session(ana_member, device=""))
    monkeypatch.setattr(clock, "now", lambda: staff.last_seen_at + timedelta(minutes=2))

    def full(*_args: object) -> None:
        raise DatabaseError("disk is full")

    monkeypatch.setattr(sessions, "_own", full)
    sessions.keep_alive(staff)
    assert "could not be written" in caplog.text


def test_the_time_of_last_use_is_written_once_a_minute(ana_member, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    token = sessions.open_session(ana_member, device="")
    staff = sessions.read(token)
    monkeypatch.setattr(clock, "now", lambda: staff.last_seen_at + timedelta(seconds=59))
    with CaptureQueriesContext(connection) as queries:
        sessions.keep_alive(staff)
    assert len(queries) == 0
    monkeypatch.setattr(clock, "now", lambda: staff.last_seen_at + timedelta(seconds=61))
    sessions.keep_alive(staff)
    assert sessions.read(token).last_seen_at > staff.last_seen_at


def test_the_site_chosen_stays_with_the_session(ana_member, van) -> None:  # type: ignore[no-untyped-def]
    token = sessions.open_session(ana_member, device="")
    assert sessions.read(token).site_id is None
    sessions.work_at(sessions.read(token), van.pk)
    assert sessions.read(token).site_id == van.pk


@pytest.mark.parametrize("change", [{"ended_at": "2026-01-01T00:00Z"}, {"joined_at": None}])
def test_a_membership_that_is_over_has_no_sessions(ana_member, change) -> None:  # type: ignore[no-untyped-def]
    token = sessions.open_session(ana_member, device="")
    StaffMember.objects.of(ana_member.organisation_id).update(**change)
    assert sessions.read(token) is None


def test_retaining_removes_what_is_over(ana_member, dee, cai_member, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    sessions.open_session(cai_member, device="")
    sessions.open_session(ana_member, device="")
    links.one_time_link(ana_member)
    tidy(dee)
    assert StaffSession.objects.of(dee).count() == 1
    later = clock.now() + timedelta(days=4)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert retain(dee, later.date()) == 2
    assert StaffSession.objects.of(cai_member.organisation_id).count() == 1


def test_every_column_is_accounted_for() -> None:
    for model in apps.get_app_config("access").get_models():
        own = {field.name for field in (*model._meta.fields, *model._meta.many_to_many)}
        own -= {"organisation", "id"}
        assert set(COLUMNS[model._meta.label]) == own, model
