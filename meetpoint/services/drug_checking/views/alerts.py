"""Alerts: what waits, what is public, and deciding on each."""

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
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.listing import ChoiceFilter, Column, Listing, Sort
from meetpoint.core.ui.listing import Status as Mark
from meetpoint.core.ui.refusals import tried
from meetpoint.services.drug_checking import permissions
from meetpoint.services.drug_checking.actions.alerts import (
    dismiss_alert,
    publish_alert,
    withdraw_alert,
    write_alert,
)
from meetpoint.services.drug_checking.forms.deciding import NewAlertInput, PublishAlertInput
from meetpoint.services.drug_checking.models import Alert, Level, Sample, Status, Trigger
from meetpoint.services.drug_checking.queries.alerts import alerts, supplies_for
from meetpoint.services.drug_checking.vocabulary import label_of_substance
from meetpoint.services.drug_checking.vocabulary.expected import label_of_expected

LEVELS = {
    Status.PROPOSED: "soon",
    Status.PUBLISHED: "now",
    Status.DISMISSED: "note",
    Status.WITHDRAWN: "note",
}

ALERTS = Listing(
    slug="drug-alerts",
    caption=gettext_lazy("Drug alerts"),
    columns=(
        Column(
            name="substance", label=gettext_lazy("Found"), value=lambda row: label_of_substance(row.substance)
        ),
        Column(
            name="state",
            label=gettext_lazy("State"),
            value=lambda row: Mark(LEVELS[Status(row.status)], str(Status(row.status).label)),
        ),
        Column(
            name="expected", label=gettext_lazy("Sold as"), value=lambda row: label_of_expected(row.expected)
        ),
        Column(
            name="trigger",
            label=gettext_lazy("Why"),
            value=lambda row: Trigger(row.trigger).label,
            hide_on_phone=True,
        ),
        Column(
            name="level",
            label=gettext_lazy("By"),
            value=lambda row: Level(row.level).label,
            hide_on_phone=True,
        ),
        Column(name="area", label=gettext_lazy("Area"), value=lambda row: row.area, hide_on_phone=True),
        Column(
            name="proposed_at",
            label=gettext_lazy("Since"),
            value=lambda row: row.proposed_at,
            hide_on_phone=True,
        ),
    ),
    sorts=(Sort(name="proposed_at", label=gettext_lazy("Since"), field="proposed_at", descending=True),),
    filters=(
        ChoiceFilter(name="status", label=gettext_lazy("State"), choices=Status.choices),
        ChoiceFilter(name="trigger", label=gettext_lazy("Why"), choices=Trigger.choices),
    ),
    url=lambda row: reverse("drug_checking:alert", args=[row.uid]),
    empty_icon="warning",
    empty_title=gettext_lazy("No alerts"),
    empty_text=gettext_lazy(
        "What is found unexpectedly is proposed here. A person decides whether it is published."
    ),
)


@require_GET
@page(permissions.VIEW_ALERTS)
def show_list(request: StaffRequest) -> HttpResponseBase:
    actor: Actor = request.actor
    return list_response(
        request,
        ALERTS,
        alerts(actor),
        template="drug_checking/alerts.html",
        context={"may_decide": actor.may(permissions.DECIDE)},
        what="drug alerts",
    )


@require_http_methods(["GET", "POST"])
@page(permissions.DECIDE)
def write(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    form = NewAlertInput(request.POST or None)
    if form.is_valid():
        written = tried(form, lambda: write_alert(**form.cleaned_data, by=actor))
        if written is not None:
            return redirect("drug_checking:alert", written.uid)
    return render(request, "drug_checking/alert_form.html", {"form": form})


@require_GET
@page(permissions.VIEW_ALERTS)
def show(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    alert = fetch_for(actor, Alert, may=permissions.VIEW_ALERTS, uid=uid)
    return _page(request, alert, PublishAlertInput(initial={"area": alert.area}))


def _page(request: StaffRequest, alert: Alert, form: PublishAlertInput) -> HttpResponse:
    actor: Actor = request.actor
    sample = Sample.objects.of(actor).filter(pk=alert.sample_id).first() if alert.sample_id else None
    context = {
        "alert": alert,
        "form": form,
        "sample": sample,
        "substance": label_of_substance(alert.substance),
        "expected": label_of_expected(alert.expected),
        "level": LEVELS[Status(alert.status)],
        "may_decide": actor.may(permissions.DECIDE),
        "supplies": supplies_for(alert, actor) if actor.may("supplies:stock:view") else (),
    }
    return render(request, "drug_checking/alert.html", context)


@require_POST
@page(permissions.DECIDE)
def publish(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    alert = fetch_for(actor, Alert, may=permissions.DECIDE, uid=uid)
    form = PublishAlertInput(request.POST)
    if not form.is_valid():
        return _page(request, alert, form)
    publish_alert(alert, **form.cleaned_data, by=actor)
    messages.success(request, _("The alert is public."))
    return redirect("drug_checking:alert", uid)


@require_POST
@page(permissions.DECIDE)
def dismiss(request: StaffRequest, uid: UUID) -> HttpResponse:
    dismiss_alert(fetch_for(request.actor, Alert, may=permissions.DECIDE, uid=uid), by=request.actor)
    return redirect("drug_checking:alerts")


@require_POST
@page(permissions.DECIDE)
def withdraw(request: StaffRequest, uid: UUID) -> HttpResponse:
    withdraw_alert(fetch_for(request.actor, Alert, may=permissions.DECIDE, uid=uid), by=request.actor)
    messages.success(request, _("The alert is not public any more."))
    return redirect("drug_checking:alert", uid)
