"""Writing down what a person wants in their own words, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.plans import rules
from meetpoint.core.plans.actions.holding import held_goal, held_plan, today_of
from meetpoint.core.plans.errors import OtherContent, PlanRefused
from meetpoint.core.plans.models import LANGUAGES, Area, ChangeKind, Goal, GoalChange, GoalState, Plan
from meetpoint.core.plans.sealing import sealed_words, words_of
from meetpoint.core.referrals.actions.writing import forget
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict


@dataclass(frozen=True, kw_only=True)
class NewGoal:
    """What a person said that they want."""

    uid: UUID
    words: str
    language: str
    area: str
    importance: int | None = None


def add_goal(plan_uid: UUID, new: NewGoal, *, by: Actor) -> Goal:
    """Add a goal to an open plan; it is wanted from today. The same `uid` again returns what was stored.

    Raises PlanRefused, PlanClosed, NotFound, NotAllowed, and Conflict for a `uid` with other content.
    """
    _check(new.words, new.language, new.area, new.importance)
    with transaction.atomic():
        plan = held_plan(plan_uid, by=by)
        known = Goal.objects.of(by).filter(uid=new.uid).first()
        if known is not None:
            return _same(known, plan, new)
        if plan.goals.count() >= rules.MOST_GOALS:
            raise PlanRefused({"words": _("This plan is full. Close it and begin a new one.")})
        today = today_of(plan)
        goal = Goal.objects.create(
            organisation_id=by.organisation_id,
            uid=new.uid,
            plan=plan,
            area=new.area,
            words=sealed_words(new.uid, new.words.strip()),
            language=new.language,
            state=GoalState.WANTED,
            importance=new.importance,
            wanted_on=today,
            added_by=by.staff_id,
        )
        _write(goal, ChangeKind.STATE, today, by)
        audit.record(by, "goal.added", "goal", [goal.pk], fields={"area": new.area})
        forget(by, today)
    return goal


def reword_goal(
    uid: UUID, *, words: str, language: str, area: str, importance: int | None, by: Actor
) -> Goal:
    """Write down a goal as the person says it now. Raises PlanRefused, PlanClosed, NotFound, NotAllowed."""
    _check(words, language, area, importance)
    with transaction.atomic():
        goal = held_goal(uid, by=by)
        said = (words.strip(), language, area, importance)
        if said != (words_of(goal), goal.language, goal.area, goal.importance):
            goal.words = sealed_words(uid, words.strip())
            goal.language, goal.area, goal.importance = language, area, importance
            goal.save(update_fields=["words", "language", "area", "importance"])
            _write(goal, ChangeKind.WORDS, today_of(goal.plan), by)
            audit.record(by, "goal.reworded", "goal", [goal.pk])
            forget(by, today_of(goal.plan), goal.reached_on)
    return goal


def move_goal(uid: UUID, state: str, *, by: Actor) -> Goal:
    """Write down where a goal stands now; the same again changes nothing.

    Raises PlanRefused for a state that is none, Conflict for one that does not follow, PlanClosed, NotFound.
    """
    if state not in rules.NEXT:
        raise PlanRefused({"state": _("Choose one from the list.")})
    with transaction.atomic():
        goal = held_goal(uid, by=by)
        if goal.state == state:
            return goal
        if not rules.may_follow(goal.state, state):
            said = _("This goal is at “%(before)s” by now. Look at it again.")
            raise Conflict(said % {"before": goal.get_state_display()})
        today, before = today_of(goal.plan), goal.reached_on
        goal.state = state
        _settle(goal, today)
        _write(goal, ChangeKind.STATE, today, by)
        audit.record(by, "goal.moved", "goal", [goal.pk], fields={"state": state})
        forget(by, today, before)
    return goal


def _settle(goal: Goal, today: date) -> None:
    reached = goal.state == GoalState.REACHED
    goal.reached_on = today if reached else None
    goal.reached_at = clock.now() if reached else None
    goal.days_wanted = max((today - goal.wanted_on).days, 0) if reached else None
    goal.closed_on = None if rules.is_open(goal.state) else today
    goal.save(update_fields=["state", "reached_on", "reached_at", "days_wanted", "closed_on"])


def _write(goal: Goal, kind: str, today: date, by: Actor) -> None:
    GoalChange.objects.create(
        organisation_id=by.organisation_id,
        goal=goal,
        kind=kind,
        state=goal.state,
        on=today,
        at=clock.now(),
        staff_id=by.staff_id,
    )


def _check(words: str, language: str, area: str, importance: int | None) -> None:
    wrong: dict[str, str] = {}
    if not rules.is_text(words, rules.LONGEST_WORDS):
        wrong["words"] = _("Write what the person wants, in under 500 characters.")
    if language not in dict(LANGUAGES):
        wrong["language"] = _("Choose one from the list.")
    if area not in Area.values:
        wrong["area"] = _("Choose one from the list.")
    if importance is not None and importance not in rules.IMPORTANCES:
        wrong["importance"] = _("Choose 1, 2 or 3, or leave it open.")
    if wrong:
        raise PlanRefused(wrong)


def _same(known: Goal, plan: Plan, new: NewGoal) -> Goal:
    if (known.plan_id, words_of(known), known.area) != (plan.pk, new.words.strip(), new.area):
        raise OtherContent
    return known
