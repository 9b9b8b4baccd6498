"""Pages of loops: those that are open, and the slip that closes one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.consent.lists import list_response
from meetpoint.core.referrals import actions, listings, permissions, queries
from meetpoint.core.referrals.forms import SlipForm
from meetpoint.core.referrals.listings.referrals import OF_PLACES
from meetpoint.core.referrals.queries import Place
from meetpoint.core.ui.refusals import tried
from meetpoint.lib import clock

DAYS_BACK = 365
MOST_PLACES = 12


@require_GET
@page(permissions.VIEW)
def open_loops(request: StaffRequest) -> HttpResponseBase:
    actor = request.actor
    context: dict[str, Any] = {"may_change": actor.may(permissions.CHANGE), "days_back": DAYS_BACK}
    if "format" not in request.GET:
        found = _places(request)
        context |= {"places": found[:MOST_PLACES], "more_places": max(len(found) - MOST_PLACES, 0)}
    return list_response(
        request,
        listings.LOOPS,
        queries.open_loops(actor),
        template="referrals/open.html",
        context=context,
        what="referrals",
    )


@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE)
def slip_back(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    form = SlipForm(request.POST or None, initial={"slip": request.GET.get("slip", "")[:40]})
    if form.is_valid():
        said = form.cleaned_data
        closed = tried(
            form,
            lambda: actions.answer_slip(
                said["slip"],
                said["status"],
                by=actor,
                said_by=said["said_by"],
                reason=said["reason"],
                on=said["on"],
                outcome=said["outcome"],
            ),
        )
        if closed is not None:
            messages.success(request, _("Thank you. That is written down."))
            return redirect("referrals:detail", closed.uid)
    return render(request, "referrals/slip_back.html", {"form": form})


def _places(request: StaffRequest) -> list[Place]:
    """Return how places answered in the last year, to what the list's own filters leave."""
    since = clock.now().date() - timedelta(days=DAYS_BACK)
    rows = queries.referrals_of(request.actor).filter(local_date__gte=since)
    for item in listings.LOOPS.filters:
        if item.name in OF_PLACES:
            reading = item.read(request.GET.dict(), request.actor)
            rows = rows if reading.value is None else item.narrow(rows, reading.value)
    return queries.places(rows)
