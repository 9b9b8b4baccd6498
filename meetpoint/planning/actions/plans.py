"""Making plans and changing them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import NotFound
from meetpoint.planning import permissions
from meetpoint.planning.errors import FaultyPlan
from meetpoint.planning.models import Plan
from meetpoint.planning.plans.numbers import LocalNumbers
from meetpoint.planning.plans.settings import Settings


def make_plan(uid: UUID, title: str, numbers: LocalNumbers, settings: Settings, *, by: Actor) -> Plan:
    """Keep a new plan. Sent twice under one `uid`, it is made once. Raises FaultyPlan for an empty title."""
    by.require(permissions.EDIT)
    now = clock.now()
    with transaction.atomic():
        plan, is_new = Plan.objects.of(by).get_or_create(
            organisation_id=by.organisation_id,
            uid=uid,
            defaults={
                "title": _title(title),
                "numbers": numbers.as_json(),
                "settings": settings.as_json(),
                "made_by": by.staff_id,
                "made_at": now,
                "changed_at": now,
            },
        )
        if is_new:
            audit.record(by, "plan.made", "plan", [str(uid)], fields={"years": numbers.years})
    return plan


def change_numbers(uid: UUID, title: str, numbers: LocalNumbers, *, by: Actor) -> Plan:
    """Replace a plan's title and local numbers. Raises FaultyPlan, NotFound."""
    return _changed(uid, "plan.numbers", by, title=_title(title), numbers=numbers.as_json())


def change_settings(uid: UUID, settings: Settings, *, by: Actor) -> Plan:
    """Replace a plan's services of today, prices and ways to spend. Raises NotFound."""
    return _changed(uid, "plan.settings", by, settings=settings.as_json())


def put_away(uid: UUID, *, by: Actor) -> Plan:
    """Take a plan off the list; it can be taken out again. Raises NotFound."""
    return _changed(uid, "plan.put_away", by, closed_at=clock.now())


def take_out(uid: UUID, *, by: Actor) -> Plan:
    """Put a plan back on the list. Raises NotFound."""
    return _changed(uid, "plan.taken_out", by, closed_at=None)


def _changed(uid: UUID, action: str, by: Actor, **changes: Any) -> Plan:
    by.require(permissions.EDIT)
    with transaction.atomic():
        if not Plan.objects.of(by).filter(uid=uid).update(changed_at=clock.now(), **changes):
            raise NotFound(_("This plan is not here."))
        audit.record(by, action, "plan", [str(uid)])
    return Plan.objects.of(by).get(uid=uid)


def _title(title: str) -> str:
    if not title.strip() or len(title) > 120:
        fault = _("Give the plan a title of up to 120 characters.")
        raise FaultyPlan(fault, fields={"title": fault})
    return title.strip()
