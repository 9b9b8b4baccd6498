"""What every change needs: the record held, the site's day, a colleague who may go along."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import joined_ids
from meetpoint.core.plans import permissions
from meetpoint.core.plans.errors import PlanClosed, PlanRefused
from meetpoint.core.plans.models import Assignment, Goal, Plan
from meetpoint.core.plans.queries.colleagues import Colleague, colleagues
from meetpoint.core.referrals.actions.writing import person_now
from meetpoint.core.supplies.actions.posting import today_at
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotFound


def held_records(person: Participant, *, by: Actor) -> list[int]:
    """Return the record kept for a person, locked, and after it those joined into it.

    Raises Erased, and ReferralRefused for a record of another organisation.
    """
    kept = person_now(person.pk, by)
    assert kept is not None, "a record was named"
    return joined_ids(by, Participant.objects.of(by).get(pk=kept))


def held_plan(uid: UUID, *, by: Actor, is_open: bool = True) -> Plan:
    """Return a plan, locked, with its site. Raises NotFound, NotAllowed, PlanClosed if it must be open."""
    rows = Plan.objects.of(by).select_related("site__organisation").select_for_update(of=("self",))
    plan = rows.filter(uid=uid).first()
    if plan is None or not by.reaches(plan.site_id):
        raise _not_here()
    by.require(permissions.CHANGE, site_id=plan.site_id)
    if is_open and plan.closed_at is not None:
        raise PlanClosed
    return plan


def held_goal(uid: UUID, *, by: Actor) -> Goal:
    """Return a goal of an open plan, with the plan locked. Raises NotFound, NotAllowed, PlanClosed."""
    plan_uid = Goal.objects.of(by).filter(uid=uid).values_list("plan__uid", flat=True).first()
    if plan_uid is None:
        raise _not_here()
    plan = held_plan(plan_uid, by=by)
    goal = Goal.objects.of(by).get(uid=uid)
    goal.plan = plan
    return goal


def held_assignment(uid: UUID, *, by: Actor) -> Assignment:
    """Return who goes along, locked: one's own, or anybody's for who may manage. See require_change."""
    by.require(permissions.HOLD)
    rows = Assignment.objects.of(by).select_related("site__organisation").select_for_update(of=("self",))
    found = rows.filter(uid=uid).first()
    if found is None:
        raise _not_here()
    require_change(found, by=by)
    return found


def may_change(one: Assignment, *, by: Actor) -> bool:
    """Tell whether somebody may hand over or end this: their own, or within reach for who may manage."""
    own = one.staff_id == by.staff_id
    return by.may(permissions.HOLD) and (own or by.may(permissions.MANAGE, site_id=one.site_id))


def require_change(one: Assignment, *, by: Actor) -> None:
    """Do nothing where somebody may hand over or end this. Raises NotFound out of reach, else NotAllowed."""
    if may_change(one, by=by):
        return
    if not by.reaches(one.site_id):
        raise _not_here()
    by.require(permissions.MANAGE)


def colleague_at(staff_id: int, site_id: int, *, by: Actor) -> Colleague:
    """Return a colleague who may go along with people of a site. Raises PlanRefused."""
    found = next((one for one in colleagues(by) if one.id == staff_id), None)
    if found is None:
        raise PlanRefused({"staff": _("Choose a colleague from the list.")})
    if not found.reaches(site_id):
        raise PlanRefused({"staff": _("%(name)s does not work at this site.") % {"name": found.name}})
    return found


def today_of(plan: Plan) -> date:
    """Return today's date at the site of a plan that was fetched with it."""
    return today_at(plan.site)


def _not_here() -> NotFound:
    return NotFound(_("There is nothing here. It may have been moved, or the address may be mistyped."))
