"""The refill route, to read on the way or to print."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.services.vending.permissions import VIEW
from meetpoint.services.vending.queries.route import refill_route


@require_GET
@page(VIEW)
def show(request: StaffRequest) -> HttpResponse:
    return render(request, "vending/route.html", {"route": refill_route(request.actor)})
