"""Plans, goals, steps and helpers: what each action writes, repeats and refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from meetpoint.core.access.models import StaffMember
from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.organisations.actions import Ground, set_option
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.actions import merge_participants
from meetpoint.core.people.models import Participant
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.plans import actions
from meetpoint.core.plans.errors import OtherContent, PlanClosed, PlanRefused
from meetpoint.core.plans.models import Goal, GoalChange, Plan, Step
from meetpoint.core.plans.options import REVIEW_AFTER
from meetpoint.core.plans.sealing import name_of, words_of
from meetpoint.core.plans.tests.factories import WORDS, begun, helper, in_days, said, step, wanted
from meetpoint.core.referrals.actions import add_task
from meetpoint.core.referrals.errors import ReferralRefused
from meetpoint.core.referrals.models import FollowUpTask
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, NotAllowed, NotFound
from meetpoint.lib.identifiers import uuid7

NOON = datetime(2026, 3, 14, 16, tzinfo=UTC)


def raw(table: str) -> str:
    """Return everything that a table holds, as text."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return " ".join(
            bytes(cell).decode("latin-1") if isinstance(cell, bytes | memoryview) else str(cell)
            for row in cursor.fetchall()
            for cell in row
        )


# --- plans ------------------------------------------------------------------------------------------


def test_plan_is_looked_at_again_after_the_days_of_the_option(dee: Actor, site: Site) -> None:
    with clock.stand_at(NOON):
        assert begun(dee, site).review_on == date(2026, 6, 12)
        ground = Ground(source="Our team", effective_from=date(2026, 1, 1), verified_by="Dee")
        set_option(REVIEW_AFTER, "2000", ground, by=dee)
        assert begun(dee, site).review_on == date(2026, 3, 14) + timedelta(days=730)


def test_person_has_one_open_plan(ana: Actor, site: Site, van: Site, person: Participant) -> None:
    first = begun(ana, site, person)
    assert begun(ana, site, person) == first
    with pytest.raises(PlanRefused) as refused:
        begun(ana, van, person)
    assert set(refused.value.fields) == {"site"}
    actions.close_plan(first.uid, by=ana)
    second = begun(ana, van, person)
    assert second != first
    with pytest.raises(PlanRefused):
        actions.reopen_plan(first.uid, by=ana)


def test_same_plan_twice_is_stored_once(ana: Actor, site: Site, van: Site, person: Participant) -> None:
    uid = uuid7()
    first, again = (actions.begin_plan(uid, person, site.pk, by=ana) for _ in range(2))
    assert first == again
    with pytest.raises(OtherContent):
        actions.begin_plan(uid, person, van.pk, by=ana)
    with pytest.raises(OtherContent):
        actions.begin_plan(uid, participant(ana), site.pk, by=ana)


def test_plan_of_a_joined_record_is_the_persons(dee: Actor, site: Site, person: Participant) -> None:
    other = participant(dee)
    plan = begun(dee, site, other)
    merge_participants(by=dee, kept=person, joined=other)
    assert begun(dee, site, person) == plan
    assert actions.begin_plan(plan.uid, person, site.pk, by=dee) == plan


def test_closed_plan_takes_nothing_until_it_is_open_again(ana: Actor, site: Site) -> None:
    goal = wanted(ana, site)
    for _ in range(2):
        assert actions.close_plan(goal.plan.uid, by=ana).closed_by == ana.staff_id
    with pytest.raises(PlanClosed):
        actions.move_goal(goal.uid, "working", by=ana)
    with pytest.raises(PlanClosed):
        actions.add_goal(goal.plan.uid, said(), by=ana)
    for _ in range(2):
        assert actions.reopen_plan(goal.plan.uid, by=ana).closed_at is None
    assert actions.move_goal(goal.uid, "working", by=ana).state == "working"
    entries = AuditEntry.objects.of(ana).filter(action__in=("plan.closed", "plan.reopened"))
    assert entries.count() == 2


def test_review_may_be_chosen_or_left_out(ana: Actor, site: Site) -> None:
    plan = begun(ana, site)
    assert actions.set_review(plan.uid, None, by=ana).review_on is None
    assert actions.set_review(plan.uid, in_days(30), by=ana).review_on == in_days(30)
    for day in (in_days(-5), in_days(800), date.max):
        with pytest.raises(PlanRefused):
            actions.set_review(plan.uid, day, by=ana)


def test_nobody_changes_what_is_out_of_reach(
    ana: Actor, ben: Actor, cai: Actor, far: Actor, site: Site
) -> None:
    one = step(ana, site)
    goal = one.goal
    for nobody, problem in ((cai, NotFound), (far, NotFound), (ben, NotAllowed)):
        for act in (
            lambda by: actions.close_plan(goal.plan.uid, by=by),
            lambda by: actions.add_goal(goal.plan.uid, said(), by=by),
            lambda by: actions.move_goal(goal.uid, "working", by=by),
            lambda by: actions.finish_step(one.task.uid, by=by),
            lambda by: actions.add_helper(goal.plan.uid, uid=uuid7(), name="x", by=by),
        ):
            with pytest.raises(problem):
                act(nobody)
    with pytest.raises(NotAllowed):
        begun(far, site, goal.plan.participant)
    assert Goal.objects.of(ana).get().state == "wanted"


