"""Reading, keeping alive and ending sessions."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meetpoint.core.access.models import StaffMember, StaffSession
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
