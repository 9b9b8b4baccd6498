"""Pages of data quality: how much waits, one check’s list, and saying that something looks right."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.dashboards.spans import SPANS, Asked, asked_in
from meetpoint.core.facts.queries import last_verified
from meetpoint.core.modules.quality import QualityCheck
from meetpoint.core.modules.registry import registry
from meetpoint.core.quality import actions, permissions
from meetpoint.core.quality.models import LooksRight
from meetpoint.core.quality.queries import MOST, review, reviews, sites_in_reach
from meetpoint.lib import clock
from meetpoint.lib.errors import NotFound

PER_PAGE = 25


@require_GET
@page(permissions.VIEW)
def overview(request: StaffRequest) -> HttpResponse:
    context = _asked(request, request.GET)
    found = reviews(request.actor, context["asked"].days, context["site_ids"])
    context |= {
        "reviews": found,
        "waiting": sum(len(one.waiting) for one in found),
        "verified": last_verified(request.actor),
    }
    return render(request, "quality/overview.html", context)


@require_GET
@page(permissions.VIEW)
def check(request: StaffRequest, slug: str) -> HttpResponse:
    context = _asked(request, request.GET)
    found = review(request.actor, _check(slug), context["asked"].days, context["site_ids"])
    shows_right = request.GET.get("show") == "right"
    pages = Paginator(found.right if shows_right else [(one, None) for one in found.waiting], PER_PAGE)
    context |= {
        "review": found,
        "check": found.check,
        "shows_right": shows_right,
        "found": pages.get_page(request.GET.get("page")),
        "names": {site.pk: site.name for site in context["sites"]},
        "may_settle": request.actor.may(permissions.SETTLE),
    }
    return render(request, "quality/check.html", context)


@require_POST
@page(permissions.SETTLE)
def mark(request: StaffRequest, slug: str) -> HttpResponse:
    context = _asked(request, request.POST)
    one = _check(slug)
    wanted = set(request.POST.getlist("subject"))
    waiting = review(request.actor, one, context["asked"].days, context["site_ids"]).waiting
    count = actions.mark_right(one, [each for each in waiting if each.subject in wanted], by=request.actor)
    words = ngettext(
        "%(count)d finding looks right. Undo it under “Looks right”.",
        "%(count)d findings look right. Undo it under “Looks right”.",
        count,
    )
    messages.success(request, words % {"count": count})
    return _back(slug, context["query"])


@require_POST
@page(permissions.SETTLE)
def unmark(request: StaffRequest, slug: str) -> HttpResponse:
    context = _asked(request, request.POST)
    said = request.POST.get("mark", "")
    found = LooksRight.objects.of(request.actor).filter(rule=_check(slug).slug)
    one = found.filter(pk=int(said)).first() if said.isdecimal() and len(said) < 19 else None
    if one is not None:
        actions.unmark(one, by=request.actor)
        messages.success(request, _("It stands among what waits again."))
    return _back(slug, context["query"])


def _check(slug: str) -> QualityCheck:
    found = registry().quality.get(slug)
    if found is None:
        raise NotFound(_("There is no check of this name. It may have been renamed."))
    return found


def _asked(request: StaffRequest, said: QueryDict) -> dict[str, Any]:
    """Return the days and sites that a page is about; what cannot be read is said."""
    asked: Asked = asked_in({name: str(said[name]) for name in said}, timezone.localdate(clock.now()))
    sites = sites_in_reach(request.actor)
    chosen = next((one for one in sites if one.slug == said.get("site")), None)
    query = {name: value for name, value in asked.query.items() if name != "against"}
    return {
        "asked": asked,
        "spans": SPANS,
        "latest": timezone.localdate(clock.now()),
        "sites": sites,
        "site": chosen,
        "site_ids": frozenset([chosen.pk] if chosen else (one.pk for one in sites)),
        "most": MOST,
        "parameters": query | ({"site": chosen.slug} if chosen else {}),
        "query": urlencode(query | ({"site": chosen.slug} if chosen else {})),
    }


def _back(slug: str, query: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('quality:check', args=[slug])}?{query}")
