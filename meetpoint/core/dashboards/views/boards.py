"""The board of all sites in reach, and that of one site: on the screen and printed."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.consent import permissions as consent
from meetpoint.core.consent.gate import disclose
from meetpoint.core.dashboards import permissions
from meetpoint.core.dashboards.boards import Board, board_of
from meetpoint.core.dashboards.spans import AGAINST, SPANS, asked_in
from meetpoint.core.facts.queries import last_verified
from meetpoint.core.organisations import permissions as organisations
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import NotFound


@require_GET
@page(permissions.OVERVIEW)
def overview(request: StaffRequest) -> HttpResponse:
    return render(request, "dashboards/board.html", _context(request, None))


@require_GET
@page(permissions.OVERVIEW)
def print_overview(request: StaffRequest) -> HttpResponse:
    return _printed(request, None)


@require_GET
@page(permissions.SITE)
def own_site(request: StaffRequest) -> HttpResponse:
    site = cast("Site | None", request.site)
    if site is None:
        raise NotFound(_("There is no site yet. Add one in the settings."))
    return HttpResponseRedirect(reverse("dashboards:site", args=[site.slug]))


@require_GET
@page(permissions.SITE)
def site(request: StaffRequest, slug: str) -> HttpResponse:
    one = fetch_for(request.actor, Site, may=permissions.SITE, slug=slug)
    _refuse_out_of_reach(request.actor, one)
    return render(request, "dashboards/board.html", _context(request, one))


@require_GET
@page(permissions.SITE)
def print_site(request: StaffRequest, slug: str) -> HttpResponse:
    one = fetch_for(request.actor, Site, may=permissions.SITE, slug=slug)
    _refuse_out_of_reach(request.actor, one)
    return _printed(request, one)


def _printed(request: StaffRequest, one: Site | None) -> HttpResponse:
    context = _context(request, one)
    board: Board = context["board"]
    grant = disclose(
        request.actor, kind="print", what="board", purpose="operations", recipient="staff", rows=board.count
    )
    context |= {"notice": grant.notice, "printed_at": clock.now(), "is_print": True}
    return render(request, "dashboards/print.html", context)


def _context(request: StaffRequest, one: Site | None) -> dict[str, Any]:
    by = request.actor
    asked = asked_in(request.GET.dict(), timezone.localdate(clock.now()))
    sites = sites_of(by)
    return {
        "board": board_of(by, asked, sites=sites, site=one),
        "asked": asked,
        "site": one,
        "sites": [each for each in sites if each.closed_on is None or each == one],
        "query": urlencode(asked.query),
        "verified": last_verified(by),
        **choices(by),
    }


def choices(by: Actor) -> dict[str, Any]:
    """Return what the form above every board offers, and what the reader may do with it."""
    return {
        "spans": SPANS,
        "against": AGAINST,
        "latest": timezone.localdate(clock.now()),
        "may_print": by.may(consent.PRINT),
        "may_enter": by.may(organisations.CHANGE_OPTION),
        "may_see_all": by.may(permissions.OVERVIEW),
    }


def sites_of(by: Actor) -> list[Site]:
    """Return the sites in reach by name, closed ones too, since something was counted there once."""
    return [one for one in Site.objects.of(by).order_by("name") if by.reaches(one.pk)]


def _refuse_out_of_reach(by: Actor, one: Site) -> None:
    if not by.reaches(one.pk):
        raise NotFound(_("There is nothing here. It may have been moved, or the address may be mistyped."))
