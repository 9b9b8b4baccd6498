"""Checking in, one visit, and every step of it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.refusals import tried
from meetpoint.lib.identifiers import uuid7
from meetpoint.lib.numbers import whole_number
from meetpoint.services.supervised_consumption.actions.moving import (
    leave,
    look_after,
    note_use,
    observe,
    seat,
    to_aftercare,
)
from meetpoint.services.supervised_consumption.actions.visits import agree_to_rules, check_in, tell_visit
from meetpoint.services.supervised_consumption.errors import CapacityReached
from meetpoint.services.supervised_consumption.forms.caring import CareForm, LeaveForm, LookForm
from meetpoint.services.supervised_consumption.forms.visits import CheckInForm, ToldForm
from meetpoint.services.supervised_consumption.models import Room, Visit
from meetpoint.services.supervised_consumption.options import limits_of
from meetpoint.services.supervised_consumption.permissions import OVERRIDE, RECORD, RESPOND, VIEW
from meetpoint.services.supervised_consumption.queries.board import board_of
from meetpoint.services.supervised_consumption.queries.incidents import looks_at
from meetpoint.services.supervised_consumption.queries.links import linked_of
from meetpoint.services.supervised_consumption.queries.visits import alias_of, heard_before, rules_of
from meetpoint.services.supervised_consumption.rules import fits


@require_http_methods(["GET", "POST"])
@page(RECORD)
def add(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    room = fetch_for(actor, Room, may=RECORD, uid=uid)
    form = CheckInForm(actor, room, request.POST or None)
    if form.is_valid():
        visit = tried(form, lambda: _checked_in(form, actor))
        if visit is not None:
            return redirect("supervised_consumption:visit", visit.uid)
    context = {
        "form": form,
        "room": room,
        "board": board_of(room, actor),
        "rules": rules_of(actor, room.pk),
    }
    return render(request, "supervised_consumption/check_in.html", context)


def _checked_in(form: CheckInForm, actor: Actor) -> Visit:
    new = form.new()
    try:
        return check_in(new, by=actor)
    except CapacityReached:
        if actor.may(OVERRIDE, site_id=new.site_id):
            form.ask_for_reason()
        raise


@require_GET
@page(VIEW)
def show(request: StaffRequest, uid: UUID) -> HttpResponse:
    return _page(request, fetch_for(request.actor, Visit, may=VIEW, uid=uid))


def _page(request: StaffRequest, visit: Visit, **more: object) -> HttpResponse:
    actor: Actor = request.actor
    room = Room.objects.of(actor).select_related("site").get(site_id=visit.site_id)
    board = board_of(room, actor)
    rules = rules_of(actor, room.pk)
    person = visit.encounter.participant
    version = rules.version if rules else 0
    context = {
        "visit": visit,
        "person": person,
        "room": room,
        "board": board,
        "free": [tile.station for tile in board.tiles if tile.word == "free"],
        "fitting": {tile.station.number for tile in board.tiles if fits(visit.wants, tile.station.kind)},
        "rules": rules,
        "heard_before": heard_before(actor, person.pk, visit.site_id, version) if person else None,
        "alias": alias_of(visit),
        "linked": linked_of(visit, actor),
        "looks": looks_at(visit, actor),
        "limits": limits_of(actor.organisation_id),
        "events": visit.events.filter(voided_at=None).order_by("recognised_at"),
        "told_form": ToldForm.of(visit, actor),
        "look_form": LookForm(),
        "care_form": CareForm.of(visit, actor),
        "leave_form": LeaveForm(),
        "quick_look": uuid7(),
        "may_record": actor.may(RECORD, site_id=visit.site_id),
        "may_respond": actor.may(RESPOND, site_id=visit.site_id),
        "may_override": actor.may(OVERRIDE, site_id=visit.site_id),
        **more,
    }
    return render(request, "supervised_consumption/visit.html", context)


@require_POST
@page(RECORD)
def take_seat(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    visit = fetch_for(actor, Visit, may=RECORD, uid=uid)
    number = whole_number(request.POST.get("number", ""), most=999) or 0
    try:
        seat(visit, number, reason=request.POST.get("reason", ""), by=actor)
    except CapacityReached as full:
        return _page(request, visit, full=full, wanted=number)
    return redirect("supervised_consumption:visit", visit.uid)


def _step(act: Callable[..., object]) -> Callable[..., HttpResponseBase]:
    """Return a view that does one thing with a visit and goes back to where it was asked for."""

    @require_POST
    @page(RECORD)
    def step(request: StaffRequest, uid: UUID) -> HttpResponse:
        act(fetch_for(request.actor, Visit, may=RECORD, uid=uid), by=request.actor)
        return _back(request, uid)

    return step


agree = _step(agree_to_rules)
use = _step(note_use)
aftercare = _step(to_aftercare)


@require_POST
@page(RECORD)
def end(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    visit = fetch_for(actor, Visit, may=RECORD, uid=uid)
    form = LeaveForm(request.POST)
    if not form.is_valid():
        return _page(request, visit, leave_form=form)
    leave(visit, form.cleaned_data["exit_kind"], by=actor)
    messages.success(request, _("Number %(ticket)d has left.") % {"ticket": visit.ticket})
    return redirect("supervised_consumption:board", _room_uid(visit, actor))


@require_POST
@page(RECORD)
def look(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    visit = fetch_for(actor, Visit, may=RECORD, uid=uid)
    form = LookForm(request.POST)
    if not form.is_valid():
        return _page(request, visit, look_form=form)
    observe(visit, form.look(), by=actor)
    return _back(request, uid)


@require_POST
@page(RECORD)
def tell(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    visit = fetch_for(actor, Visit, may=RECORD, uid=uid)
    form = ToldForm.of(visit, actor, request.POST)

    def told() -> bool:
        tell_visit(visit, form.told(), by=actor)
        return True

    if form.is_valid() and tried(form, told):
        messages.success(request, _("Saved."))
        return redirect("supervised_consumption:visit", uid)
    return _page(request, visit, told_form=form)


@require_POST
@page(RECORD)
def care(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    visit = fetch_for(actor, Visit, may=RECORD, uid=uid)
    form = CareForm.of(visit, actor, request.POST)

    def looked_after() -> bool:
        look_after(visit, form.care(), by=actor)
        return True

    if form.is_valid() and tried(form, looked_after):
        messages.success(request, _("Saved."))
        return redirect("supervised_consumption:visit", uid)
    return _page(request, visit, care_form=form)


def _back(request: StaffRequest, uid: UUID) -> HttpResponse:
    """Go back to the board when a step was tapped there, else to the visit."""
    if request.POST.get("from") == "board":
        visit = fetch_for(request.actor, Visit, may=VIEW, uid=uid)
        return redirect("supervised_consumption:board", _room_uid(visit, request.actor))
    return redirect("supervised_consumption:visit", uid)


def _room_uid(visit: Visit, actor: Actor) -> UUID:
    found: UUID = Room.objects.of(actor).values_list("uid", flat=True).get(site_id=visit.site_id)
    return found
