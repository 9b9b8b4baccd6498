"""Community clean-ups: the list, and adding, correcting and voiding one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.consent.lists import list_response
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.queries import places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.listing import ChoiceFilter, Column, DateRangeFilter, Listing, Sort
from meetpoint.core.ui.refusals import tried
from meetpoint.services.syringe_services.actions.cleanups import (
    correct_clean_up,
    record_clean_up,
    void_clean_up,
)
from meetpoint.services.syringe_services.forms import CleanUpForm, stored_clean_up
from meetpoint.services.syringe_services.models import CleanUp, Method
from meetpoint.services.syringe_services.queries import live_clean_ups

VIEW = "syringe_services:cleanup:view"
RECORD = "syringe_services:cleanup:record"


def _site_choices(actor: Actor) -> list[tuple[str, str]]:
    return [(str(place.id), place.name) for place in places_of(actor).values()]


CLEAN_UPS = Listing(
    slug="clean-ups",
    caption=gettext_lazy("Community clean-ups"),
    columns=(
        Column(name="held_on", label=gettext_lazy("Day"), value=lambda row: row.held_on),
        Column(name="area", label=gettext_lazy("Where"), value=lambda row: row.area),
        Column(name="syringes", label=gettext_lazy("Syringes"), value=lambda row: row.syringes, numeric=True),
        Column(name="method", label=gettext_lazy("How it is known"), value=CleanUp.get_method_display),
        Column(
            name="people",
            label=gettext_lazy("People"),
            value=lambda row: row.people,
            numeric=True,
            hide_on_phone=True,
        ),
        Column(
            name="staff_hours",
            label=gettext_lazy("Staff hours"),
            value=lambda row: row.staff_hours,
            numeric=True,
            hide_on_phone=True,
        ),
        Column(name="site", label=gettext_lazy("Site"), value=lambda row: row.site.name, hide_on_phone=True),
    ),
    sorts=(Sort(name="held_on", label=gettext_lazy("Day"), field="held_on", descending=True),),
    filters=(
        ChoiceFilter(name="method", label=gettext_lazy("How it is known"), choices=Method.choices),
        ChoiceFilter(name="site", label=gettext_lazy("Site"), lookup="site_id", choices=_site_choices),
        DateRangeFilter(name="held_on", label=gettext_lazy("Day")),
    ),
    url=lambda row: reverse("syringe_services:clean_up", args=[row.uid]),
    empty_icon="trash",
    empty_title=gettext_lazy("No clean-ups yet"),
    empty_text=gettext_lazy("Add one after it was held. Containers need not be opened or counted."),
)


@require_GET
@page(VIEW)
def show_list(request: StaffRequest) -> HttpResponseBase:
    actor: Actor = request.actor
    clean_ups = live_clean_ups(actor).select_related("site")
    in_reach = clean_ups if actor.site_ids is None else clean_ups.filter(site_id__in=actor.site_ids)
    return list_response(
        request,
        CLEAN_UPS,
        in_reach,
        template="syringe_services/clean_ups.html",
        context={"may_record": actor.may(RECORD)},
        what="clean_ups",
    )


@require_http_methods(["GET", "POST"])
@page(RECORD)
def add(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    site: Site | None = request.site  # type: ignore[assignment]
    form = CleanUpForm(actor, request.POST or None, initial={"site": site.pk} if site else {})
    if form.is_valid() and tried(form, lambda: record_clean_up(form.clean_up(), by=actor)) is not None:
        messages.success(request, _("The clean-up is recorded."))
        return redirect("syringe_services:clean_ups")
    return render(request, "syringe_services/clean_up_form.html", {"form": form})


@require_GET
@page(VIEW)
def show(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    clean_up = fetch_for(actor, CleanUp, may=VIEW, uid=uid)
    may_change = actor.may(RECORD, site_id=clean_up.site_id) and clean_up.voided_at is None
    return render(request, "syringe_services/clean_up.html", {"clean_up": clean_up, "may_change": may_change})


@require_http_methods(["GET", "POST"])
@page(RECORD)
def correct(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    clean_up = fetch_for(actor, CleanUp, may=RECORD, uid=uid)
    form = CleanUpForm(actor, request.POST or None, initial=stored_clean_up(clean_up))
    if form.is_valid():
        corrected = tried(form, lambda: correct_clean_up(clean_up, form.clean_up(), by=actor))
        if corrected is not None:
            messages.success(request, _("Corrected. The earlier entry stays in the history."))
            return redirect("syringe_services:clean_up", corrected.uid)
    return render(request, "syringe_services/clean_up_form.html", {"form": form, "clean_up": clean_up})


@require_POST
@page(RECORD)
def void(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    void_clean_up(fetch_for(actor, CleanUp, may=RECORD, uid=uid), by=actor)
    messages.success(request, _("The clean-up no longer counts. It stays in the history."))
    return redirect("syringe_services:clean_ups")
