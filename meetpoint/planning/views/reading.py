"""Pages that only read a plan: ways beside one another, what is not known, what a model cannot promise."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.lib.errors import DomainError
from meetpoint.planning import permissions, queries
from meetpoint.planning.models import Plan, RunKind
from meetpoint.planning.services import NOT_OFFERED, SERVICES
from meetpoint.planning.shown.comparison import comparison_of
from meetpoint.planning.shown.promise import HEALING_DOI, HEALING_KITS_DOI, healing_sentence, promises
from meetpoint.planning.shown.unknown import believed_of, drivers_of, history_of, unknowns_of
from meetpoint.planning.warm import client


@require_GET
@page(permissions.VIEW)
def compare(request: StaffRequest, uid: UUID) -> HttpResponse:
    plan = fetch_for(request.actor, Plan, may=permissions.VIEW, uid=uid)
    numbers, settings = queries.numbers_of(plan), queries.settings_of(plan)
    context: dict[str, Any] = {"plan": plan, "numbers": numbers, "ways": settings.portfolios}
    if settings.portfolios:
        try:
            summary = client.results(numbers, settings, settings.portfolios, quick=False, page="")
            context["comparison"] = comparison_of(summary, numbers, settings)
        except DomainError as problem:
            context["problem"] = str(problem)
    return render(request, "planning/compare.html", context)


@require_GET
@page(permissions.VIEW)
def unknown(request: StaffRequest, uid: UUID) -> HttpResponse:
    plan = fetch_for(request.actor, Plan, may=permissions.VIEW, uid=uid)
    numbers, settings = queries.numbers_of(plan), queries.settings_of(plan)
    drivers = queries.latest_result(plan, RunKind.DRIVERS, request.actor)
    history = queries.latest_result(plan, RunKind.HISTORY, request.actor)
    context: dict[str, Any] = {
        "plan": plan,
        "numbers": numbers,
        "not_offered": NOT_OFFERED,
        "waiting": [each for each in SERVICES if not settings.is_offered(each.lever)],
        "believed": believed_of(settings),
        "may_run": request.actor.may(permissions.RUN),
        "ways": settings.portfolios,
        "enough_history": len(numbers.deaths) >= 3,
        "drivers": drivers_of(drivers.result) if drivers and drivers.result else None,
        "drivers_old": bool(drivers and queries.is_outdated(drivers, plan)),
        "history": history_of(history.result) if history and history.result else None,
        "history_old": bool(history and queries.is_outdated(history, plan)),
    }
    try:
        context["unknowns"] = unknowns_of(client.assumptions(numbers, settings), drivers)
    except DomainError as problem:
        context["problem"] = str(problem)
    return render(request, "planning/unknown.html", context)


@require_GET
@page(permissions.VIEW)
def promise(request: StaffRequest, uid: UUID) -> HttpResponse:
    plan = fetch_for(request.actor, Plan, may=permissions.VIEW, uid=uid)
    context = {
        "plan": plan,
        "heading": _("What a model cannot promise"),
        "healing": healing_sentence(),
        "promises": promises(),
        "doi": HEALING_DOI,
        "kits_doi": HEALING_KITS_DOI,
    }
    return render(request, "planning/promise.html", context)
