"""The overdose response log: taps from a page with a script, or one form for each without; what follows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.organisations.options import option_value
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from meetpoint.lib.numbers import whole_number
from meetpoint.services.supervised_consumption.actions.responding import Tap, TapType, take_taps
from meetpoint.services.supervised_consumption.forms.rooms import AccountForm
from meetpoint.services.supervised_consumption.models import Event, NaloxoneRoute, Room, StepKind
from meetpoint.services.supervised_consumption.options import EMS_ON_NALOXONE, doses_of
from meetpoint.services.supervised_consumption.permissions import REPORT, RESPOND, VIEW
from meetpoint.services.supervised_consumption.queries.incidents import incident_of
from meetpoint.services.supervised_consumption.queries.shelf import lots_here
from meetpoint.services.supervised_consumption.views.board import LOG_BUTTONS, is_part

MOST_TAPS = 500
LARGEST_BODY = 512_000


@require_POST
@page(RESPOND)
def taps(request: StaffRequest, uid: UUID) -> HttpResponse:
    """Take in a page's queue, and answer with the taps that need not be sent again."""
    actor: Actor = request.actor
    room = fetch_for(actor, Room, may=RESPOND, uid=uid)
    if int(request.headers.get("Content-Length") or 0) > LARGEST_BODY:
        return JsonResponse({"problem": "too large"}, status=413)
    try:
        said = json.loads(request.body)
        sent_at = _moment(said["sent_at"])
        told = list(said["taps"])[:MOST_TAPS]
    except (ValueError, TypeError, KeyError, RecursionError):
        return JsonResponse({"problem": "unreadable"}, status=400)
    read = {str(one.get("id")): _tap(one, sent_at) for one in told if isinstance(one, dict)}
    good = [tap for tap in read.values() if tap is not None]
    if good:
        take_taps(room.site_id, good, sent_at, by=actor)
    unreadable = [id for id, tap in read.items() if tap is None]
    return JsonResponse({"taken": [id for id in read if id not in unreadable], "unreadable": unreadable})


def _tap(said: Mapping[str, Any], sent_at: datetime) -> Tap | None:
    """Read one tap. Only its type and its event must be readable; all else may be missing."""
    try:
        return Tap(
            uid=UUID(str(said["uid"])),
            event=UUID(str(said["event"])),
            type=TapType(str(said["type"])),
            at=_moment_or(said.get("at"), sent_at),
            station=_whole(said.get("station")),
            visit=UUID(str(said["visit"])) if said.get("visit") else None,
            kind=str(said.get("kind", "")),
            oxygen_lpm=_whole(said.get("oxygen_lpm")),
            naloxone_mg=_amount(said.get("naloxone_mg")),
            naloxone_route=str(said.get("naloxone_route", "")),
            lot=_row_id(said.get("lot")),
            outcome=str(said.get("outcome", "")),
        )
    except (ValueError, KeyError):
        return None


def _moment(text: object) -> datetime:
    moment = datetime.fromisoformat(str(text))
    if moment.tzinfo is None:
        raise ValueError("A moment without a zone.")
    return moment


def _moment_or(text: object, otherwise: datetime) -> datetime:
    try:
        return _moment(text)
    except ValueError:
        return otherwise


def _whole(said: object) -> int | None:
    return whole_number(str(said), most=999) if said not in (None, "") else None


def _row_id(said: object) -> int | None:
    return whole_number(str(said), most=2**31) if said not in (None, "") else None


def _amount(said: object) -> Decimal | None:
    try:
        amount = Decimal(str(said).replace(",", "."))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


@require_POST
@page(RESPOND)
def begin(request: StaffRequest, uid: UUID) -> HttpResponse:
    """Begin an event without a script, and go to its log."""
    actor: Actor = request.actor
    room = fetch_for(actor, Room, may=RESPOND, uid=uid)
    event = _tapped(request, TapType.BEGIN, room.site_id, uuid7())
    return redirect("supervised_consumption:response", event.uid)


@require_POST
@page(RESPOND)
def step(request: StaffRequest, uid: UUID) -> HttpResponse:
    """Add, amend, take back or end without a script: the button says which."""
    event = fetch_for(request.actor, Event, may=RESPOND, uid=uid)
    word = request.POST.get("type", "")
    type = TapType(word) if word in {one.value for one in TapType} else TapType.STEP
    _tapped(request, type, event.site_id, event.uid)
    return redirect("supervised_consumption:response", event.uid)


def _tapped(request: StaffRequest, type: TapType, site_id: int, event: UUID) -> Event:
    now = clock.now()
    mg, _space, route = request.POST.get("dose", "").partition(" ")
    said = {
        **{
            name: request.POST.get(name, "")
            for name in ("kind", "station", "visit", "outcome", "oxygen_lpm", "lot")
        },
        "uid": request.POST.get("uid") or str(uuid7()),
        "event": str(event),
        "type": type.value,
        "at": now.isoformat(),
        "naloxone_mg": request.POST.get("naloxone_mg") or mg,
        "naloxone_route": request.POST.get("naloxone_route") or route,
    }
    if mg:
        said["kind"] = StepKind.NALOXONE.value
    tap = _tap(said, now) or Tap(uid=uuid7(), event=event, type=type, at=now)
    return take_taps(site_id, [tap], now, by=request.actor)[0]


@require_GET
@page(VIEW)
def show(request: StaffRequest, uid: UUID) -> HttpResponse:
    event = fetch_for(request.actor, Event, may=VIEW, uid=uid)
    return show_log(request, event)


def show_log(request: StaffRequest, event: Event, **more: object) -> HttpResponse:
    actor: Actor = request.actor
    context = {
        **_log(event, actor),
        "room": Room.objects.of(actor).select_related("site").get(site_id=event.site_id),
        "form": AccountForm.of(event),
        "log_buttons": LOG_BUTTONS,
        "doses": doses_of(actor.organisation_id),
        "may_report": actor.may(REPORT, site_id=event.site_id),
        **more,
    }
    return render(request, "supervised_consumption/response.html", context)


@require_GET
@page(VIEW)
def steps(request: StaffRequest, uid: UUID) -> HttpResponse:
    """Answer with what was done so far; 304 while the room has no news."""
    event = fetch_for(request.actor, Event, may=VIEW, uid=uid)
    if not is_part(request):
        return redirect("supervised_consumption:response", uid)
    version = Room.objects.of(request.actor).values_list("version", flat=True).get(site_id=event.site_id)
    tag = f'"{event.pk}-{version}-{get_language()}"'
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponse(status=304)
    else:
        answer = render(request, "supervised_consumption/steps.html", _log(event, request.actor))
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _log(event: Event, actor: Actor) -> dict[str, object]:
    asks = option_value(actor.organisation_id, EMS_ON_NALOXONE) is True
    return {
        "event": event,
        "incident": incident_of(event, actor),
        "doses": doses_of(actor.organisation_id),
        "ems_is_asked": asks and event.had_naloxone and not event.had_ems,
        "may_respond": actor.may(RESPOND, site_id=event.site_id),
        "routes": NaloxoneRoute.choices,
        "lots": lots_here(actor, event.site_id) if event.resolved_at and event.had_naloxone else [],
    }
