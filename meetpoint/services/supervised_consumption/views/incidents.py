"""Events: the list, what one was, its report on paper, and that an authority was told."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.consent.gate import disclose
from meetpoint.core.consent.lists import list_response
from meetpoint.core.ui.refusals import tried
from meetpoint.lib import clock
from meetpoint.services.supervised_consumption.actions.reporting import note_reported, tell_event, void_event
from meetpoint.services.supervised_consumption.forms.rooms import AccountForm
from meetpoint.services.supervised_consumption.listings import EVENTS
from meetpoint.services.supervised_consumption.models import Event, Room
from meetpoint.services.supervised_consumption.permissions import REPORT, RESPOND, VIEW
from meetpoint.services.supervised_consumption.queries.incidents import hand_over, incident_of, live_events
from meetpoint.services.supervised_consumption.views.response import show_log


@require_GET
@page(VIEW)
def show_list(request: StaffRequest) -> HttpResponseBase:
    rows = live_events(request.actor).select_related("site")
    return list_response(request, EVENTS, rows, what="room_events")


@require_POST
@page(RESPOND)
def tell(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    event = fetch_for(actor, Event, may=RESPOND, uid=uid)
    form = AccountForm.of(event, request.POST)

    def told() -> bool:
        tell_event(event, form.told(), by=actor)
        return True

    if form.is_valid() and tried(form, told):
        messages.success(request, _("Saved."))
        return redirect("supervised_consumption:response", uid)
    return show_log(request, event, form=form)


@require_POST
@page(REPORT)
def reported(request: StaffRequest, uid: UUID) -> HttpResponse:
    note_reported(fetch_for(request.actor, Event, may=REPORT, uid=uid), by=request.actor)
    messages.success(request, _("Noted that it was reported."))
    return redirect("supervised_consumption:response", uid)


@require_POST
@page(RESPOND)
def void(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    event = fetch_for(actor, Event, may=RESPOND, uid=uid)
    void_event(event, by=actor)
    messages.success(request, _("Taken out: nothing counts it. Its row stays."))
    room = Room.objects.of(actor).get(site_id=event.site_id)
    return redirect("supervised_consumption:board", room.uid)


@require_GET
@page(VIEW)
def report(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    event = fetch_for(actor, Event, may=VIEW, uid=uid)
    grant = disclose(
        actor, kind="print", what="incident_report", purpose="operations", recipient="staff", rows=1
    )
    context = {
        "incident": incident_of(event, actor),
        "event": event,
        "notice": grant.notice,
        "printed_at": clock.now(),
    }
    return render(request, "supervised_consumption/report.html", context)


@require_GET
@page(VIEW)
def hand_over_sheet(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    room = fetch_for(actor, Room, may=VIEW, uid=uid)
    sheet = hand_over(room, actor)
    rows = len(sheet.present) + len(sheet.events)
    grant = disclose(
        actor, kind="print", what="shift_sheet", purpose="operations", recipient="staff", rows=rows
    )
    context = {"sheet": sheet, "room": room, "notice": grant.notice}
    return render(request, "supervised_consumption/hand_over.html", context)
