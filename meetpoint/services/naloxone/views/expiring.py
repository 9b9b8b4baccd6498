"""Naloxone that expires soon, by site."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.naloxone.queries import expiring_naloxone


@require_GET
@page("naloxone:kit:view")
def show(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    entries = expiring_naloxone(actor)
    soon, past = [e for e in entries if e.days >= 0], [e for e in entries if e.days < 0]
    return render(request, "naloxone/expiring.html", {"soon": soon, "past": past})
