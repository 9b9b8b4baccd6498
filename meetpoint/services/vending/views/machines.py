"""Machines: the list, one of them, adding, changing, its slots, its keys."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.refusals import tried
from meetpoint.services.vending.actions.machines import (
    add_machine,
    change_keys,
    change_machine,
    place_items,
    retire_machine,
)
from meetpoint.services.vending.actions.seeing import keys_seen
from meetpoint.services.vending.forms import MachineForm, slot_rows
from meetpoint.services.vending.models import Machine
from meetpoint.services.vending.permissions import CHANGE, CREDENTIALS, ISSUE, RESTOCK, REVIEW, VIEW
from meetpoint.services.vending.queries.history import history_of
from meetpoint.services.vending.queries.levels import slots_in_use
from meetpoint.services.vending.queries.machines import machines_of, states_of
from meetpoint.services.vending.restock_form import SLUG as RESTOCK_SLUG


@require_GET
@page(VIEW)
def show_list(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    states = states_of(actor, list(machines_of(actor)))
    context = {
        "states": states,
        "may_change": actor.may(CHANGE),
        "may_issue": actor.may(ISSUE),
        "may_review": actor.may(REVIEW),
    }
    return render(request, "vending/machines.html", context)


@require_GET
@page(VIEW)
def show(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    machine = fetch_for(actor, Machine, may=VIEW, uid=uid)
    (state,) = states_of(actor, [machine])
    context = {
        "state": state,
        "machine": machine,
        "history": history_of(actor, machine),
        "may_change": actor.may(CHANGE, site_id=machine.site_id) and machine.retired_at is None,
        "may_restock": actor.may(RESTOCK, site_id=machine.site_id) and machine.retired_at is None,
        "restock_url": f"{reverse('field:form', args=[RESTOCK_SLUG])}?site={machine.site_id}",
        "may_see_keys": actor.may(CREDENTIALS, site_id=machine.site_id),
    }
    return render(request, "vending/machine.html", context)


@require_http_methods(["GET", "POST"])
@page(CHANGE)
def add(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    form = MachineForm(actor, request.POST or None)
    if form.is_valid():
        added = tried(form, lambda: add_machine(form.cleaned_data["uid"], form.details(), by=actor))
        if added is not None:
            messages.success(request, _("The machine is added. Say what is in its slots."))
            return redirect("vending:slots", added.uid)
    return render(request, "vending/machine_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
@page(CHANGE)
def change(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    machine = fetch_for(actor, Machine, may=CHANGE, uid=uid)
    form = MachineForm(actor, request.POST or None, machine=machine)

    def changed() -> bool:
        change_machine(machine, form.details(machine), by=actor)
        return True

    if form.is_valid() and tried(form, changed):
        messages.success(request, _("Saved."))
        return redirect("vending:machine", machine.uid)
    return render(request, "vending/machine_form.html", {"form": form, "machine": machine})


@require_http_methods(["GET", "POST"])
@page(CHANGE)
def slots(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    machine = fetch_for(actor, Machine, may=CHANGE, uid=uid)
    rows = slot_rows(actor, list(slots_in_use(actor, [machine.pk])), request.POST or None)
    if request.method == "POST" and rows.is_valid():
        placed = [each for form in rows if (each := form.placed()) is not None]
        if tried(rows.forms[0], lambda: place_items(machine, placed, by=actor)) is not None:
            messages.success(request, _("Saved. Levels of changed slots begin with the next refill."))
            return redirect("vending:machine", machine.uid)
    return render(request, "vending/slots.html", {"rows": rows, "machine": machine})


@require_POST
@page(CHANGE)
def retire(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    retire_machine(fetch_for(actor, Machine, may=CHANGE, uid=uid), by=actor)
    messages.success(request, _("The machine is out of use. What it handed out stays."))
    return redirect("vending:machines")


@require_GET
@never_cache
@page(CREDENTIALS, fresh=True)
def show_keys(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    machine = fetch_for(actor, Machine, may=CREDENTIALS, uid=uid)
    context = {"machine": machine, "keys": keys_seen(machine, by=actor)}
    return render(request, "vending/keys.html", context)


@require_POST
@page(CREDENTIALS, fresh=True)
def new_keys(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    machine = fetch_for(actor, Machine, may=CREDENTIALS, uid=uid)
    change_keys(machine, by=actor)
    messages.success(request, _("The machine has another password and key. Enter them before it can go on."))
    return redirect("vending:keys", machine.uid)
