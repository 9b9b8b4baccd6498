"""The steps towards a goal, each of which is a follow-up task."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.plans import rules
from meetpoint.core.plans.actions.holding import colleague_at, held_goal, held_plan
from meetpoint.core.plans.errors import OtherContent, PlanRefused
from meetpoint.core.plans.models import Step
from meetpoint.core.referrals import actions as referrals
from meetpoint.core.referrals.actions.writing import person_now
from meetpoint.core.referrals.models import FollowUpTask
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotFound


def add_step(
    goal_uid: UUID,
    *,
    uid: UUID,
    what: str,
    due_on: date,
    by: Actor,
    owner_id: int | None = None,
    by_person: bool = False,
) -> Step:
    """Add a step to a goal: a follow-up task of a colleague, or of oneself, due on a day.

    With `by_person` the person does it, and the owner asks how it went. The same `uid` again returns the step
    made before. Raises PlanRefused, PlanClosed, NotFound, NotAllowed, Conflict; ReferralRefused names `what`
    and `due_on`.
    """
    with transaction.atomic():
        goal = held_goal(goal_uid, by=by)
        known = Step.objects.of(by).filter(task__uid=uid).select_related("task").first()
        if known is None:
            if goal.steps.count() >= rules.MOST_STEPS:
                raise PlanRefused({"what": _("This goal has steps enough. Finish some first.")})
            if owner_id is not None:
                colleague_at(owner_id, goal.plan.site_id, by=by)
        task = referrals.add_task(
            uid=uid,
            site_id=goal.plan.site_id,
            what=what,
            due_on=due_on,
            participant_id=goal.plan.participant_id,
            owner_id=owner_id,
            by=by,
        )
        if known is not None:
            if known.goal_id != goal.pk:
                raise OtherContent
            return known
        if task.participant_id != person_now(goal.plan.participant_id, by):
            raise OtherContent
        return Step.objects.create(
            organisation_id=by.organisation_id, goal=goal, task=task, by_person=by_person
        )


def finish_step(uid: UUID, *, by: Actor) -> FollowUpTask:
    """Mark a step as done, by the `uid` of its task. Raises NotFound, NotAllowed."""
    _require(uid, by)
    return referrals.finish_task(uid, by=by)


def reopen_step(uid: UUID, *, by: Actor) -> FollowUpTask:
    """Take back that a step was done. Raises NotFound, NotAllowed."""
    _require(uid, by)
    return referrals.reopen_task(uid, by=by)


def _require(uid: UUID, by: Actor) -> None:
    with transaction.atomic():
        plan = Step.objects.of(by).filter(task__uid=uid).values_list("goal__plan__uid", flat=True).first()
        if plan is None:
            raise NotFound(_("This step is not here. It may belong to another site."))
        held_plan(plan, by=by, is_open=False)