# --- goals ------------------------------------------------------------------------------------------


def test_words_are_sealed_in_the_table(ana: Actor, site: Site) -> None:
    goal = wanted(ana, site, words=f"  {WORDS} ")
    assert words_of(Goal.objects.of(ana).get()) == WORDS
    assert "blue door" not in raw("plans_goal")
    assert goal.area in raw("plans_goal")


def test_same_goal_twice_is_stored_once(ana: Actor, site: Site) -> None:
    plan, new = begun(ana, site), said()
    assert actions.add_goal(plan.uid, new, by=ana) == actions.add_goal(plan.uid, new, by=ana)
    assert GoalChange.objects.of(ana).count() == 1
    with pytest.raises(OtherContent):
        actions.add_goal(plan.uid, replace(new, words="Something else"), by=ana)
    with pytest.raises(OtherContent):
        actions.add_goal(begun(ana, site).uid, new, by=ana)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"words": " "}, "words"),
        ({"words": "a" * 501}, "words"),
        ({"words": "a\x00"}, "words"),
        ({"language": "xx"}, "language"),
        ({"area": "fame"}, "area"),
        ({"importance": 0}, "importance"),
        ({"importance": 4}, "importance"),
    ],
)
def test_what_cannot_be_stored_is_named(ana: Actor, site: Site, wrong: dict[str, Any], field: str) -> None:
    plan = begun(ana, site)
    with pytest.raises(PlanRefused) as refused:
        actions.add_goal(plan.uid, said(**wrong), by=ana)
    assert set(refused.value.fields) == {field}


@pytest.mark.parametrize("importance", [None, 1, 3])
def test_importance_is_theirs_to_say_or_not(ana: Actor, site: Site, importance: int | None) -> None:
    assert wanted(ana, site, importance=importance).importance == importance


