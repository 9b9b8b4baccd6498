"""What a device keeps for when there is no network: the log's buttons, and the worker that shows them."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.services.supervised_consumption.models import Room, Station
from meetpoint.services.supervised_consumption.options import doses_of
from meetpoint.services.supervised_consumption.permissions import RESPOND, VIEW
from meetpoint.services.supervised_consumption.views.board import LOG_BUTTONS


@require_GET
@page(RESPOND)
def shell(request: StaffRequest, uid: UUID) -> HttpResponse:
    """The page that is kept: buttons and station numbers; nothing of a visit, an event, or who is signed in.

    Rendered without the request, so that neither a token nor anything of the session stands in it.
    """
    actor = request.actor
    room = fetch_for(actor, Room, may=RESPOND, uid=uid)
    stations = Station.objects.of(actor).filter(room=room, removed_at=None).order_by("number")
    context = {
        "room": room,
        "stations": list(stations.values_list("number", flat=True)),
        "log_buttons": LOG_BUTTONS,
        "doses": doses_of(actor.organisation_id),
    }
    kept = render_to_string("supervised_consumption/shell.html", context)
    return HttpResponse(kept, headers={"Cache-Control": "private, no-store"})


@require_GET
@page(VIEW)
def session_worker(request: StaffRequest) -> HttpResponse:
    """The service worker of these pages. Its address tells the sign-out button to remove it."""
    context = {
        "here": reverse("supervised_consumption:session_worker"),
        "scope": reverse("supervised_consumption:rooms"),
        "static_root": settings.STATIC_URL,
    }
    answer = render(
        request, "supervised_consumption/worker.js", context, content_type="text/javascript; charset=utf-8"
    )
    answer["Cache-Control"] = "no-cache"
    return answer
