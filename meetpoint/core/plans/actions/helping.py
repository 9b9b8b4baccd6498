"""Who else helps with a plan."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.plans import rules
from meetpoint.core.plans.actions.holding import colleague_at, held_plan, today_of
from meetpoint.core.plans.errors import OtherContent, PlanRefused
from meetpoint.core.plans.models import Helper
from meetpoint.core.plans.sealing import name_of, sealed_name
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotFound


def add_helper(
    plan_uid: UUID, *, uid: UUID, by: Actor, staff_id: int | None = None, name: str = ""
) -> Helper:
    """Write down who else helps: a colleague, or somebody outside by a name, which is sealed.

    The same `uid` again returns what was stored. Raises PlanRefused, PlanClosed, NotFound, NotAllowed,
    Conflict.
    """
    if (staff_id is None) == (not name.strip()):
        raise PlanRefused({"name": _("Choose a colleague, or write who helps from outside.")})
    if name and not rules.is_text(name, rules.LONGEST_NAME):
        raise PlanRefused({"name": _("Please keep this under 120 characters.")})
    with transaction.atomic():
        plan = held_plan(plan_uid, by=by)
        known = Helper.objects.of(by).filter(uid=uid).first()
        if known is not None:
            if (known.plan_id, known.staff_id, name_of(known)) != (plan.pk, staff_id, name.strip()):
                raise OtherContent
            return known
        if plan.helpers.filter(ended_on=None).count() >= rules.MOST_HELPERS:
            raise PlanRefused({"name": _("There are helpers enough. End one first.")})
        if staff_id is not None:
            colleague_at(staff_id, plan.site_id, by=by)
        made = Helper.objects.create(
            organisation_id=by.organisation_id,
            uid=uid,
            plan=plan,
            staff_id=staff_id,
            name=sealed_name(uid, name.strip()),
            added_on=today_of(plan),
        )
        audit.record(by, "plan.helper_added", "plan", [plan.pk], fields={"outside": staff_id is None})
    return made


def end_helper(uid: UUID, *, by: Actor) -> Helper:
    """Write down that somebody helps no longer; twice changes nothing. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        found = Helper.objects.of(by).filter(uid=uid).select_related("plan").first()
        if found is None:
            raise NotFound(
                _("There is nothing here. It may have been moved, or the address may be mistyped.")
            )
        plan = held_plan(found.plan.uid, by=by)
        if found.ended_on is None:
            found.ended_on = today_of(plan)
            found.save(update_fields=["ended_on"])
            audit.record(by, "plan.helper_ended", "plan", [plan.pk])
    return found
