"""Pages of reports for funders: the list, one report on the screen, printed, and as a file."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.consent import permissions as consent
from meetpoint.core.organisations.packs import say
from meetpoint.core.reports import documents, permissions
from meetpoint.core.reports.answering import Report, answer_report
from meetpoint.core.reports.disclosing import disclose_report
from meetpoint.core.reports.forms import PeriodForm, said
from meetpoint.core.reports.template import Template, templates
from meetpoint.core.ui.export import pieces
from meetpoint.lib import clock
from meetpoint.lib.errors import NotFound

CONTENT_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_GET
@page(permissions.VIEW_REPORT)
def show_list(request: StaffRequest) -> HttpResponse:
    listed = [
        {"slug": one.slug, "title": say(one.title), "funder": say(one.funder)} for one in templates().values()
    ]
    return render(request, "reports/funders/list.html", {"templates": listed})


@require_GET
@page(permissions.VIEW_REPORT)
def show(request: StaffRequest, name: str) -> HttpResponse:
    template = _template(name)
    form = _form(request, template)
    if not form.is_valid():
        context = {"form": form, "title": say(template.title), "funder": say(template.funder), "name": name}
        return render(request, "reports/funders/choose.html", context)
    return render(
        request, "reports/funders/report.html", _context(request, form, _answered(request, form, template))
    )


@require_GET
@page(permissions.VIEW_REPORT)
def print_report(request: StaffRequest, name: str) -> HttpResponse:
    template = _template(name)
    form = _form(request, template, usual=True)
    if not form.is_valid():
        return _back(request, name)
    report = _answered(request, form, template)
    grant = disclose_report(request.actor, report, kind="print")
    context = {**_context(request, form, report), "notice": grant.notice}
    return render(request, "reports/funders/print.html", context)


@require_GET
@page(permissions.VIEW_REPORT, fresh=True)
def download(request: StaffRequest, name: str, kind: str) -> HttpResponseBase:
    template = _template(name)
    form = _form(request, template, usual=True)
    if not form.is_valid():
        return _back(request, name)
    report = _answered(request, form, template)
    notice = disclose_report(request.actor, report, kind="export").notice
    response = _file(report, kind, notice)
    span = f"{report.span.first.isoformat()}-to-{report.span.last.isoformat()}"
    response["Content-Disposition"] = f'attachment; filename="{name}-{span}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response


def _file(report: Report, kind: str, notice: str) -> HttpResponseBase:
    if kind == "json":
        return HttpResponse(documents.as_json(report), content_type=CONTENT_TYPES[kind])
    if kind == "csv":
        # A list, since a stream is read after the middleware has put the reader's language back.
        return HttpResponse(list(documents.csv_of(report, notice=notice)), content_type=CONTENT_TYPES[kind])
    book = pieces(documents.workbook_of(report, notice=notice))
    return StreamingHttpResponse(book, content_type=CONTENT_TYPES[kind])


def _template(name: str) -> Template:
    template = templates().get(name)
    if template is None:
        raise NotFound(_("There is no report of this name. It may have been renamed."))
    return template


def _form(request: StaffRequest, template: Template, *, usual: bool = False) -> PeriodForm:
    """Return the form as it was asked; with `usual`, nothing asked means the days most likely wanted."""
    today = timezone.localdate(clock.now())
    form = PeriodForm(request.actor, template, request.GET, today=today)
    if usual and not form.is_bound:
        return PeriodForm(request.actor, template, QueryDict(f"period={form.usual.slug}"), today=today)
    return form


def _answered(request: StaffRequest, form: PeriodForm, template: Template) -> Report:
    return answer_report(request.actor, template, form.first, form.last, sites=form.sites)


def _back(request: StaffRequest, name: str) -> HttpResponse:
    """Send whoever asked for days that make no report to the form that says so."""
    return HttpResponseRedirect(f"{reverse('reports:report', args=[name])}?{request.GET.urlencode()}")


def _context(request: StaffRequest, form: PeriodForm, report: Report) -> dict[str, Any]:
    asked = [("from", form.first.isoformat()), ("to", form.last.isoformat())]
    sites = [("site", site.slug) for site in form.sites or ()]
    return {
        "form": form,
        "report": report,
        "is_empty": not any(row.answer.value for row in report.rows if row.is_number),
        "name": report.template.slug,
        "days": said(form.first, form.last),
        "chosen": [site.name for site in form.sites or ()],
        "query": urlencode([*asked, *sites]),
        "sheet_query": urlencode([("month", f"{form.last:%Y-%m}"), *(sites if len(sites) == 1 else [])]),
        "may_export": request.actor.may(consent.EXPORT),
        "may_print": request.actor.may(consent.PRINT),
    }
