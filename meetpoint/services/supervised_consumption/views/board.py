"""The station board: the page, the wall, and the part that screens ask for again and again."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.services.supervised_consumption.models import Room, StepKind
from meetpoint.services.supervised_consumption.options import doses_of, limits_of
from meetpoint.services.supervised_consumption.permissions import CHANGE, RECORD, RESPOND, VIEW
from meetpoint.services.supervised_consumption.queries.board import board_of
from meetpoint.services.supervised_consumption.views.drawings import Drawings

REDRAW_SECONDS = 30
"""So often a board is drawn anew without news, in case something changed by another door (product choice)."""

LOG_BUTTONS = (
    StepKind.STIMULATE,
    StepKind.AIRWAY,
    StepKind.BREATHS,
    StepKind.BAG,
    StepKind.OXYGEN,
    StepKind.CPR,
    StepKind.EMS_CALLED,
    StepKind.EMS_ARRIVED,
    StepKind.GLUCOSE,
    StepKind.RECOVERY,
    StepKind.BREATHING,
    StepKind.OTHER,
)
"""In the order of SAVE ME; naloxone has buttons of its own, above them."""


@require_GET
@page(VIEW)
def show(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    room = fetch_for(actor, Room, may=VIEW, uid=uid)
    context = {
        **_context(room, actor),
        "site": room.site,
        "may_change": actor.may(CHANGE, site_id=room.site_id),
        "log_buttons": LOG_BUTTONS,
        "doses": doses_of(actor.organisation_id),
    }
    return render(request, "supervised_consumption/board.html", context)


@require_GET
@page(VIEW)
def wall(request: StaffRequest, uid: UUID) -> HttpResponse:
    room = fetch_for(request.actor, Room, may=VIEW, uid=uid)
    context = {**_context(room, request.actor, on_wall=True), "site": room.site}
    return render(request, "supervised_consumption/wall.html", context)


@require_GET
@page(VIEW)
def tiles(request: StaffRequest, uid: UUID) -> HttpResponse:
    """Answer 304 from the room's row alone while nothing changed: that is what nearly every question gets.

    What was drawn for one screen is told to all that show the same; only the token in it is each one's own.
    """
    actor: Actor = request.actor
    room = fetch_for(actor, Room, may=VIEW, uid=uid)
    if not is_part(request):
        return redirect("supervised_consumption:board", uid)
    on_wall = request.GET.get("wall") == "1"
    tag = board_tag(room, actor, on_wall=on_wall)
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponse(status=304)
    else:

        def draw() -> str:
            context = {**_context(room, actor, on_wall=on_wall), "csrf_token": TOKEN_OF_WHOEVER_ASKS}
            return render_to_string("supervised_consumption/tiles.html", context, request)

        drawn = DRAWINGS.drawn(f"{room.uid}{tag}{timezone.get_current_timezone_name()}", draw)
        answer = HttpResponse(drawn.replace(TOKEN_OF_WHOEVER_ASKS, get_token(request)))
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    return answer


def is_part(request: StaffRequest) -> bool:
    """Tell whether a page's script asks for a part of it; whoever opens its address gets the page."""
    return request.headers.get("X-Requested-With") == "fetch"


DRAWINGS = Drawings()
TOKEN_OF_WHOEVER_ASKS = "the-token-of-whoever-asks"  # noqa: S105 - a mark, in whose place the token is put


def board_tag(room: Room, actor: Actor, *, on_wall: bool) -> str:
    """Return what differs whenever a board must be drawn otherwise: news, language, rights, time."""
    may_record = actor.may(RECORD, site_id=room.site_id)
    rights = f"{may_record:d}{actor.may(RESPOND, site_id=room.site_id):d}{on_wall:d}"
    half_minute = int(clock.now().timestamp()) // REDRAW_SECONDS
    return f'"{room.pk}-{room.version}-{get_language()}-{rights}-{half_minute}"'


def _context(room: Room, actor: Actor, *, on_wall: bool = False) -> dict[str, object]:
    return {
        "room": room,
        "board": board_of(room, actor),
        "limits": limits_of(actor.organisation_id),
        "may_record": actor.may(RECORD, site_id=room.site_id) and not on_wall,
        "may_respond": actor.may(RESPOND, site_id=room.site_id) and not on_wall,
        "on_wall": on_wall,
        "tag": board_tag(room, actor, on_wall=on_wall),
    }
