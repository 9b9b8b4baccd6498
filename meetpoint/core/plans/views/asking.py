"""What the views share: the record, the plan or the goal of an address."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from meetpoint.core.access.guard import StaffRequest, fetch_for
from meetpoint.core.people.actions.codes import refuse_erased
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import kept_record
from meetpoint.core.plans import permissions
from meetpoint.core.plans.actions.holding import require_change
from meetpoint.core.plans.models import Assignment, Goal, Plan
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotFound


def person_for(request: StaffRequest, uid: UUID, may: str) -> Participant:
    """Return the record kept for the person of an address. Raises NotFound, Erased."""
    by: Actor = request.actor
    person = kept_record(by, fetch_for(by, Participant, may=may, uid=uid))
    refuse_erased(person)
    return person


def plan_for(request: StaffRequest, uid: UUID) -> Plan:
    """Return a plan that may be changed. Raises NotFound."""
    plan: Plan = fetch_for(request.actor, Plan, may=permissions.CHANGE, uid=uid)
    return plan


def goal_for(request: StaffRequest, uid: UUID) -> Goal:
    """Return a goal, with its plan, that may be changed. Raises NotFound."""
    by: Actor = request.actor
    goal = fetch_for(by, Goal, may=permissions.CHANGE, uid=uid)
    if not by.reaches(goal.plan.site_id):
        raise not_here()
    return goal


def assignment_for(request: StaffRequest, uid: UUID) -> Assignment:
    """Return who goes along, where one may hand over or end it. Raises NotFound, NotAllowed."""
    by: Actor = request.actor
    found = Assignment.objects.of(by).select_related("participant", "staff", "site").filter(uid=uid).first()
    if found is None:
        raise not_here()
    require_change(found, by=by)
    return found


def plan_page(plan: Plan) -> UUID:
    """Return what the page of a plan is found by. Raises NotFound after an erasure."""
    if plan.participant is None:
        raise not_here()
    uid: UUID = plan.participant.uid
    return uid


def not_here() -> NotFound:
    """Return the answer to what is absent, foreign or forbidden."""
    return NotFound(_("There is nothing here. It may have been moved, or the address may be mistyped."))
