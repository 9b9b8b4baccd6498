"""Which naloxone items are nasal and which are injected."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.supplies.permissions import CHANGE_ITEM
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.refusals import tried
from meetpoint.services.naloxone.actions.routes import say_routes
from meetpoint.services.naloxone.forms import RoutesForm


@require_http_methods(["GET", "POST"])
@page(CHANGE_ITEM)
def say(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    form = RoutesForm(actor, request.POST or None)
    if form.is_valid():
        tried(form, lambda: say_routes(form.routes(), by=actor))
        if form.is_valid():
            messages.success(request, _("Saved. Reports tell nasal and injected naloxone apart."))
            return redirect("naloxone:routes")
    return render(request, "naloxone/routes.html", {"form": form})
