"""How somebody gets there: appointments with their reminders, and warm hand-offs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from meetpoint.core.access.models import StaffMember
from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.organisations.actions import Ground, set_option
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.referrals import actions, privacy, queries
from meetpoint.core.referrals.errors import ReferralRefused, StepNotPossible
from meetpoint.core.referrals.listings import words_of
from meetpoint.core.referrals.models import FollowUpTask
from meetpoint.core.referrals.options import FOLLOW_UP_DAYS, MOST_DAYS, REMIND_DAYS
from meetpoint.core.referrals.tests.factories import TODAY, new
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import NotFound

NOON = datetime(2026, 3, 14, 16, tzinfo=UTC)
"""Noon of TODAY in New York."""


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.stand_at(NOON):
        yield


def option(name: str, value: str, by: Actor) -> None:
    set_option(name, value, Ground(effective_from=date(2020, 1, 1), source="Us", verified_by="Dee"), by=by)


def task_of(by: Actor, about: str = "outcome") -> FollowUpTask:
    return FollowUpTask.objects.of(by).get(about=about)


# --- appointments and their reminders -------------------------------------------------------------


def appointment(days: float, zone: str = "America/New_York", **more: Any) -> actions.Plan:
    return actions.Plan(appointment_at=NOON + timedelta(days=days), appointment_zone=zone, **more)


def test_reminder_comes_the_day_before_for_whoever_made_the_referral(
    ana: Actor, dee: Actor, site: Site
) -> None:
    referral = actions.make_referral(new(site, urgency="soon"), by=ana)
    actions.plan_referral(referral.uid, appointment(6, transport="accompanied"), by=dee)
    task = task_of(ana, "appointment")
    assert (task.due_on, task.owner_id, task.priority) == (TODAY + timedelta(days=5), ana.staff_id, "soon")
    assert words_of(queries.tasks_of(ana).get(pk=task.pk)).startswith("Remind of the appointment Fri, Mar 20")


def test_reminder_follows_the_appointment_and_goes_with_it(ana: Actor, site: Site) -> None:
    referral = actions.make_referral(new(site, plan=appointment(6)), by=ana)
    first = task_of(ana, "appointment")
    actions.plan_referral(referral.uid, appointment(10), by=ana)
    moved = task_of(ana, "appointment")
    assert (moved.pk, moved.due_on) == (first.pk, TODAY + timedelta(days=9))
    actions.plan_referral(referral.uid, actions.Plan(transport="on_foot"), by=ana)
    assert not FollowUpTask.objects.of(ana).filter(about="appointment").exists()


@pytest.mark.parametrize(
    ("days", "zone", "due"),
    [
        (0.2, "America/New_York", 0),
        (1, "America/New_York", 0),
        (2, "America/New_York", 1),
        (1.6, "America/New_York", 1),
        (1.6, "Pacific/Honolulu", 0),
    ],
)
def test_reminder_is_never_overdue_from_the_start_and_counts_by_the_clock_there(
    ana: Actor, site: Site, days: float, zone: str, due: int
) -> None:
    actions.make_referral(new(site, plan=appointment(days, zone)), by=ana)
    assert task_of(ana, "appointment").due_on == TODAY + timedelta(days=due)


def test_appointment_that_is_over_needs_no_reminder(ana: Actor, site: Site) -> None:
    actions.make_referral(new(site, plan=appointment(-1)), by=ana)
    assert not FollowUpTask.objects.of(ana).filter(about="appointment").exists()


def test_reminder_that_was_done_does_not_come_back_for_the_same_appointment(ana: Actor, site: Site) -> None:
    referral = actions.make_referral(new(site, plan=appointment(6)), by=ana)
    actions.finish_task(task_of(ana, "appointment").uid, by=ana)
    actions.plan_referral(referral.uid, appointment(6, transport="ride"), by=ana)
    assert task_of(ana, "appointment").done_at is not None


def test_days_are_the_organisations_own(ana: Actor, dee: Actor, site: Site) -> None:
    option(FOLLOW_UP_DAYS, "3", dee)
    option(REMIND_DAYS, "2", dee)
    actions.make_referral(new(site, plan=appointment(6)), by=ana)
    assert task_of(ana).due_on == TODAY + timedelta(days=3)
    assert task_of(ana, "appointment").due_on == TODAY + timedelta(days=4)


def test_days_that_nobody_lives_to_see_count_as_ten_years(ana: Actor, dee: Actor, site: Site) -> None:
    option(FOLLOW_UP_DAYS, "99999", dee)
    actions.make_referral(new(site), by=ana)
    assert task_of(ana).due_on == TODAY + timedelta(days=MOST_DAYS)


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (actions.Plan(transport="teleport"), "transport"),
        (actions.Plan(appointment_at=NOON, appointment_zone="Moon/Base"), "appointment_zone"),
        (actions.Plan(appointment_at=NOON, appointment_zone="../etc"), "appointment_zone"),
        (actions.Plan(appointment_at=NOON, appointment_zone="a\x00"), "appointment_zone"),
        (actions.Plan(appointment_at=NOON, appointment_zone="America"), "appointment_zone"),
        (actions.Plan(appointment_at=NOON), "appointment_zone"),
        (
            actions.Plan(appointment_at=datetime(1, 1, 1, tzinfo=UTC), appointment_zone="UTC"),
            "appointment_at",
        ),
        (
            actions.Plan(appointment_at=datetime(9999, 12, 31, tzinfo=UTC), appointment_zone="UTC"),
            "appointment_at",
        ),
    ],
)
def test_plan_that_cannot_be_is_refused(ana: Actor, site: Site, plan: actions.Plan, field: str) -> None:
    referral = actions.make_referral(new(site), by=ana)
    for act in (
        lambda: actions.plan_referral(referral.uid, plan, by=ana),
        lambda: actions.make_referral(new(site, plan=plan), by=ana),
    ):
        with pytest.raises(ReferralRefused) as refused:
            act()
        assert set(refused.value.fields) == {field}


def test_closed_referral_is_planned_no_more_and_reminds_of_nothing(ana: Actor, site: Site) -> None:
    referral = actions.make_referral(new(site, plan=appointment(6)), by=ana)
    actions.change_status(referral.uid, "completed", by=ana)
    assert task_of(ana, "appointment").done_at is not None
    with pytest.raises(StepNotPossible):
        actions.plan_referral(referral.uid, appointment(7), by=ana)


# --- warm hand-offs -------------------------------------------------------------------------------


def handed(member: StaffMember, **more: Any) -> actions.HandOff:
    given = {"staff_id": member.pk, "to": " Joe ", "phone": " 555 0101 ", "at": NOON}
    return actions.HandOff(**{**given, **more})


def test_hand_off_names_both_workers(ana: Actor, ana_member: StaffMember, site: Site) -> None:
    referral = actions.make_referral(new(site), by=ana)
    actions.hand_off(referral.uid, handed(ana_member), by=ana)
    referral.refresh_from_db()
    assert (referral.handoff_by, referral.handoff_to, referral.handoff_phone, referral.handoff_at) == (
        ana_member.pk,
        "Joe",
        "555 0101",
        NOON,
    )
    entry = AuditEntry.objects.unscoped("test").get(action="referral.handed_off")
    assert "Joe" not in str(vars(entry))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"to": "  "}, "handoff_to"),
        ({"to": "x" * 121}, "handoff_to"),
        ({"to": "a\x00"}, "handoff_to"),
        ({"phone": "1" * 41}, "handoff_phone"),
        ({"phone": "\x00"}, "handoff_phone"),
        ({"at": NOON + timedelta(seconds=1)}, "handoff_at"),
        ({"at": NOON - timedelta(days=367)}, "handoff_at"),
        ({"staff_id": 0}, "handoff_by"),
    ],
)
def test_hand_off_that_cannot_be_is_refused(
    ana: Actor, ana_member: StaffMember, site: Site, wrong: dict[str, Any], field: str
) -> None:
    referral = actions.make_referral(new(site), by=ana)
    with pytest.raises(ReferralRefused) as refused:
        actions.hand_off(referral.uid, handed(ana_member, **wrong), by=ana)
    assert set(refused.value.fields) == {field}


def test_nobody_of_another_organisation_hands_over(
    ana: Actor, cai: Actor, cai_member: StaffMember, site: Site
) -> None:
    referral = actions.make_referral(new(site), by=ana)
    with pytest.raises(ReferralRefused):
        actions.hand_off(referral.uid, handed(cai_member), by=ana)
    with pytest.raises(NotFound):
        actions.hand_off(referral.uid, handed(cai_member), by=cai)


@pytest.mark.parametrize(("status", "possible"), [("completed", True), ("failed", False), ("draft", False)])
def test_hand_off_needs_a_referral_that_was_sent_and_has_not_failed(
    ana: Actor, ana_member: StaffMember, site: Site, status: str, possible: bool
) -> None:
    referral = actions.make_referral(new(site, draft=status == "draft"), by=ana)
    if status != "draft":
        actions.change_status(referral.uid, status, by=ana, reason="So it was")
    if possible:
        actions.hand_off(referral.uid, handed(ana_member), by=ana)
    else:
        with pytest.raises(StepNotPossible):
            actions.hand_off(referral.uid, handed(ana_member), by=ana)


def test_names_of_workers_elsewhere_go_half_a_year_after_the_loop_closed(
    ana: Actor, ana_member: StaffMember, site: Site
) -> None:
    closed, still_open = (actions.make_referral(new(site), by=ana) for _ in range(2))
    for one in (closed, still_open):
        actions.hand_off(one.uid, handed(ana_member), by=ana)
    actions.change_status(closed.uid, "completed", by=ana)
    assert privacy.retain(ana, TODAY + timedelta(days=180)) == 0
    privacy.retain(ana, TODAY + timedelta(days=181))
    closed.refresh_from_db()
    still_open.refresh_from_db()
    assert (closed.handoff_to, closed.handoff_phone, still_open.handoff_to) == ("", "", "Joe")


def test_erasing_takes_the_way_there_and_the_hand_off(
    ana: Actor, ana_member: StaffMember, site: Site, participant: Participant
) -> None:
    referral = actions.make_referral(
        new(site, participant_id=participant.pk, plan=appointment(3, transport="ride")), by=ana
    )
    actions.hand_off(referral.uid, handed(ana_member), by=ana)
    told = privacy.export(ana, participant.pk)["referrals"][0]
    assert (told["handoff_to"], told["transport"]) == ("Joe", "ride")
    privacy.erase(ana, participant.pk)
    referral.refresh_from_db()
    assert (referral.appointment_at, referral.appointment_zone, referral.transport) == (None, "", "")
    assert (referral.handoff_at, referral.handoff_by, referral.handoff_to, referral.handoff_phone) == (
        None,
        None,
        "",
        "",
    )
