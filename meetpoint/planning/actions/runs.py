"""Asking for a long run, and calling it off; the work itself is done apart (`runs/`)."""

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
from meetpoint.planning.errors import FaultyPlan, NotNow
from meetpoint.planning.models import AT_WORK, Plan, PlanRun, RunKind, RunState

MOST_WAITING = 4
SEED = 1


def start_run(uid: UUID, plan: Plan, kind: str, *, by: Actor, budget: float | None = None) -> PlanRun:
    """Put a run of a plan, as it stands now, in the queue. Asked twice under one `uid`, it runs once.

    `budget` is what may be spent a year, and only for the best split. Raises NotNow when several wait
    already.
    """
    by.require(permissions.RUN)
    question: dict[str, Any] = {"numbers": plan.numbers, "settings": plan.settings}
    if RunKind(kind) == RunKind.SPLIT:
        question["budget"] = _budget(budget)
    with transaction.atomic():
        if PlanRun.objects.of(by).filter(state__in=AT_WORK).exclude(uid=uid).count() >= MOST_WAITING:
            raise NotNow(_("Several runs wait already. Let one end, or cancel one, and ask again."))
        run, is_new = PlanRun.objects.of(by).get_or_create(
            organisation_id=by.organisation_id,
            uid=uid,
            defaults={
                "plan": plan,
                "kind": kind,
                "question": question,
                "seed": SEED,
                "staff_id": by.staff_id,
                "asked_at": clock.now(),
            },
        )
        if is_new:
            audit.record(by, "plan.run_started", "plan_run", [str(uid)], fields={"kind": kind})
    return run


def cancel_run(uid: UUID, *, by: Actor) -> PlanRun:
    """Call a run off; the worker lets go of it at its next step. Raises NotNow when it has ended,
    NotFound.
    """
    by.require(permissions.RUN)
    mine = PlanRun.objects.of(by).filter(uid=uid)
    with transaction.atomic():
        if not mine.filter(state__in=AT_WORK).update(
            state=RunState.CANCELLED, worker=None, worked_until=None, finished_at=clock.now()
        ):
            if not mine.exists():
                raise NotFound(_("This run is not here."))
            raise NotNow(_("This run has ended by now."))
        audit.record(by, "plan.run_cancelled", "plan_run", [str(uid)])
    return mine.get()


def _budget(budget: float | None) -> float:
    if budget is None or not 0 < budget <= 1e12:
        fault = _("Write what may be spent in a year, more than 0.")
        raise FaultyPlan(fault, fields={"budget": fault})
    return float(budget)
