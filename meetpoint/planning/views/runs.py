"""Long runs of a plan: asking for one, its progress and result, calling it off; the best split of a
budget.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.lib.identifiers import uuid7
from meetpoint.planning import actions, permissions, queries
from meetpoint.planning.errors import FaultyPlan, NotNow
from meetpoint.planning.forms.services import BudgetForm
from meetpoint.planning.models import Plan, PlanRun, RunKind, RunState
from meetpoint.planning.shown.comparison import comparison_of
from meetpoint.planning.shown.split import split_of
from meetpoint.planning.shown.unknown import drivers_of, history_of

LEVELS = {RunState.DONE: "ok", RunState.FAILED: "now", RunState.CANCELLED: "soon"}


@require_GET
@page(permissions.VIEW)
def show_runs(request: StaffRequest, uid: UUID) -> HttpResponse:
    plan = fetch_for(request.actor, Plan, may=permissions.VIEW, uid=uid)
    runs = [
        {"run": run, "level": LEVELS.get(RunState(run.state), "note")}
        for run in queries.runs_of(plan, request.actor)[:50]
    ]
    context = {
        "plan": plan,
        "runs": runs,
        "may_run": request.actor.may(permissions.RUN),
        "ways": queries.settings_of(plan).portfolios,
    }
    return render(request, "planning/runs.html", context)


@require_POST
@page(permissions.RUN)
def start(request: StaffRequest, uid: UUID) -> HttpResponseRedirect:
    plan = fetch_for(request.actor, Plan, may=permissions.RUN, uid=uid)
    kind = request.POST.get("kind", "")
    if kind not in RunKind.values:
        raise FaultyPlan(_("There is no such run."))
    form = BudgetForm(request.POST)
    if kind == RunKind.SPLIT and not form.is_valid():
        messages.error(request, f"{form.fields['budget'].label}: {form.errors['budget'][0]}")
        return redirect("planning:split", uid)
    budget = form.cleaned_data["budget"] if kind == RunKind.SPLIT else None
    try:
        run = actions.start_run(uuid7(), plan, kind, by=request.actor, budget=budget)
    except NotNow as problem:
        messages.error(request, str(problem))
        return redirect("planning:runs", uid)
    return redirect("planning:run", uid, run.uid)


@require_GET
@page(permissions.VIEW)
def show(request: StaffRequest, uid: UUID, run: UUID) -> HttpResponse:
    plan, found = _run(request, uid, run)
    context: dict[str, Any] = {
        "plan": plan,
        "run": found,
        "level": LEVELS.get(RunState(found.state), "note"),
        "is_old": queries.is_outdated(found, plan),
        "may_run": request.actor.may(permissions.RUN),
        "percent": round(100 * found.done / found.total) if found.total else 0,
    }
    if found.result:
        context |= _shown(found)
    return render(request, "planning/run.html", context)


@require_POST
@page(permissions.RUN)
def cancel(request: StaffRequest, uid: UUID, run: UUID) -> HttpResponseRedirect:
    plan, found = _run(request, uid, run)
    actions.cancel_run(found.uid, by=request.actor)
    messages.success(request, _("Cancelled. The plan itself is as it was."))
    return redirect("planning:run", plan.uid, found.uid)


@require_GET
@page(permissions.VIEW)
def split(request: StaffRequest, uid: UUID) -> HttpResponse:
    plan = fetch_for(request.actor, Plan, may=permissions.VIEW, uid=uid)
    last = queries.latest_result(plan, RunKind.SPLIT, request.actor)
    settings = queries.settings_of(plan)
    context = {
        "plan": plan,
        "form": BudgetForm(),
        "has_prices": bool(settings.prices),
        "currency": queries.numbers_of(plan).currency,
        "may_run": request.actor.may(permissions.RUN),
        "last": last,
        "is_old": bool(last and queries.is_outdated(last, plan)),
        **(_shown(last) if last and last.result else {}),
    }
    return render(request, "planning/split.html", context)


def _run(request: StaffRequest, uid: UUID, run: UUID) -> tuple[Plan, PlanRun]:
    plan = fetch_for(request.actor, Plan, may=permissions.VIEW, uid=uid)
    return plan, fetch_for(request.actor, PlanRun, may=permissions.VIEW, uid=run, plan_id=plan.pk)


def _shown(run: PlanRun) -> dict[str, Any]:
    """Return what is shown of a result, as the plan stood when it was asked for."""
    from_then = Plan(numbers=run.question["numbers"], settings=run.question["settings"])
    numbers, settings = queries.numbers_of(from_then), queries.settings_of(from_then)
    result = run.result
    assert result is not None
    if run.kind == RunKind.PEOPLE:
        return {"comparison": comparison_of(result, numbers, settings)} if settings.portfolios else {}
    if run.kind == RunKind.SPLIT:
        return {"split": split_of(result, numbers)}
    if run.kind == RunKind.DRIVERS:
        return {"drivers": drivers_of(result)}
    return {"history": history_of(result)}
