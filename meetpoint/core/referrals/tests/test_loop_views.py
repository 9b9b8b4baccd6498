"""The pages of drafts, appointments, hand-offs, open loops, slips that came back, and whose a task is."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from meetpoint.core.organisations.models import Site
from meetpoint.core.referrals import actions
from meetpoint.core.referrals.models import Referral
from meetpoint.core.referrals.tests.factories import TODAY, new, promised
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

ADD, TASKS = reverse("referrals:add"), reverse("referrals:tasks")
OPEN, SLIP = reverse("referrals:open"), reverse("referrals:slip_back")

LOOP_QUERIES = 5
"""The session, the frame's sites, the filter's sites, the rows, and the table of places."""


def at(name, record):  # type: ignore[no-untyped-def]
    return reverse(f"referrals:{name}", args=[record.uid])


def said(site, **more):  # type: ignore[no-untyped-def]
    return {"uid": uuid7(), "site": site.pk, "kind": "housing", **more}


# --- drafts, the way there, hand-offs ---------------------------------------------------------------


def test_draft_is_kept_changed_and_sent(sign_in, ana_member, ana, site) -> None:
    browser = sign_in(None, ana_member)
    browser.post(ADD, said(site, draft="yes", to_name="Hill House"))
    draft = Referral.objects.of(ana).get()
    page = browser.get(at("detail", draft)).content
    assert draft.status == "draft"
    assert at("send", draft).encode() in page
    assert at("slip", draft).encode() not in page
    assert at("download", draft).encode() not in page
    assert b"Hill House" in browser.get(at("revise", draft)).content
    answer = browser.post(at("revise", draft), {"kind": "health", "to_name": "Hill Clinic", "urgency": "now"})
    assert (answer.status_code, answer.url) == (302, at("detail", draft))
    assert set(browser.post(at("revise", draft), {"kind": "x"}).context["form"].errors) == {"kind"}
    browser.post(at("send", draft))
    draft.refresh_from_db()
    assert (draft.status, draft.kind, draft.to_name, draft.urgency) == (
        "requested",
        "health",
        "Hill Clinic",
        "now",
    )
    assert at("send", draft).encode() not in browser.get(at("detail", draft)).content
    assert browser.post(at("revise", draft), {"kind": "health"}).context["form"].errors


def test_appointment_is_typed_by_the_clock_of_the_place(sign_in, ana_member, ana, org, site) -> None:
    west = Site.objects.create(organisation=org, name="A van", slug="west", time_zone="America/Los_Angeles")
    browser = sign_in(None, ana_member)
    with clock.stand_at(datetime(2026, 3, 14, 16, tzinfo=UTC)):
        browser.post(ADD, said(west, appointment_at="2026-03-20T09:30", transport="ride"))
        referral = Referral.objects.of(ana).get()
        assert referral.appointment_at == datetime(2026, 3, 20, 16, 30, tzinfo=UTC)
        assert referral.appointment_zone == "America/Los_Angeles"
        page = browser.get(at("detail", referral))
        assert page.context["plan_form"]["appointment_at"].value() == datetime(2026, 3, 20, 9, 30)  # noqa: DTZ001 - a wall clock
        moved = {"appointment_at": "2026-03-20T09:30", "appointment_zone": "America/New_York"}
        assert browser.post(at("plan", referral), moved).status_code == 302
    referral.refresh_from_db()
    assert referral.appointment_at == datetime(2026, 3, 20, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["soon", "0001-01-01T00:00", "9999-12-31T23:59", "2026-13-40T99:99"])
def test_appointment_that_cannot_be_is_said_beside_its_field(sign_in, ana_member, ana, site, typed) -> None:
    referral = actions.make_referral(new(site), by=ana)
    browser = sign_in(None, ana_member)
    page = browser.post(at("plan", referral), {"appointment_at": typed})
    assert set(page.context["plan_form"].errors) == {"appointment_at"}
    page = browser.post(ADD, said(site, appointment_at=typed))
    assert set(page.context["form"].errors) == {"appointment_at"}
    assert page.context["form"].is_more_said


def test_hand_off_is_written_down_and_a_wrong_one_keeps_what_was_typed(
    sign_in, ana_member, dee_member, ana, site
) -> None:
    referral = actions.make_referral(new(site), by=ana)
    browser, url = sign_in(None, ana_member), at("hand_off", referral)
    page = browser.post(url, {"handoff_by": dee_member.pk, "handoff_at": "2099-01-01T10:00"})
    assert set(page.context["handoff_form"].errors) == {"handoff_to"}
    page = browser.post(
        url, {"handoff_by": dee_member.pk, "handoff_to": "Joe", "handoff_at": "2099-01-01T10:00"}
    )
    assert set(page.context["handoff_form"].errors) == {"handoff_at"}
    assert b"Joe" in page.content
    assert browser.post(url, {"handoff_by": dee_member.pk, "handoff_to": "Joe"}).status_code == 302
    page = browser.get(at("detail", referral)).content
    assert b"Dee" in page
    assert b"Joe" in page


def test_linkage_needs_somebody_who_said_so(sign_in, ana_member, ana, site) -> None:
    referral = actions.make_referral(new(site), by=ana)
    page = sign_in(None, ana_member).post(at("change", referral), {"status": "completed"})
    assert set(page.context["form"].errors) == {"said_by"}


# --- loops ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_open_loops_cost_the_same_for_one_and_three(
    sign_in, ana_member, ana, site, rows, django_assert_num_queries
) -> None:
    for _ in range(rows):
        actions.make_referral(new(site, to_name="Hill Clinic"), by=ana)
    browser = sign_in(None, ana_member)
    browser.get(OPEN)
    with django_assert_num_queries(LOOP_QUERIES):
        page = browser.get(OPEN)
    assert page.content.count(b"Hill Clinic") == rows + 1


def test_open_loops_narrow_by_age_place_and_kind(sign_in, ana_member, ana, site) -> None:
    today = clock.now().date()
    old = actions.make_referral(new(site, to_name="Old House", local_date=today - timedelta(days=40)), by=ana)
    young = actions.make_referral(new(site, to_name="New House", kind="food", local_date=today), by=ana)
    browser = sign_in(None, ana_member)
    for query, found, hidden in (
        ({"age": "30"}, old, young),
        ({"place": "new h"}, young, old),
        ({"kind": "food"}, young, old),
    ):
        page = browser.get(OPEN, query)
        assert str(found.uid).encode() in page.content
        assert str(hidden.uid).encode() not in page.content
    assert [place.name for place in browser.get(OPEN, {"place": "new h"}).context["places"]] == ["New House"]
    assert browser.get(OPEN, {"age": "x", "place": "\x00", "site": "1 OR 1"}).status_code == 200


def test_open_loops_leave_as_a_file(sign_in, dee_member, dee, site) -> None:
    actions.make_referral(new(site, to_name="Hill House"), by=dee)
    answer = sign_in(None, dee_member).get(OPEN, {"format": "csv"})
    assert "Hill House" in b"".join(answer.streaming_content).decode("utf-8-sig")


def test_slip_page_closes_a_loop_and_keeps_what_was_typed(sign_in, ana_member, ana, site) -> None:
    referral = actions.make_referral(new(site), by=ana)
    browser = sign_in(None, ana_member)
    assert browser.get(SLIP, {"slip": referral.slip}).context["form"]["slip"].value() == referral.slip
    page = browser.post(SLIP, {"slip": "WRONG123", "status": "completed", "said_by": "participant"})
    assert set(page.context["form"].errors) == {"slip"}
    assert b"WRONG123" in page.content
    page = browser.post(SLIP, {"slip": referral.slip, "status": "completed"})
    assert set(page.context["form"].errors) == {"said_by"}
    answer = browser.post(
        SLIP, {"slip": referral.slip.lower(), "status": "completed", "said_by": "participant", "on": TODAY}
    )
    assert (answer.status_code, answer.url) == (302, at("detail", referral))


def test_without_permission_the_loops_are_refused(sign_in, ben_member, ana, site) -> None:
    referral, task = actions.make_referral(new(site), by=ana), promised(ana, site)
    browser = sign_in(None, ben_member)
    gets = [OPEN, SLIP, at("give_task", task), at("revise", referral)]
    assert {browser.get(url).status_code for url in gets} == {403}
    posts = [at(name, referral) for name in ("send", "plan", "hand_off", "download")]
    assert {browser.post(url).status_code for url in posts} == {403}


def test_other_organisation_hands_nothing_over(sign_in, cai_member, ana, site) -> None:
    referral, task = actions.make_referral(new(site), by=ana), promised(ana, site)
    browser = sign_in(None, cai_member)
    for name in ("send", "plan", "hand_off", "download", "revise"):
        assert browser.post(at(name, referral)).status_code == 404
    assert browser.get(at("give_task", task)).status_code == 404
    assert str(referral.uid).encode() not in browser.get(OPEN).content


# --- whose a task is --------------------------------------------------------------------------------


def test_task_is_handed_over_and_found_as_mine(sign_in, ana_member, dee_member, ana, site) -> None:
    task = promised(ana, site)
    browser = sign_in(None, ana_member)
    mine = {"owner": ana_member.pk}
    assert b"Bring boots" in browser.get(TASKS, mine).content
    assert b"Bring boots" in browser.get(at("give_task", task)).content
    assert browser.post(at("give_task", task), {"owner": dee_member.pk, "priority": "now"}).url == TASKS
    assert b"Bring boots" not in browser.get(TASKS, mine).content
    assert b"Dee" in browser.get(TASKS).content
    assert b"Bring boots" in browser.get(TASKS, {"priority": "now"}).content
    page = browser.post(at("give_task", task), {"owner": "999999"})
    assert set(page.context["form"].errors) == {"owner"}
    browser.post(at("give_task", task), {"owner": ""})
    assert b"Bring boots" in browser.get(TASKS, {"owner": "nobody"}).content
