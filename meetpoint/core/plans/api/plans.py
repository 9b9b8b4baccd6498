"""The addresses of plans and of steps."""

from typing import Any
from uuid import UUID

from ninja import Query, Router, Status

from meetpoint.core.api.door.entry import ApiRequest, not_here
from meetpoint.core.api.offer.pages import cut, newest_first
from meetpoint.core.api.offer.scopes import found_for, scope
from meetpoint.core.api.offer.shapes import Rows, Stored
from meetpoint.core.consent import reads
from meetpoint.core.consent.deciding.facts import Scope
from meetpoint.core.consent.reads import let_out
from meetpoint.core.people.permissions import VIEW as VIEW_PEOPLE
from meetpoint.core.plans import actions, permissions
from meetpoint.core.plans.api.shapes import (
    GoalShape,
    OnePlanShape,
    PlanFilter,
    PlanShape,
    PlanStepShape,
    StepBody,
)
from meetpoint.core.plans.models import Goal, Plan, Step
from meetpoint.core.plans.queries.plans import GoalSaid, plan_said, visible
from meetpoint.core.tenancy.actor import Actor

router = Router()

OURS = frozenset({Scope.ATTENDANCE, Scope.PERSONAL})


@router.get("/plans", response=Rows[PlanShape], summary="List plans, the last begun first")
@scope(permissions.VIEW)
def list_plans(request: ApiRequest, asked: Query[PlanFilter]) -> Rows[PlanShape]:
    by = request.actor
    rows = visible(by).exclude(participant=None).select_related("site", "participant")
    if asked.site is not None:
        rows = rows.filter(site__slug=asked.site)
    if asked.open is not None:
        rows = rows.filter(closed_at__isnull=asked.open)
    found = cut(reads.told(request, rows, scope=OURS), asked, newest_first("began_on"))
    people = [row.participant_id for row in found.rows]
    let_out(request, "care plans", rows=len(found.rows), people=people, scope=OURS)
    return Rows(items=[PlanShape(**_said(row, by)) for row in found.rows], next=found.next)


@router.get("/plans/{uuid:uid}", response=OnePlanShape, summary="Read one plan with its goals")
@scope(permissions.VIEW)
def read_plan(request: ApiRequest, uid: UUID) -> OnePlanShape:
    by = request.actor
    plan = reads.one(
        request,
        "care plan",
        lambda: found_for(by, Plan, may=permissions.VIEW, uid=uid),
        person=lambda found: found.participant_id,
        scope=OURS,
    )
    notice = let_out(
        request,
        "care plan",
        rows=1,
        participant_id=plan.participant_id,
        people=(plan.participant_id,),
        scope=OURS,
    )
    said = plan_said(by, plan)
    goals = [_goal(one) for one in (*said.open_goals, *said.closed_goals)]
    return OnePlanShape(**_said(plan, by), goals=goals, notice=notice)


@router.post("/goals/{uuid:uid}/steps", response={201: Stored}, summary="Add a step to a goal")
@scope(permissions.CHANGE)
def add_step(request: ApiRequest, uid: UUID, said: StepBody) -> Status[Stored]:
    by = request.actor
    goal = found_for(by, Goal, may=permissions.CHANGE, uid=uid)
    if not by.reaches(goal.plan.site_id):
        raise not_here()
    request.replayed = Step.objects.of(by).filter(task__uid=said.uid).exists()
    step = actions.add_step(
        uid, uid=said.uid, what=said.what, due_on=said.due_on, by_person=said.by_person, by=by
    )
    return Status(201, Stored(uid=step.task.uid))


def _said(plan: Plan, by: Actor) -> dict[str, Any]:
    person = plan.participant if by.may(VIEW_PEOPLE) else None
    return {
        "uid": plan.uid,
        "participant": person.uid if person else None,
        "site": plan.site.slug,
        "began_on": plan.began_on,
        "review_on": plan.review_on,
        "closed_at": plan.closed_at,
    }


def _goal(one: GoalSaid) -> GoalShape:
    steps = [
        PlanStepShape(
            uid=step.task.uid,
            what=step.task.what,
            due_on=step.task.due_on,
            done_at=step.task.done_at,
            by_person=step.by_person,
        )
        for step in one.steps
    ]
    return GoalShape(
        uid=one.goal.uid,
        words=one.words,
        language=one.goal.language,
        area=one.goal.area,
        state=one.goal.state,
        importance=one.goal.importance,
        wanted_on=one.goal.wanted_on,
        reached_on=one.goal.reached_on,
        steps=steps,
    )
