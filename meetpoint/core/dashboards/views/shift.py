"""One's own shift."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.dashboards import permissions
from meetpoint.core.dashboards.shift import LATEST_SHOWN, shift_of
from meetpoint.core.encounters import permissions as encounters
from meetpoint.lib import clock

FURTHEST_DAYS = 31


@require_GET
@page(permissions.SHIFT)
def shift(request: StaffRequest) -> HttpResponse:
    today = timezone.localdate(clock.now())
    day, problem = _day(request.GET.get("day", ""), today)
    zone = ZoneInfo(timezone.get_current_timezone_name())
    context = {
        "shift": shift_of(request.actor, day, zone),
        "day": day,
        "today": today,
        "earliest": today - timedelta(days=FURTHEST_DAYS),
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "problem": problem,
        "most": LATEST_SHOWN,
        "may_log": request.actor.may(encounters.RECORD),
    }
    return render(request, "dashboards/shift.html", context)


def _day(text: str, today: date) -> tuple[date, str]:
    if not text:
        return today, ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today, _("Write a day as year-month-day, such as 2026-03-31. This is today.")
    if not today - timedelta(days=FURTHEST_DAYS) <= day <= today:
        return today, _("A shift is shown for a month. Older entries stand in the list of encounters.")
    return day, ""
