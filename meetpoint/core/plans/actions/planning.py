"""Beginning a plan, choosing when to look at it again, closing it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.organisations.options import option_value
from meetpoint.core.people.models import Participant
from meetpoint.core.plans import permissions, rules
from meetpoint.core.plans.actions.holding import held_plan, held_records, today_of
from meetpoint.core.plans.errors import OtherContent, PlanRefused
from meetpoint.core.plans.models import Plan
from meetpoint.core.plans.options import REVIEW_AFTER
from meetpoint.core.referrals.actions.writing import site_of
from meetpoint.core.supplies.actions.posting import today_at
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


def begin_plan(uid: UUID, person: Participant, site_id: int, *, by: Actor) -> Plan:
    """Begin a person's plan, to be looked at again after the days of the option.

    The same `uid` again, or an open plan of theirs at this site, returns the plan that is there. Raises
    PlanRefused when another site has the open plan, Erased, NotAllowed, Conflict.
    """
    by.require(permissions.CHANGE, site_id=site_id)
    with transaction.atomic():
        ids = held_records(person, by=by)
        site = site_of(site_id, by)
        known = Plan.objects.of(by).filter(uid=uid).first()
        if known is not None:
            if known.participant_id not in ids or known.site_id != site_id:
                raise OtherContent
            return known
        standing = Plan.objects.of(by).filter(participant_id__in=ids, closed_at=None).first()
        if standing is not None:
            return _one_open(standing, site_id)
        made = Plan.objects.create(
            organisation_id=by.organisation_id,
            uid=uid,
            participant_id=ids[0],
            site_id=site_id,
            began_on=today_at(site),
            began_at=clock.now(),
            began_by=by.staff_id,
            review_on=_review_after(by, today_at(site)),
        )
        audit.record(by, "plan.began", "plan", [made.pk])
    return made


def set_review(uid: UUID, day: date | None, *, by: Actor) -> Plan:
    """Choose when a plan is looked at again; None: not reminded. Raises PlanRefused, PlanClosed, NotFound."""
    with transaction.atomic():
        plan = held_plan(uid, by=by)
        if day is not None and not rules.may_review_on(day, today_of(plan)):
            raise PlanRefused({"review_on": _("Choose a day from today to two years ahead.")})
        plan.review_on = day
        plan.save(update_fields=["review_on"])
        audit.record(by, "plan.review", "plan", [plan.pk], fields={"on": day.isoformat() if day else None})
    return plan


def close_plan(uid: UUID, *, by: Actor) -> Plan:
    """Close a plan; its goals stay as they are, to be read. Twice changes nothing. Raises NotFound."""
    with transaction.atomic():
        plan = held_plan(uid, by=by, is_open=False)
        if plan.closed_at is None:
            plan.closed_at, plan.closed_by = clock.now(), by.staff_id
            plan.save(update_fields=["closed_at", "closed_by"])
            audit.record(by, "plan.closed", "plan", [plan.pk])
    return plan


def reopen_plan(uid: UUID, *, by: Actor) -> Plan:
    """Take back that a plan was closed. Raises NotFound, and PlanRefused when the person has another one."""
    with transaction.atomic():
        plan = held_plan(uid, by=by, is_open=False)
        if plan.closed_at is not None:
            if plan.participant is None or _open_plans(plan.participant, by).exists():
                raise PlanRefused({"plan": _("There is another open plan. Go on with that one.")})
            plan.closed_at = plan.closed_by = None
            plan.save(update_fields=["closed_at", "closed_by"])
            audit.record(by, "plan.reopened", "plan", [plan.pk])
    return plan


def _open_plans(person: Participant, by: Actor) -> QuerySet[Plan]:
    return Plan.objects.of(by).filter(participant_id__in=held_records(person, by=by), closed_at=None)


def _one_open(standing: Plan, site_id: int) -> Plan:
    if standing.site_id != site_id:
        said = _(
            "This person’s plan is kept at another site. Ask the team there to go on with it or close it."
        )
        raise PlanRefused({"site": said})
    return standing


def _review_after(by: Actor, today: date) -> date:
    days = cast("int | None", option_value(by.organisation_id, REVIEW_AFTER, on=today)) or 0
    return today + timedelta(days=min(days, rules.REVIEW_AHEAD.days))
