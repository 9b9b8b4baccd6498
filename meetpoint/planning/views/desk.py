"""The desk of a plan: sliders on one side, what they may change on the other; its ways to spend."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.lib.errors import DomainError
from meetpoint.planning import actions, permissions, queries
from meetpoint.planning.errors import NotNow
from meetpoint.planning.forms.services import LevelsForm
from meetpoint.planning.models import Plan
from meetpoint.planning.plans.settings import MOST_PORTFOLIOS, Portfolio, Settings
from meetpoint.planning.shown.results import results_of
from meetpoint.planning.warm import client

NEW = "new"


@require_GET
@page(permissions.VIEW)
def show(request: StaffRequest, uid: UUID) -> HttpResponse:
    plan = fetch_for(request.actor, Plan, may=permissions.VIEW, uid=uid)
    settings = queries.settings_of(plan)
    place, portfolio = _chosen(request, settings)
    form = _form(request, plan, portfolio)
    context = {
        "plan": plan,
        "numbers": form.numbers,
        "settings": settings,
        "place": place,
        "portfolio": portfolio,
        "form": form,
        "may_edit": request.actor.may(permissions.EDIT),
        "may_add": len(settings.portfolios) < MOST_PORTFOLIOS,
        **_results(plan, form, quick=False, page=""),
    }
    return render(request, "planning/plan.html", context)


@require_GET
@page(permissions.VIEW)
def redraw(request: StaffRequest, uid: UUID) -> HttpResponse:
    plan = fetch_for(request.actor, Plan, may=permissions.VIEW, uid=uid)
    if "HX-Request" not in request.headers:  # a part of a page, opened as if it were one
        return redirect(f"{reverse('planning:plan', args=[uid])}?{request.GET.urlencode()}")
    place, portfolio = _chosen(request, queries.settings_of(plan))
    form = _form(request, plan, portfolio)
    try:
        page_of = f"{plan.uid}:{request.actor.staff_id}"
        found = _results(plan, form, quick=request.GET.get("detail") == "quick", page=page_of)
    except client.Superseded:
        return HttpResponse(status=204)
    context = {"plan": plan, "place": place, "form": form, "may_edit": request.actor.may(permissions.EDIT)}
    return render(request, "planning/results.html", {**context, **found})


@require_POST
@page(permissions.EDIT)
def save(request: StaffRequest, uid: UUID) -> HttpResponseRedirect:
    plan = fetch_for(request.actor, Plan, may=permissions.EDIT, uid=uid)
    settings = queries.settings_of(plan)
    place, portfolio = _chosen(request, settings)
    form = LevelsForm(queries.numbers_of(plan), settings, portfolio, request.POST)
    back = f"{reverse('planning:plan', args=[uid])}?way={place}"
    if not form.is_valid():
        messages.error(request, _first_error(form))
        return redirect(back)
    named = form.levels()
    if not named.name.strip():
        named = replace(named, name=_("Way %(number)d") % {"number": len(settings.portfolios) + 1})
    where = len(settings.portfolios) if place == NEW else int(place)
    try:
        actions.change_settings(uid, settings.with_portfolio(where, named), by=request.actor)
    except NotNow:
        raise
    except DomainError as problem:
        messages.error(request, str(problem))
        return redirect(back)
    messages.success(request, _("Kept."))
    return redirect(f"{reverse('planning:plan', args=[uid])}?way={where}")


@require_POST
@page(permissions.EDIT)
def remove(request: StaffRequest, uid: UUID) -> HttpResponseRedirect:
    plan = fetch_for(request.actor, Plan, may=permissions.EDIT, uid=uid)
    settings = queries.settings_of(plan)
    place, _portfolio = _chosen(request, settings)
    if place != NEW:
        actions.change_settings(uid, settings.without_portfolio(int(place)), by=request.actor)
    return redirect("planning:plan", uid)


def _chosen(request: HttpRequest, settings: Settings) -> tuple[str, Portfolio]:
    """Return which way to spend is on the desk, and the way itself; a new one stands at today's levels."""
    said = (request.POST or request.GET).get("way", "")
    if said.isdecimal() and int(said) < len(settings.portfolios):
        return said, settings.portfolios[int(said)]
    if said != NEW and settings.portfolios:
        return "0", settings.portfolios[0]
    return NEW, Portfolio(name="")


def _form(request: HttpRequest, plan: Plan, portfolio: Portfolio) -> LevelsForm:
    numbers, settings = queries.numbers_of(plan), queries.settings_of(plan)
    given = request.GET if "ramp_months" in request.GET else None
    return LevelsForm(numbers, settings, portfolio, given)


def _results(plan: Plan, form: LevelsForm, *, quick: bool, page: str) -> dict[str, Any]:
    """Return the results of the levels on the desk, or why there are none. Raises Superseded."""
    if form.is_bound and not form.is_valid():
        return {"problem": _first_error(form)}
    try:
        way = form.levels() if form.is_bound else form.portfolio
        named = replace(way, name=way.name or "-")
        summary = client.results(form.numbers, form.settings, [named], quick=quick, page=page)
    except DomainError as problem:
        return {"problem": str(problem)}
    return {"results": results_of(summary, "p0", form.numbers, form.settings, way), "way": way}


def _first_error(form: LevelsForm) -> str:
    name, errors = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    return f"{label}: {errors[0]}" if label else str(errors[0])
