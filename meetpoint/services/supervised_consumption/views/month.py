"""The month of a room in figures: on the screen, and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from django.http import HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from meetpoint.core.access.guard import StaffRequest, fetch_for, is_fresh, page
from meetpoint.core.consent.gate import disclose
from meetpoint.core.facts.errors import AnalysisUnavailable
from meetpoint.core.supplies.queries.places import places_of
from meetpoint.core.ui.export import csv_pieces
from meetpoint.services.supervised_consumption.models import Room
from meetpoint.services.supervised_consumption.permissions import MONTH
from meetpoint.services.supervised_consumption.queries.month import Group, month_of_room


@require_GET
@page(MONTH)
def show(request: StaffRequest, uid: UUID) -> HttpResponseBase:
    room = fetch_for(request.actor, Room, may=MONTH, uid=uid)
    today = places_of(request.actor, site_id=room.site_id)[room.site_id].today
    first = _month(request.GET.get("month", ""), today)
    if request.GET.get("format") == "csv":
        return _file(request, room, first)
    problem, groups = "", []
    try:
        groups = month_of_room(room, first)
    except AnalysisUnavailable as silent:
        problem = str(silent)
    context = {
        "room": room,
        "first": first,
        "groups": groups,
        "problem": problem,
        "latest": today,
        "before": (first - timedelta(days=1)).replace(day=1),
    }
    return render(request, "supervised_consumption/month.html", context)


def _month(text: str, today: date) -> date:
    """Return the month asked for; the last one that is over, where none in the past was."""
    over = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    try:
        asked = date.fromisoformat(f"{text}-01")
    except ValueError:
        return over
    return asked if date(1985, 1, 1) <= asked <= today else over


def _file(request: StaffRequest, room: Room, first: date) -> HttpResponseBase:
    if not is_fresh(request):
        there = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('access:confirm')}?{there}")
    groups = month_of_room(room, first)
    rows = sum(len(group.rows) for group in groups)
    grant = disclose(
        request.actor, kind="export", what="room_month", purpose="reporting", recipient="staff", rows=rows
    )
    header = [_("Month"), _("Site"), _("Group"), _("Code"), _("Figure"), _("Value"), _("Unit"), _("Note")]
    answer = StreamingHttpResponse(
        csv_pieces(header, _rows(groups, room, first), notice=grant.notice),
        content_type="text/csv; charset=utf-8",
    )
    answer["Content-Disposition"] = f'attachment; filename="room-{room.site.slug}-{first:%Y-%m}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _rows(groups: list[Group], room: Room, first: date) -> Iterator[list[object]]:
    for group in groups:
        for row in group.rows:
            value = "" if row.value is None else row.value
            yield [
                f"{first:%Y-%m}",
                room.site.name,
                group.title,
                row.code,
                row.label,
                value,
                row.unit,
                row.note,
            ]
