"""Reported reversals: the list, and adding, correcting and voiding a report."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.consent.lists import list_response
from meetpoint.core.supplies.queries import places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.listing import ChoiceFilter, Column, DateRangeFilter, Listing, Sort, Status
from meetpoint.core.ui.listing.cells import shown
from meetpoint.core.ui.refusals import tried
from meetpoint.services.naloxone.actions.reversals import correct_reversal, report_reversal, void_reversal
from meetpoint.services.naloxone.forms import ReversalForm, VoidForm, site_of
from meetpoint.services.naloxone.models import Outcome, Product, ReversalPlace, ReversalReport, YesNoUnknown
from meetpoint.services.naloxone.queries import live_reversals

LEVELS = {Outcome.SURVIVED: "ok", Outcome.DIED: "danger", Outcome.UNKNOWN: "note"}


def _site_choices(actor: Actor) -> list[tuple[str, str]]:
    return [(str(place.id), place.name) for place in places_of(actor).values()]


def _outcome(report: ReversalReport) -> Status | str:
    return Status(LEVELS[Outcome(report.outcome)], report.get_outcome_display()) if report.outcome else ""


def _month(report: ReversalReport) -> str:
    return date_format(report.happened_month, "YEAR_MONTH_FORMAT") if report.happened_month else ""


def _area(report: ReversalReport) -> str:
    return ", ".join(part for part in (report.county, report.zip3) if part)


REVERSALS = Listing(
    slug="reversals",
    caption=gettext_lazy("Reversals reported"),
    columns=(
        Column(name="reported_on", label=gettext_lazy("Told us on"), value=lambda row: row.reported_on),
        Column(name="outcome", label=gettext_lazy("How it ended"), value=_outcome),
        Column(name="doses", label=gettext_lazy("Doses"), value=lambda row: row.doses, numeric=True),
        Column(name="product", label=gettext_lazy("Naloxone"), value=ReversalReport.get_product_display),
        Column(
            name="called_911", label=gettext_lazy("911 called"), value=ReversalReport.get_called_911_display
        ),
        Column(
            name="rescue_breathing",
            label=gettext_lazy("Rescue breathing"),
            value=ReversalReport.get_rescue_breathing_display,
            on_page=False,
        ),
        Column(name="month", label=gettext_lazy("Happened"), value=_month, on_page=False),
        Column(
            name="place_type",
            label=gettext_lazy("Kind of place"),
            value=ReversalReport.get_place_type_display,
            hide_on_phone=True,
        ),
        Column(name="area", label=gettext_lazy("Area"), value=_area, on_page=False),
        Column(
            name="given_by",
            label=gettext_lazy("Given by"),
            value=ReversalReport.get_given_by_display,
            on_page=False,
        ),
        Column(name="site", label=gettext_lazy("Site"), value=lambda row: row.site.name, hide_on_phone=True),
    ),
    sorts=(Sort(name="reported_on", label=gettext_lazy("Told us on"), field="reported_on", descending=True),),
    filters=(
        ChoiceFilter(name="outcome", label=gettext_lazy("How it ended"), choices=Outcome.choices),
        ChoiceFilter(name="product", label=gettext_lazy("Naloxone"), choices=Product.choices),
        ChoiceFilter(name="called_911", label=gettext_lazy("911 called"), choices=YesNoUnknown.choices),
        ChoiceFilter(name="place_type", label=gettext_lazy("Kind of place"), choices=ReversalPlace.choices),
        ChoiceFilter(name="site", label=gettext_lazy("Site"), lookup="site_id", choices=_site_choices),
        DateRangeFilter(name="reported_on", label=gettext_lazy("Told us")),
    ),
    url=lambda row: reverse("naloxone:reversal", args=[row.uid]),
    empty_icon="naloxone",
    empty_title=gettext_lazy("No reversals reported yet"),
    empty_text=gettext_lazy(
        "When somebody tells of an overdose that was answered with naloxone, write it down here or while"
        " logging a contact. Every answer may be left out."
    ),
)


@require_GET
@page("naloxone:reversal:view")
def show_list(request: StaffRequest) -> HttpResponseBase:
    actor: Actor = request.actor
    reports = live_reversals(actor).select_related("site")
    in_reach = reports if actor.site_ids is None else reports.filter(site_id__in=actor.site_ids)
    return list_response(
        request,
        REVERSALS,
        in_reach,
        template="naloxone/reversals.html",
        context={"may_record": actor.may("naloxone:reversal:record")},
        what="reversals",
    )


@require_http_methods(["GET", "POST"])
@page("naloxone:reversal:record")
def add(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    form = ReversalForm(actor, request.POST or None, initial=site_of(request))
    if form.is_valid() and tried(form, lambda: report_reversal(form.reversal(), by=actor)) is not None:
        messages.success(request, _("Thank you. The reversal is recorded."))
        return redirect("naloxone:reversals")
    return render(request, "naloxone/reversal_form.html", {"form": form})


@require_GET
@page("naloxone:reversal:view")
def show(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    report = fetch_for(actor, ReversalReport, may="naloxone:reversal:view", uid=uid)
    facts = [(column.label, shown(column.value(report))) for column in REVERSALS.columns]
    may_correct = actor.may("naloxone:reversal:correct", site_id=report.site_id) and report.voided_at is None
    context = {"report": report, "facts": facts, "may_correct": may_correct, "void_form": VoidForm()}
    return render(request, "naloxone/reversal.html", context)


@require_http_methods(["GET", "POST"])
@page("naloxone:reversal:correct")
def correct(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    report = fetch_for(actor, ReversalReport, may="naloxone:reversal:correct", uid=uid)
    form = ReversalForm(actor, request.POST or None, initial=ReversalForm.answers_of(report))
    if form.is_valid():
        corrected = tried(form, lambda: correct_reversal(report, form.reversal(), by=actor))
        if corrected is not None:
            messages.success(request, _("Corrected. The earlier report stays in the history."))
            return redirect("naloxone:reversal", corrected)
    return render(request, "naloxone/reversal_form.html", {"form": form, "report": report})


@require_POST
@page("naloxone:reversal:correct")
def void(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    report = fetch_for(actor, ReversalReport, may="naloxone:reversal:correct", uid=uid)
    form = VoidForm(request.POST)
    if form.is_valid():
        void_reversal(report, form.cleaned_data["reason"], by=actor)
        messages.success(request, _("The report no longer counts. It stays in the history."))
    return redirect("naloxone:reversals" if form.is_valid() else reverse("naloxone:reversal", args=[uid]))
