"""Reads of plans and their runs."""

from __future__ import annotations

from django.db.models import QuerySet

from meetpoint.core.tenancy.actor import Actor
from meetpoint.planning.models import Plan, PlanRun, RunState
from meetpoint.planning.plans.numbers import LocalNumbers, numbers_from
from meetpoint.planning.plans.settings import Settings, settings_from


def plans(by: Actor) -> QuerySet[Plan]:
    """Return an organisation's plans."""
    return Plan.objects.of(by)


def numbers_of(plan: Plan) -> LocalNumbers:
    """Return a plan's local numbers. Raises FaultyPlan."""
    return numbers_from(plan.numbers)


def settings_of(plan: Plan) -> Settings:
    """Return a plan's services, prices and ways to spend. Raises FaultyPlan."""
    return settings_from(plan.settings)


def runs_of(plan: Plan, by: Actor) -> QuerySet[PlanRun]:
    """Return the runs of a plan, the latest first, without what they found."""
    return PlanRun.objects.of(by).filter(plan=plan).defer("question", "result").order_by("-asked_at", "-id")


def latest_result(plan: Plan, kind: str, by: Actor) -> PlanRun | None:
    """Return the latest run of a kind that is done, with what it found."""
    done = PlanRun.objects.of(by).filter(plan=plan, kind=kind, state=RunState.DONE)
    return done.order_by("-asked_at", "-id").first()


def is_outdated(run: PlanRun, plan: Plan) -> bool:
    """Tell whether the plan was changed since a run was asked for."""
    return bool(run.question["numbers"] != plan.numbers or run.question["settings"] != plan.settings)