def test_plan_holds_thirty_goals(ana: Actor, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meetpoint.core.plans.rules.MOST_GOALS", 1)
    goal = wanted(ana, site)
    with pytest.raises(PlanRefused):
        actions.add_goal(goal.plan.uid, said(), by=ana)


def test_moves_keep_who_when_and_what(ana: Actor, dee: Actor, site: Site) -> None:
    with clock.stand_at(NOON):
        goal = wanted(ana, site)
    with clock.stand_at(NOON + timedelta(days=12)):
        reached = actions.move_goal(goal.uid, "reached", by=dee)
        assert actions.move_goal(goal.uid, "reached", by=dee).state == "reached"
    assert (reached.reached_on, reached.days_wanted, reached.closed_on) == (
        date(2026, 3, 26),
        12,
        date(2026, 3, 26),
    )
    again = actions.move_goal(goal.uid, "working", by=ana)
    assert (again.reached_on, again.reached_at, again.days_wanted, again.closed_on) == (None,) * 4
    history = GoalChange.objects.of(ana).order_by("pk").values_list("state", "staff_id")
    assert list(history) == [
        ("wanted", ana.staff_id),
        ("reached", dee.staff_id),
        ("working", ana.staff_id),
    ]


def test_goal_set_aside_is_closed_and_may_be_wanted_again(ana: Actor, site: Site) -> None:
    goal = wanted(ana, site)
    aside = actions.move_goal(goal.uid, "set_aside", by=ana)
    assert aside.closed_on is not None
    assert aside.days_wanted is None
    assert actions.move_goal(goal.uid, "wanted", by=ana).closed_on is None


def test_move_that_does_not_follow_is_a_conflict(ana: Actor, site: Site) -> None:
    goal = wanted(ana, site)
    actions.move_goal(goal.uid, "reached", by=ana)
    with pytest.raises(Conflict):
        actions.move_goal(goal.uid, "set_aside", by=ana)
    with pytest.raises(PlanRefused):
        actions.move_goal(goal.uid, "failed", by=ana)
    with pytest.raises(NotFound):
        actions.move_goal(uuid7(), "wanted", by=ana)


def test_said_otherwise_is_written_down_once(ana: Actor, site: Site) -> None:
    goal = wanted(ana, site)
    now = {"words": "Un cuarto", "language": "es", "area": "housing", "importance": None}
    for _ in range(2):
        assert words_of(actions.reword_goal(goal.uid, **now, by=ana)) == "Un cuarto"
    kinds = GoalChange.objects.of(ana).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["state", "words"]
    with pytest.raises(PlanRefused):
        actions.reword_goal(goal.uid, **{**now, "words": ""}, by=ana)


# --- steps ------------------------------------------------------------------------------------------


def test_step_is_a_follow_up_of_its_owner(ana: Actor, eli: Actor, site: Site) -> None:
    one = step(ana, site, owner_id=eli.staff_id, by_person=True)
    task = FollowUpTask.objects.of(ana).get()
    assert (one.task, one.by_person) == (task, True)
    assert (task.owner_id, task.participant_id) == (eli.staff_id, one.goal.plan.participant_id)
    assert actions.finish_step(task.uid, by=ana).done_by == ana.staff_id
    assert actions.reopen_step(task.uid, by=ana).done_at is None


def test_same_step_twice_is_stored_once(ana: Actor, site: Site) -> None:
    goal, uid = wanted(ana, site), uuid7()
    first, again = (step(ana, site, goal, uid=uid) for _ in range(2))
    assert first == again
    assert first.task.owner_id == ana.staff_id
    with pytest.raises(Conflict):
        step(ana, site, goal, uid=uid, what="Something else")
    with pytest.raises(OtherContent):
        step(ana, site, actions.add_goal(goal.plan.uid, said(), by=ana), uid=uid)


def test_plan_of_a_joined_record_takes_steps(dee: Actor, site: Site, person: Participant) -> None:
    other = participant(dee)
    goal = wanted(dee, site, other)
    merge_participants(by=dee, kept=person, joined=other)
    assert step(dee, site, goal).task.participant_id == person.pk


def test_task_of_somebody_else_becomes_no_step(ana: Actor, site: Site) -> None:
    uid, due = uuid7(), in_days(7)
    add_task(uid=uid, site_id=site.pk, what="Ring the housing office", due_on=due, by=ana)
    with pytest.raises(OtherContent):
        step(ana, site, uid=uid, due_on=due)
    assert not Step.objects.of(ana).exists()


def test_step_says_what_and_when_by_a_colleague_of_the_site(
    ana: Actor, ben: Actor, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal = wanted(ana, site)
    with pytest.raises(PlanRefused) as refused:
        step(ana, site, goal, owner_id=ben.staff_id)
    assert set(refused.value.fields) == {"staff"}
    with pytest.raises(ReferralRefused) as wrong:
        step(ana, site, goal, what=" ", due_on=date.max)
    assert set(wrong.value.fields) == {"what", "due_on"}
    monkeypatch.setattr("meetpoint.core.plans.rules.MOST_STEPS", 0)
    with pytest.raises(PlanRefused):
        step(ana, site, goal)


def test_task_that_is_no_step_is_not_found(ana: Actor) -> None:
    with pytest.raises(NotFound):
        actions.finish_step(uuid7(), by=ana)


# --- who else helps ---------------------------------------------------------------------------------


def test_name_from_outside_is_sealed(ana: Actor, site: Site) -> None:
    assert name_of(helper(ana, site)) == "my sister"
    assert "sister" not in raw("plans_helper")


def test_helper_is_a_colleague_or_somebody_outside(
    ana: Actor, ben: Actor, eli: Actor, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, uid = begun(ana, site), uuid7()
    first, again = (actions.add_helper(plan.uid, uid=uid, staff_id=eli.staff_id, by=ana) for _ in range(2))
    assert first == again
    with pytest.raises(OtherContent):
        actions.add_helper(plan.uid, uid=uid, name="my sister", by=ana)
    for more in ({}, {"staff_id": eli.staff_id, "name": "x"}, {"name": "a" * 121}, {"name": "a\x00"}):
        with pytest.raises(PlanRefused) as refused:
            actions.add_helper(plan.uid, uid=uuid7(), by=ana, **more)
        assert set(refused.value.fields) == {"name"}
    with pytest.raises(PlanRefused):
        actions.add_helper(plan.uid, uid=uuid7(), by=ana, staff_id=ben.staff_id)
    monkeypatch.setattr("meetpoint.core.plans.rules.MOST_HELPERS", 1)
    with pytest.raises(PlanRefused):
        actions.add_helper(plan.uid, uid=uuid7(), by=ana, name="my sister")


def test_helper_ends_once(ana: Actor, site: Site) -> None:
    one = helper(ana, site)
    assert actions.end_helper(one.uid, by=ana).ended_on == actions.end_helper(one.uid, by=ana).ended_on
    assert AuditEntry.objects.of(ana).filter(action="plan.helper_ended").count() == 1
    with pytest.raises(NotFound):
        actions.end_helper(uuid7(), by=ana)


def test_colleague_left_and_the_plan_stands(ana: Actor, eli_member: StaffMember, site: Site) -> None:
    plan = begun(ana, site)
    actions.add_helper(plan.uid, uid=uuid7(), staff_id=eli_member.pk, by=ana)
    eli_member.ended_at = clock.now()
    eli_member.save()
    assert Plan.objects.of(ana).get().helpers.get().staff == eli_member
