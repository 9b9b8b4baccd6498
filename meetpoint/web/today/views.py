"""The board, the trends, and the start page that leads to the board."""

from datetime import date, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.encounters import permissions as encounters
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Site
from meetpoint.lib import clock
from meetpoint.web.place import place_of
from meetpoint.web.today.board import board_for
from meetpoint.web.today.trends import trend_charts

SPANS = (12, 24, 36)


@page("web:shell:use")
def home(request: StaffRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("web:today"))


@page("web:shell:use")
def today(request: StaffRequest) -> HttpResponse:
    by = request.actor
    site = cast("Site | None", request.site)
    now = timezone.localtime(clock.now())
    zone = ZoneInfo(timezone.get_current_timezone_name())
    board = board_for(by, site, now.date(), zone) if site and by.may(encounters.VIEW) else None
    context = {"board": board, "now": now, "may_log": by.may(encounters.RECORD)}
    return render(request, "web/today/board.html", context)


@page("encounters:encounter:view")
def trends(request: StaffRequest) -> HttpResponse:
    by = request.actor
    sites = place_of(request).sites
    chosen = next((site for site in sites if str(site.pk) == request.GET.get("site")), None)
    months = next((span for span in SPANS if str(span) == request.GET.get("months")), SPANS[0])
    figure = request.GET.get("figure", "")
    last = timezone.localdate(clock.now())
    charts = trend_charts(
        by.organisation_id,
        _months_before(last, months),
        last,
        sites={chosen.pk} if chosen else by.site_ids,
        figure=figure,
    )
    context = {
        "charts": charts,
        "sites": sites,
        "site_id": chosen.pk if chosen else None,
        "months": months,
        "spans": SPANS,
        "figure": figure,
        "figures": registry().figures.values(),
    }
    return render(request, "web/today/trends.html", context)


def _months_before(day: date, months: int) -> date:
    """Return the first day of the month with which a span of so many months, this one included, begins."""
    first = day.replace(day=1)
    for _month in range(months - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return first
