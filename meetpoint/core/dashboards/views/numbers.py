"""The page of one number: what it counts, its months, its sites, and its groups."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.dashboards import permissions
from meetpoint.core.dashboards.asking import ask_for, reach_of
from meetpoint.core.dashboards.boards import site_rows, trend_of
from meetpoint.core.dashboards.groups import Grouped, columns_for, grouped
from meetpoint.core.dashboards.numbers import number_of, rows_of
from meetpoint.core.dashboards.options import AREAS, shows_areas
from meetpoint.core.dashboards.spans import Asked, asked_in
from meetpoint.core.dashboards.views.boards import choices, sites_of
from meetpoint.core.facts.labels import name_of
from meetpoint.core.facts.reading.questions import Question
from meetpoint.core.facts.serving.client import ask
from meetpoint.core.modules.indicators import Indicator
from meetpoint.core.modules.registry import registry
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import NotFound

MONTHS = 24


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """One way of breaking the number down, as the form offers it."""

    name: str
    label: str


@require_GET
@page(permissions.SITE)
def number(request: StaffRequest, code: str) -> HttpResponse:
    by = request.actor
    indicator = registry().indicators.get(code)
    if indicator is None:
        raise NotFound(_("There is no number of this name. It may have been renamed."))
    asked = asked_in(request.GET.dict(), timezone.localdate(clock.now()))
    sites = sites_of(by)
    site = next((one for one in sites if one.slug == request.GET.get("site")), None)
    site_ids = reach_of(by, site)
    of_programme = bool(indicator.inputs) and site_ids is not None
    found = ask_for(
        by,
        asked,
        site_ids=site_ids,
        codes=() if of_programme else (code,),
        leading=[indicator],
        months=MONTHS,
    )
    told = found.now.get(code)
    columns = columns_for(by.organisation_id, indicator)
    column = next((one for one in columns if one.name == request.GET.get("by")), None)
    context = {
        "indicator": indicator,
        "number": number_of(told, found.before.get(code), asked.days, asked.compared) if told else None,
        "trend": trend_of(indicator, found.months[code], found.trend) if code in found.months else None,
        "rows": [] if site or code not in found.sites else site_rows(found, [indicator], sites),
        "ways": [Way(name=one.name, label=name_of(one.name, one)) for one in columns],
        "grouped": _grouped(by, indicator, asked, site_ids, column.name) if column else None,
        "without_areas": "zip3" in indicator.breakdowns and not shows_areas(by.organisation_id),
        "areas_option": AREAS,
        "asked": asked,
        "site": site,
        "sites": sites,
        "query": urlencode(asked.query | ({"site": site.slug} if site else {})),
        **choices(by),
    }
    return render(request, "dashboards/number.html", context)


def _grouped(
    by: Actor, indicator: Indicator, asked: Asked, site_ids: tuple[int, ...] | None, name: str
) -> Grouped:
    question = Question(
        organisation_id=by.organisation_id,
        codes=(indicator.code,),
        first=asked.days.first,
        last=asked.days.last,
        by=(name,),
        site_ids=site_ids,
    )
    (told,) = ask(question)
    column = next(one for one in columns_for(by.organisation_id, indicator) if one.name == name)
    return grouped(by.organisation_id, indicator, column, rows_of(told, name))
