"""Pages of runs: the list, one as it was kept, beside today, on paper and as a file."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.consent import permissions as consent
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.organisations.packs import say
from meetpoint.core.reports import permissions
from meetpoint.core.reports.answering.report import Report
from meetpoint.core.reports.comparing.compare import compare
from meetpoint.core.reports.disclosing import disclose_report
from meetpoint.core.reports.documents import files
from meetpoint.core.reports.queries import report_of, run_for, runs_of, templates_of
from meetpoint.core.reports.releasing.policies import policy_of
from meetpoint.core.reports.releasing.tables import publishable
from meetpoint.core.reports.views.shown import about
from meetpoint.core.ui.export import pieces

CONTENT_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_GET
@page(permissions.VIEW_REPORT)
def show_list(request: StaffRequest) -> HttpResponse:
    titles = {one.slug: say(one.title) for one in templates_of(request.actor).values()}
    runs = [(run, titles.get(run.template, run.template)) for run in runs_of(request.actor)]
    return render(request, "reports/runs/list.html", {"runs": runs})


@require_GET
@page(permissions.VIEW_REPORT)
def show(request: StaffRequest, uid: UUID) -> HttpResponse:
    run = run_for(request.actor, uid)
    report = report_of(run)
    context = {
        **about(request, report),
        "run": run,
        "may_export": request.actor.may(consent.EXPORT),
        "may_print": request.actor.may(consent.PRINT),
        "may_publish": request.actor.may(permissions.PUBLISH) and bool(publishable(report)),
    }
    return render(request, "reports/runs/run.html", context)


@require_GET
@page(permissions.VIEW_REPORT)
def compare_now(request: StaffRequest, uid: UUID) -> HttpResponse:
    run = run_for(request.actor, uid)
    found = compare(request.actor, run)
    context = {**about(request, found.before), "run": run, "found": found}
    return render(request, "reports/runs/compare.html", context)


@require_GET
@page(permissions.VIEW_REPORT)
def paper(request: StaffRequest, uid: UUID) -> HttpResponseBase:
    # The typesetter is loaded with the first PDF, not with every web worker.
    from meetpoint.core.reports.documents.paper import pdf_of  # noqa: PLC0415 - typst, for this page alone

    report = report_of(run_for(request.actor, uid))
    policy = policy_of(Organisation.objects.get(pk=request.actor.organisation_id))
    grant = disclose_report(request.actor, report, kind="print")
    response = HttpResponse(pdf_of(report, policy, notice=grant.notice), content_type="application/pdf")
    return _named(response, report, "pdf", how="inline")


@require_GET
@page(permissions.VIEW_REPORT, fresh=True)
def download(request: StaffRequest, uid: str, kind: str) -> HttpResponseBase:
    report = report_of(run_for(request.actor, UUID(uid)))
    notice = disclose_report(request.actor, report, kind="export").notice
    return _named(_file(report, kind, notice), report, kind, how="attachment")


def _file(report: Report, kind: str, notice: str) -> HttpResponseBase:
    if kind == "json":
        return HttpResponse(files.as_json(report), content_type=CONTENT_TYPES[kind])
    if kind == "csv":
        # A list, since a stream is read after the middleware has put the reader's language back.
        return HttpResponse(list(files.csv_of(report, notice=notice)), content_type=CONTENT_TYPES[kind])
    book = pieces(files.workbook_of(report, notice=notice))
    return StreamingHttpResponse(book, content_type=CONTENT_TYPES[kind])


def _named(response: HttpResponseBase, report: Report, kind: str, *, how: str) -> HttpResponseBase:
    name = f"{report.template.slug}-{report.first.isoformat()}-to-{report.last.isoformat()}.{kind}"
    response["Content-Disposition"] = f'{how}; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
