"""Pages of groups: the coming weeks, planning one, and who wants to come."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.access.queries import staff_names
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.people.models import Participant
from meetpoint.core.sessions import actions, permissions
from meetpoint.core.sessions.forms.fields import sites_open
from meetpoint.core.sessions.forms.sessions import GroupForm, JoinForm
from meetpoint.core.sessions.models import Series
from meetpoint.core.sessions.queries import sessions as queries
from meetpoint.core.sessions.views.sessions import here
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.refusals import tried
from meetpoint.lib import clock


@require_GET
@page(permissions.VIEW)
def groups(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    sites = queries.sites_with_groups(actor, list(sites_open(actor)))
    chosen = _site(request, sites)
    today = _today(actor, chosen)
    rows = list(queries.groups_ahead(actor, today, chosen.pk if chosen else None))
    names = staff_names(actor)
    for row in rows:
        row.leaders = ", ".join(names[pk] for pk in (row.lead_id, row.second_id) if pk in names)  # type: ignore[attr-defined]
    days = [(day, list(of_day)) for day, of_day in groupby(rows, key=lambda row: row.local_date)]
    context = {
        "days": days,
        "sites": sites,
        "chosen": chosen,
        "may_plan": actor.may(permissions.PLAN_GROUPS),
    }
    return render(request, "sessions/groups.html", context)


@require_http_methods(["GET", "POST"])
@page(permissions.PLAN_GROUPS)
def add(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    form = GroupForm(actor, request.POST or None, initial={"minutes": 90, **here(request)})
    if form.is_valid():
        said = form.cleaned_data
        new = actions.NewSeries(
            uid=said["uid"],
            site_id=said["site"].pk,
            kind=said["kind"],
            title=said["title"],
            first_on=said["first_on"],
            last_on=said["last_on"],
            at=said["at"],
            minutes=said["minutes"],
            module=said["module"],
            mode=said["mode"],
            place=said["place"],
            lead_id=said["lead"],
            second_id=said["second"],
            capacity=said["capacity"],
        )
        made = tried(form, lambda: actions.plan_series(new, by=actor))
        if made is not None:
            messages.success(request, _("Planned, with a date for every week."))
            return redirect("sessions:group", made.uid)
    return render(request, "sessions/form.html", {"form": form, "heading": _("Plan a group")})


@never_cache
@require_GET
@page(permissions.VIEW)
def group(request: StaffRequest, uid: UUID) -> HttpResponse:
    return _shown(request, fetch_for(request.actor, Series, may=permissions.VIEW, uid=uid))


@never_cache
@require_POST
@page(permissions.CHANGE)
def join(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    series = fetch_for(actor, Series, may=permissions.CHANGE, uid=uid)
    form = JoinForm(actor, request.POST)
    if form.is_valid():
        person = form.cleaned_data["code"]
        if tried(form, lambda: actions.register(series, person, by=actor)) is not None:
            messages.success(request, _("Written down."))
            return redirect("sessions:group", uid)
    return _shown(request, series, form)


@require_POST
@page(permissions.CHANGE)
def leave(request: StaffRequest, uid: UUID, person: UUID) -> HttpResponse:
    actor = request.actor
    series = fetch_for(actor, Series, may=permissions.CHANGE, uid=uid)
    found = fetch_for(actor, Participant, may=permissions.CHANGE, uid=person)
    actions.unregister(series, found, by=actor)
    messages.success(request, _("Taken off the list."))
    return redirect("sessions:group", uid)


def _shown(request: StaffRequest, series: Series, form: JoinForm | None = None) -> HttpResponse:
    actor = request.actor
    people = queries.registered_in(actor, series.pk)
    names = staff_names(actor)
    dates = queries.dates_of(actor, series)
    may = actor.may(permissions.CHANGE, site_id=series.site_id)
    context = {
        "series": series,
        "people": people,
        "is_full": series.capacity is not None and len(people) >= series.capacity,
        "leaders": [names[pk] for pk in (series.lead_id, series.second_id) if pk in names],
        "dates": dates,
        "form": (form or JoinForm(actor)) if may else None,
    }
    return render(request, "sessions/group.html", context)


def _site(request: StaffRequest, sites: list[Site]) -> Site | None:
    asked = request.GET.get("site", "")
    if asked == "all":
        return None
    here: Site | None = request.site  # type: ignore[assignment]
    wanted = asked or (here.slug if here else "")
    return next((one for one in sites if one.slug == wanted), None)


def _today(actor: Actor, site: Site | None) -> date:
    zone = Organisation.objects.values_list("time_zone", flat=True).get(pk=actor.organisation_id)
    return clock.local_date(clock.now(), (site.time_zone if site else "") or zone)
