"""One lot: where it is, what it went into, setting it aside, mending what was misread."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.supplies import actions, permissions, queries
from meetpoint.core.supplies.forms import LotForm
from meetpoint.core.supplies.models import Lot
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.refusals import tried


@require_GET
@page(permissions.VIEW)
def show(request: StaffRequest, pk: int) -> HttpResponse:
    actor = request.actor
    lot = fetch_for(actor, Lot, may=permissions.VIEW, pk=pk)
    packed = queries.packed_with(actor, [lot.pk])
    context = {
        "lot": lot,
        "item": lot.item,
        "places": queries.places_of_lot(actor, lot.pk),
        "kits": [one for one in packed if one.part.pk == lot.pk],
        "parts": [one for one in packed if one.kit.pk == lot.pk],
        "handed_out": queries.handed_out_of_lot(actor, lot.pk),
        "may_dispose": actor.may(permissions.DISPOSE),
        "may_correct": actor.may(permissions.RECEIVE),
    }
    return render(request, "supplies/lot.html", context)


@require_POST
@page(permissions.DISPOSE)
def set_aside(request: StaffRequest, pk: int) -> HttpResponse:
    actor = request.actor
    lot = fetch_for(actor, Lot, may=permissions.DISPOSE, pk=pk)
    if request.POST.get("release"):
        actions.release_lot(lot.pk, by=actor)
        messages.success(request, _("This lot may be handed out again."))
    else:
        actions.quarantine_lot(lot.pk, by=actor)
        messages.success(
            request, _("Set aside everywhere. Nothing is drawn from this lot until it is released.")
        )
    return redirect("supplies:lot", lot.pk)


@require_http_methods(["GET", "POST"])
@page(permissions.RECEIVE)
def correct(request: StaffRequest, pk: int) -> HttpResponse:
    actor = request.actor
    lot = fetch_for(actor, Lot, may=permissions.RECEIVE, pk=pk)
    form = LotForm(request.POST or None, initial=_as_read(lot))
    if form.is_valid():
        corrected = tried(form, lambda: _correct(lot, form.cleaned_data, by=actor))
        if corrected:
            messages.success(request, _("Saved."))
            return redirect("supplies:lot", lot.pk)
    context = {"form": form, "heading": _("Correct a lot"), "back": lot}
    return render(request, "supplies/correct_lot.html", context)


def _as_read(lot: Lot) -> dict[str, object]:
    return {
        "lot_number": lot.number,
        "expires_on": lot.expires_on,
        "serial_from": lot.serial_from,
        "serial_to": lot.serial_to,
    }


def _correct(lot: Lot, said: Mapping[str, Any], *, by: Actor) -> Lot:
    return actions.correct_lot(
        lot.pk,
        number=said["lot_number"],
        expires_on=said["expires_on"],
        serials=(said["serial_from"], said["serial_to"]),
        by=by,
    )
