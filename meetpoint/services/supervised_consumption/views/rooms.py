"""Rooms: the list, adding one, its stations, licence and rules; opening and closing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.refusals import tried
from meetpoint.lib.numbers import whole_number
from meetpoint.services.supervised_consumption.actions.rooms import (
    add_room,
    change_stations,
    close_room,
    enter_license,
    open_room,
    pause_station,
    write_rules,
)
from meetpoint.services.supervised_consumption.actions.shelf import say_shelf
from meetpoint.services.supervised_consumption.forms.rooms import (
    LicenseForm,
    RoomForm,
    RulesForm,
    ShelfForm,
    StationsForm,
)
from meetpoint.services.supervised_consumption.models import License, Room, Station
from meetpoint.services.supervised_consumption.options import values_of
from meetpoint.services.supervised_consumption.permissions import CHANGE, MONTH, RECORD, VIEW
from meetpoint.services.supervised_consumption.queries.visits import here, rules_of


@require_GET
@page(VIEW)
def show_list(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    rooms = Room.objects.of(actor).select_related("site").order_by("site__name")
    found = [room for room in rooms if actor.reaches(room.site_id)]
    context = {
        "rooms": [(room, here(actor, room.site_id).count()) for room in found],
        "may_change": actor.may(CHANGE),
        "may_see_month": actor.may(MONTH),
    }
    return render(request, "supervised_consumption/rooms.html", context)


@require_http_methods(["GET", "POST"])
@page(CHANGE)
def add(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    form = RoomForm(actor, request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        room = tried(form, lambda: add_room(said["uid"], said["site"], form.placed([]), by=actor))
        if room is not None:
            messages.success(request, _("The room is added. Enter the licensed capacity and the rules."))
            return redirect("supervised_consumption:room", room.uid)
    return render(request, "supervised_consumption/room_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
@page(CHANGE)
def change(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    room = fetch_for(actor, Room, may=CHANGE, uid=uid)
    stations = list(Station.objects.of(actor).filter(room=room, removed_at=None).order_by("number"))
    rules = rules_of(actor, room.pk)
    part = request.POST.get("part", "")
    forms: dict[str, Any] = {
        "shelf": ShelfForm(actor, request.POST if part == "shelf" else None),
        "stations": StationsForm.of(stations, request.POST if part == "stations" else None),
        "license": LicenseForm(request.POST if part == "license" else None),
        "rules": RulesForm(
            request.POST if part == "rules" else None,
            initial={"text": rules.text, "text_es": rules.text_es} if rules else None,
        ),
    }
    saves: dict[str, Callable[[], object]] = {
        "stations": lambda: change_stations(room, forms["stations"].placed(stations), by=actor),
        "shelf": lambda: say_shelf(forms["shelf"].said(), by=actor),
        "license": lambda: enter_license(room, **forms["license"].cleaned_data, by=actor),
        "rules": lambda: write_rules(room, **forms["rules"].cleaned_data, by=actor),
    }

    def saved() -> bool:
        saves[part]()
        return True

    if part in saves and forms[part].is_valid() and tried(forms[part], saved):
        messages.success(request, _("Saved."))
        return redirect("supervised_consumption:room", uid)
    context = {
        "room": room,
        "forms": forms,
        "licenses": License.objects.of(actor).filter(room=room).order_by("-effective_from", "-pk"),
        "rules": rules,
        "values": values_of(actor.organisation_id),
    }
    return render(request, "supervised_consumption/room.html", context)


@require_POST
@page(RECORD)
def switch(request: StaffRequest, uid: UUID) -> HttpResponse:
    """Open the room, or close it."""
    actor: Actor = request.actor
    room = fetch_for(actor, Room, may=RECORD, uid=uid)
    if request.POST.get("to") == "closed":
        close_room(room, by=actor)
        messages.success(request, _("The room is closed."))
    else:
        open_room(room, by=actor)
    return redirect("supervised_consumption:board", uid)


@require_POST
@page(RECORD)
def pause(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    room = fetch_for(actor, Room, may=RECORD, uid=uid)
    number = whole_number(request.POST.get("number", ""), most=999) or 0
    pause_station(room, number, paused=request.POST.get("to") == "paused", by=actor)
    return redirect("supervised_consumption:board", uid)
