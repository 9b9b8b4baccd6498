"""Pages of reports: which there are, and one answered now for some days and sites, not kept yet."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.organisations.packs import say
from meetpoint.core.reports import permissions
from meetpoint.core.reports.actions import run_report
from meetpoint.core.reports.answering.answer import answer_report
from meetpoint.core.reports.answering.report import Report
from meetpoint.core.reports.asking.template import Template
from meetpoint.core.reports.forms import PeriodForm
from meetpoint.core.reports.own.building import is_built
from meetpoint.core.reports.own.queries import unread
from meetpoint.core.reports.queries import runs_of, templates_of
from meetpoint.core.reports.views.shown import about
from meetpoint.lib import clock
from meetpoint.lib.errors import NotFound

FEW = 5


@require_GET
@page(permissions.VIEW_REPORT)
def show_list(request: StaffRequest) -> HttpResponse:
    found = templates_of(request.actor)
    listed = [
        {"slug": one.slug, "title": say(one.title), "funder": say(one.funder) if one.funder else ""}
        for one in found.values()
    ]
    titles = {one["slug"]: one["title"] for one in listed}
    runs = [(run, titles.get(run.template, run.template)) for run in runs_of(request.actor)[:FEW]]
    context = {
        "templates": listed,
        "runs": runs,
        "unread": unread(request.actor),
        "may_build": request.actor.may(permissions.WRITE_TEMPLATE),
    }
    return render(request, "reports/funders/list.html", context)


@require_GET
@page(permissions.VIEW_REPORT)
def show(request: StaffRequest, name: str) -> HttpResponse:
    template = _template(request, name)
    form = _form(request, template, request.GET)
    if not form.is_valid():
        context = {
            "form": form,
            "title": say(template.title),
            "funder": say(template.funder) if template.funder else "",
            "name": name,
            **_own(request, template),
        }
        return render(request, "reports/funders/choose.html", context)
    report = answer_report(request.actor, template, form.first, form.last, sites=form.sites)
    return render(request, "reports/funders/report.html", _context(request, form, report))


@require_POST
@page(permissions.VIEW_REPORT)
def keep(request: StaffRequest, name: str) -> HttpResponse:
    """Answer a report and keep it as it is now; everything that leaves is made from what was kept."""
    template = _template(request, name)
    form = _form(request, template, request.POST)
    if not form.is_valid():
        asked = [
            (key, value) for key in ("period", "from", "to", "site") for value in request.POST.getlist(key)
        ]
        return HttpResponseRedirect(f"{reverse('reports:report', args=[name])}?{urlencode(asked)}")
    run = run_report(template, form.first, form.last, by=request.actor, sites=form.sites)
    return redirect("reports:run", run.uid)


def _own(request: StaffRequest, template: Template) -> dict[str, bool]:
    return {"may_build": request.actor.may(permissions.WRITE_TEMPLATE), "is_built": is_built(template)}


def _template(request: StaffRequest, name: str) -> Template:
    template = templates_of(request.actor).get(name)
    if template is None:
        raise NotFound(_("There is no report of this name. It may have been renamed."))
    return template


def _form(request: StaffRequest, template: Template, data: QueryDict) -> PeriodForm:
    return PeriodForm(request.actor, template, data, today=timezone.localdate(clock.now()))


def _context(request: StaffRequest, form: PeriodForm, report: Report) -> dict[str, Any]:
    sites = [("site", site.slug) for site in form.sites or ()]
    return {
        **about(request, report),
        "form": form,
        "name": report.template.slug,
        **_own(request, report.template),
        "asked": [("from", form.first.isoformat()), ("to", form.last.isoformat()), *sites],
        "sheet_query": urlencode([("month", f"{form.last:%Y-%m}"), *(sites if len(sites) == 1 else [])]),
    }
