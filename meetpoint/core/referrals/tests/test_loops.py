"""Drafts, slips that came back, whose a task is, and loops that never close."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from meetpoint.core.access.models import StaffMember
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.consent.tests.factories import CLINIC, agreed, under_part2
from meetpoint.core.directory.actions import EntryFacts, add_entry
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.referrals import actions, figures, queries
from meetpoint.core.referrals.errors import ReferralRefused, StepNotPossible
from meetpoint.core.referrals.listings import words_of
from meetpoint.core.referrals.models import FollowUpTask, Referral
from meetpoint.core.referrals.tests.factories import TODAY, new
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import NotAllowed, NotFound
from meetpoint.lib.identifiers import uuid7

NOON = datetime(2026, 3, 14, 16, tzinfo=UTC)
"""Noon of TODAY in New York."""


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.stand_at(NOON):
        yield


def task_of(by: Actor, about: str = "outcome") -> FollowUpTask:
    return FollowUpTask.objects.of(by).get(about=about)


# --- drafts -------------------------------------------------------------------------------------


def test_draft_is_told_to_nobody_and_counted_nowhere(ana: Actor, site: Site, org: Any) -> None:
    draft = actions.make_referral(new(site, draft=True), by=ana)
    assert (draft.status, draft.sent_at) == ("draft", None)
    assert not Disclosure.objects.of(ana).exists()
    assert not FollowUpTask.objects.of(ana).exists()
    assert list(figures.made_by_day(org.pk, TODAY, TODAY)) == []
    assert list(queries.open_loops(ana)) == []


def test_draft_is_sent_on_its_own_day_once(ana: Actor, site: Site, org: Any) -> None:
    draft = actions.make_referral(new(site, draft=True), by=ana)
    later = NOON + timedelta(days=3)
    with clock.stand_at(later):
        sent = actions.send_referral(draft.uid, by=ana)
        again = actions.send_referral(draft.uid, by=ana)
    assert (sent.status, sent.sent_at, sent.local_date) == ("requested", later, TODAY + timedelta(days=3))
    assert again.pk == sent.pk
    assert [step.status for step in sent.changes.order_by("id")] == ["draft", "requested"]
    assert Disclosure.objects.of(ana).count() == 1
    assert task_of(ana).due_on == TODAY + timedelta(days=17)
    days = [(one.day, one.amount) for one in figures.made_by_day(org.pk, TODAY, TODAY + timedelta(days=9))]
    assert days == [(TODAY + timedelta(days=3), 1)]


def test_consent_is_asked_when_a_draft_is_sent(
    dee: Actor, site: Site, participant: Participant, settings: Any, tmp_path: Any
) -> None:
    settings.KEYS = tmp_path
    under_part2(dee)
    draft = actions.make_referral(
        new(site, kind="health", to_name=CLINIC, participant_id=participant.pk, draft=True), by=dee
    )
    with pytest.raises(NotAllowed):
        actions.send_referral(draft.uid, by=dee)
    assert [entry.allowed for entry in Disclosure.objects.of(dee)] == [False]
    draft.refresh_from_db()
    assert draft.status == "draft"
    agreed(participant, dee)
    assert actions.send_referral(draft.uid, by=dee).status == "requested"
    assert Disclosure.objects.of(dee).latest("id").to_name == CLINIC


def test_draft_reaches_no_other_state_unsent(ana: Actor, site: Site) -> None:
    draft = actions.make_referral(new(site, draft=True), by=ana)
    for status in ("requested", "accepted", "completed"):
        with pytest.raises(ReferralRefused) as refused:
            actions.change_status(draft.uid, status, by=ana)
        assert set(refused.value.fields) == {"status"}
    assert not Disclosure.objects.of(ana).exists()
    actions.change_status(draft.uid, "cancelled", by=ana, reason="Changed her mind")
    with pytest.raises(StepNotPossible):
        actions.send_referral(draft.uid, by=ana)


def test_task_of_a_draft_asks_to_send_it_and_stays(ana: Actor, site: Site) -> None:
    draft = actions.make_referral(new(site, draft=True, follow_up_on=TODAY + timedelta(days=2)), by=ana)
    assert words_of(queries.tasks_of(ana).get()).startswith("Send the draft")
    actions.send_referral(draft.uid, by=ana)
    task = queries.tasks_of(ana).get()
    assert task.due_on == TODAY + timedelta(days=2)
    assert words_of(task).startswith("Ask what became")


@pytest.mark.parametrize(("days", "on", "due"), [(5, None, 19), (1, None, 2), (1, 7, 7)])
def test_task_of_a_draft_moves_where_its_day_is_over_or_another_is_named(
    ana: Actor, site: Site, days: int, on: int | None, due: int
) -> None:
    draft = actions.make_referral(new(site, draft=True, follow_up_on=TODAY + timedelta(days=2)), by=ana)
    with clock.stand_at(NOON + timedelta(days=days)):
        named = None if on is None else TODAY + timedelta(days=on)
        actions.send_referral(draft.uid, by=ana, follow_up_on=named)
    assert task_of(ana).due_on == TODAY + timedelta(days=due)


def test_draft_is_revised_until_it_is_sent(ana: Actor, site: Site) -> None:
    entry = add_entry(uuid7(), EntryFacts(name="Hill Clinic", kind="health"), by=ana)
    draft = actions.make_referral(new(site, draft=True), by=ana)
    said = actions.Revised(kind="health", entry_id=entry.pk, urgency="soon", provenance="document")
    actions.revise_draft(draft.uid, said, by=ana)
    draft.refresh_from_db()
    assert (draft.kind, draft.entry_id, draft.urgency, draft.provenance) == (
        "health",
        entry.pk,
        "soon",
        "document",
    )
    actions.send_referral(draft.uid, by=ana)
    with pytest.raises(StepNotPossible):
        actions.revise_draft(draft.uid, said, by=ana)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "casino"}, "kind"),
        ({"to_name": "a\x00"}, "to_name"),
        ({"urgency": "yesterday"}, "urgency"),
        ({"provenance": "rumour"}, "provenance"),
        ({"entry_id": 0}, "entry"),
    ],
)
def test_wrong_words_are_refused_by_field(ana: Actor, site: Site, wrong: dict[str, Any], field: str) -> None:
    draft = actions.make_referral(new(site, draft=True), by=ana)
    for act in (
        lambda: actions.revise_draft(draft.uid, actions.Revised(**{"kind": "health", **wrong}), by=ana),
        lambda: actions.make_referral(new(site, **wrong), by=ana),
    ):
        with pytest.raises(ReferralRefused) as refused:
            act()
        assert set(refused.value.fields) == {field}


def test_day_to_ask_again_must_be_one_that_can_be(ana: Actor, site: Site) -> None:
    draft = actions.make_referral(new(site, draft=True), by=ana)
    with pytest.raises(ReferralRefused) as refused:
        actions.send_referral(draft.uid, by=ana, follow_up_on=date(2099, 1, 1))
    assert set(refused.value.fields) == {"follow_up_on"}


# --- slips that come back --------------------------------------------------------------------------


def test_slip_closes_the_loop_without_a_participant_and_says_who_said_so(ana: Actor, site: Site) -> None:
    referral = actions.make_referral(new(site), by=ana)
    typed = f" {referral.slip[:4].lower()}-{referral.slip[4:]} "
    with clock.stand_at(NOON + timedelta(days=4)):
        closed = actions.answer_slip(
            typed, "completed", by=ana, said_by="participant", on=TODAY + timedelta(days=2), outcome="seen"
        )
    assert (closed.pk, closed.status, closed.status_from, closed.outcome) == (
        referral.pk,
        "completed",
        "participant",
        "seen",
    )
    assert closed.days_to_service == 2
    assert task_of(ana).done_at is not None


@pytest.mark.parametrize("slip", ["", "ABCD", "--", "\x00", "é" * 8, "x" * 40])
def test_slip_that_is_none_is_refused(ana: Actor, site: Site, slip: str) -> None:
    actions.make_referral(new(site), by=ana)
    with pytest.raises(ReferralRefused) as refused:
        actions.answer_slip(slip, "completed", by=ana, said_by="receiver")
    assert set(refused.value.fields) == {"slip"}


def test_slip_needs_somebody_who_said_it(ana: Actor, site: Site) -> None:
    referral = actions.make_referral(new(site), by=ana)
    with pytest.raises(ReferralRefused) as refused:
        actions.answer_slip(referral.slip, "completed", by=ana, said_by="")
    assert set(refused.value.fields) == {"said_by"}


def test_slip_of_another_organisation_or_site_is_not_found(
    ana: Actor, cai: Actor, site: Site, van: Site
) -> None:
    referral = actions.make_referral(new(site), by=ana)
    for actor in (cai, replace(ana, site_ids=frozenset({van.pk}))):
        with pytest.raises(ReferralRefused):
            actions.answer_slip(referral.slip, "completed", by=actor, said_by="receiver")


def test_reader_answers_no_slip(ben: Actor, ana: Actor, site: Site) -> None:
    referral = actions.make_referral(new(site), by=ana)
    with pytest.raises(NotAllowed):
        actions.answer_slip(referral.slip, "completed", by=ben, said_by="receiver")


def test_outcome_must_go_with_what_happened(ana: Actor, site: Site) -> None:
    referral = actions.make_referral(new(site), by=ana)
    with pytest.raises(ReferralRefused) as refused:
        actions.change_status(referral.uid, "completed", by=ana, outcome="no_place")
    assert set(refused.value.fields) == {"outcome"}


# --- tasks ----------------------------------------------------------------------------------------


def test_task_is_given_to_a_colleague_and_to_nobody(ana: Actor, dee_member: StaffMember, site: Site) -> None:
    given = {"uid": uuid7(), "site_id": site.pk, "what": "Bring boots", "due_on": TODAY, "by": ana}
    task = actions.add_task(**given)
    assert (task.owner_id, task.priority) == (ana.staff_id, "routine")
    task = actions.give_task(task.uid, owner_id=dee_member.pk, priority="now", by=ana)
    assert (task.owner_id, task.priority) == (dee_member.pk, "now")
    assert actions.give_task(task.uid, owner_id=None, priority="soon", by=ana).owner_id is None


def test_task_may_be_a_colleagues_from_the_start(ana: Actor, dee_member: StaffMember, site: Site) -> None:
    given = {"uid": uuid7(), "site_id": site.pk, "what": "Bring boots", "due_on": TODAY, "by": ana}
    task = actions.add_task(**given, owner_id=dee_member.pk, priority="soon")
    assert (task.owner_id, task.priority) == (dee_member.pk, "soon")


def test_task_stays_with_somebody_who_left_until_it_is_given(
    ana: Actor, dee_member: StaffMember, site: Site
) -> None:
    given = {"uid": uuid7(), "site_id": site.pk, "what": "Bring boots", "due_on": TODAY, "by": ana}
    task = actions.add_task(**given, owner_id=dee_member.pk)
    StaffMember.objects.of(ana).filter(pk=dee_member.pk).update(ended_at=clock.now())
    assert actions.give_task(task.uid, owner_id=dee_member.pk, priority="soon", by=ana).priority == "soon"
    with pytest.raises(ReferralRefused):
        actions.add_task(**{**given, "uid": uuid7()}, owner_id=dee_member.pk)


@pytest.mark.parametrize("wrong", [{"priority": "someday"}, {"owner_id": 0}])
def test_task_is_given_to_nobody_who_is_not_here(ana: Actor, site: Site, wrong: dict[str, Any]) -> None:
    given = {"uid": uuid7(), "site_id": site.pk, "what": "Bring boots", "due_on": TODAY, "by": ana}
    task = actions.add_task(**given)
    with pytest.raises(ReferralRefused):
        actions.give_task(task.uid, **{"owner_id": None, "priority": "soon", **wrong}, by=ana)
    with pytest.raises(ReferralRefused):
        actions.add_task(**{**given, "uid": uuid7(), **wrong})


def test_task_out_of_reach_is_not_given(ana: Actor, cai: Actor, site: Site) -> None:
    task = actions.add_task(uid=uuid7(), site_id=site.pk, what="Call", due_on=TODAY, by=ana)
    with pytest.raises(NotFound):
        actions.give_task(task.uid, owner_id=None, priority="soon", by=cai)


# --- loops that never close -----------------------------------------------------------------------


def ended(site: Site, by: Actor, status: str, *, after: int = 0, **more: Any) -> Referral:
    given = {name: more.pop(name) for name in ("reason", "outcome") if name in more}
    made = actions.make_referral(new(site, **more), by=by)
    with clock.stand_at(NOON + timedelta(days=after)):
        return actions.change_status(made.uid, status, by=by, said_by="receiver", **given)


def test_places_are_told_apart_by_how_they_answer(ana: Actor, site: Site) -> None:
    entry = add_entry(uuid7(), EntryFacts(name="Hill Clinic", kind="health"), by=ana)
    for after in (2, 4, 9):
        ended(site, ana, "completed", after=after, entry_id=entry.pk)
    ended(site, ana, "rejected", entry_id=entry.pk, reason="Full")
    for name in ("The Shelter", "the  shelter", "THE SHELTER"):
        actions.make_referral(new(site, to_name=name), by=ana)
    actions.make_referral(new(site, to_name="The Shelter"), by=ana)
    ended(site, ana, "cancelled", to_name="The Shelter", reason="Never rang back", outcome="no_answer")
    ended(site, ana, "cancelled", to_name="The Shelter", reason="Did not want it", outcome="not_wanted")
    ended(site, ana, "entered-in-error", to_name="The Shelter")
    actions.make_referral(new(site, to_name="The Shelter", draft=True), by=ana)
    shelter, clinic = queries.places(queries.referrals_of(ana))
    assert (shelter.name, shelter.sent, shelter.answered, shelter.unanswered) == ("The Shelter", 6, 0, 5)
    assert (shelter.linked, shelter.median_days) == (0, None)
    assert (clinic.name, clinic.sent, clinic.answered, clinic.unanswered) == ("Hill Clinic", 4, 4, 0)
    assert (clinic.linked, clinic.median_days) == (3, 4)


@pytest.mark.parametrize("many", [1, 3])
def test_places_cost_one_query(ana: Actor, site: Site, many: int, django_assert_num_queries: Any) -> None:
    for number in range(many):
        actions.make_referral(new(site, to_name=f"Place {number}"), by=ana)
    with django_assert_num_queries(1):
        assert len(queries.places(queries.referrals_of(ana))) == many


def test_open_loops_stand_oldest_first_and_end_with_an_answer(ana: Actor, site: Site) -> None:
    old = actions.make_referral(new(site, local_date=TODAY - timedelta(days=40)), by=ana)
    young = actions.make_referral(new(site), by=ana)
    held = actions.make_referral(new(site, local_date=TODAY - timedelta(days=5)), by=ana)
    actions.change_status(held.uid, "on-hold", by=ana, reason="Waits for a bed")
    assert [one.uid for one in queries.open_loops(ana)] == [old.uid, held.uid, young.uid]
    actions.change_status(old.uid, "completed", by=ana)
    assert [one.uid for one in queries.open_loops(ana)] == [held.uid, young.uid]
