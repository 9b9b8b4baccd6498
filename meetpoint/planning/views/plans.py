"""The list of plans, a new one, its numbers, the services of today, putting it away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.consent.lists import list_response
from meetpoint.core.ui.refusals import tried
from meetpoint.planning import actions, permissions, queries
from meetpoint.planning.forms.numbers import NumbersForm
from meetpoint.planning.forms.services import TodayForm
from meetpoint.planning.listings import PLANS
from meetpoint.planning.models import Plan
from meetpoint.planning.plans.settings import blank_settings
from meetpoint.planning.plans.told import last_year, levels_of


@require_GET
@page(permissions.VIEW)
def show_list(request: StaffRequest) -> HttpResponseBase:
    context = {"may_edit": request.actor.may(permissions.EDIT)}
    rows = queries.plans(request.actor)
    return list_response(request, PLANS, rows, template="planning/list.html", context=context, what="plans")


@require_http_methods(["GET", "POST"])
@page(permissions.EDIT)
def new(request: StaffRequest) -> HttpResponse:
    form = NumbersForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if "read" in request.POST:
            return render(request, "planning/numbers.html", {"form": _read(form), "is_new": True})
        if form.is_valid():
            made = tried(form, lambda: _make(request, form))
            if made is not None:
                return redirect("planning:today", made.uid)
    return render(request, "planning/numbers.html", {"form": form, "is_new": True})


def _make(request: StaffRequest, form: NumbersForm) -> Plan:
    said = form.cleaned_data
    return actions.make_plan(
        said["uid"], said["title"], form.local_numbers(), blank_settings(), by=request.actor
    )


@require_http_methods(["GET", "POST"])
@page(permissions.EDIT)
def numbers(request: StaffRequest, uid: UUID) -> HttpResponse:
    plan = fetch_for(request.actor, Plan, may=permissions.EDIT, uid=uid)
    kept = queries.numbers_of(plan)
    form = NumbersForm(request.POST or None, request.FILES or None, numbers=kept)
    form.fields["title"].initial, form.fields["uid"].initial = plan.title, plan.uid
    if request.method == "POST":
        if "read" in request.POST:
            form = _read(form)
        elif form.is_valid():
            changed = tried(
                form,
                lambda: actions.change_numbers(
                    uid, form.cleaned_data["title"], form.local_numbers(), by=request.actor
                ),
            )
            if changed is not None:
                return redirect("planning:plan", uid)
    return render(request, "planning/numbers.html", {"form": form, "plan": plan, "is_new": False})


def _read(form: NumbersForm) -> NumbersForm:
    """Return the form with what the chosen file says in its fields, and everything else as it was typed."""
    form.is_valid()
    filled = form.read_file()
    if filled is None:
        for name in set(form.errors) - {"file", "file_place"}:
            del form.errors[name]
        return form
    data = QueryDict(mutable=True)
    data.update({name: value for name, value in form.data.items() if not name.startswith("provisional_")})
    data.update({})
    for name, value in filled.items():
        data[name] = str(value)
    again = NumbersForm(data, numbers=form.numbers)
    again.found = form.found
    again.is_valid()
    again.errors.clear()
    return again


@require_http_methods(["GET", "POST"])
@page(permissions.EDIT)
def today(request: StaffRequest, uid: UUID) -> HttpResponse:
    plan = fetch_for(request.actor, Plan, may=permissions.EDIT, uid=uid)
    settings, kept = queries.settings_of(plan), queries.numbers_of(plan)
    year = last_year(request.actor)
    levels: dict[str, float] = {}
    injections = request.POST.get("injections", "")
    if settings == blank_settings() or "take" in request.POST:
        per_year = int(injections) if injections.isdecimal() and int(injections) > 0 else None
        levels = levels_of(year, kept.people_at_risk, per_year)
    taking = "take" in request.POST
    form = TodayForm(settings, None if taking else request.POST or None, levels=levels)
    if taking:
        form.fields["injections"].initial = injections
        messages.info(request, _("Your own counts are filled in below. Nothing is kept before you save."))
    elif form.is_valid():
        changed = tried(form, lambda: actions.change_settings(uid, form.new_settings(), by=request.actor))
        if changed is not None:
            return redirect("planning:plan", uid)
    context: dict[str, Any] = {"plan": plan, "form": form, "year": year, "numbers": kept}
    return render(request, "planning/today.html", context)


@require_POST
@page(permissions.EDIT)
def put_away(request: StaffRequest, uid: UUID) -> HttpResponseRedirect:
    plan = fetch_for(request.actor, Plan, may=permissions.EDIT, uid=uid)
    actions.put_away(plan.uid, by=request.actor)
    messages.success(
        request, _("Put away. It stands under “Put away” on the list, and can be taken out again.")
    )
    return redirect("planning:list")


@require_POST
@page(permissions.EDIT)
def take_out(request: StaffRequest, uid: UUID) -> HttpResponseRedirect:
    plan = fetch_for(request.actor, Plan, may=permissions.EDIT, uid=uid)
    actions.take_out(plan.uid, by=request.actor)
    return redirect("planning:plan", uid)
