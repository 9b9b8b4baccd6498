"""Pages of publishing: choosing a table of a run, what was published, and its files."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.consent import permissions as consent
from meetpoint.core.consent.gate import disclose
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.organisations.packs import say
from meetpoint.core.reports import permissions
from meetpoint.core.reports.documents.words import said_days, said_sites
from meetpoint.core.reports.forms import PublishForm, said
from meetpoint.core.reports.models import Release
from meetpoint.core.reports.queries import release_for, releases_of, report_of, run_for
from meetpoint.core.reports.releasing.policies import policies, policy_of
from meetpoint.core.reports.releasing.publish import publish
from meetpoint.core.reports.releasing.shown import HIDDEN, as_data, shown
from meetpoint.core.reports.releasing.tables import CannotPublish
from meetpoint.core.reports.views.runs import CONTENT_TYPES
from meetpoint.core.ui.export import csv_pieces, pieces, xlsx_file


@require_http_methods(["GET", "POST"])
@page(permissions.PUBLISH)
def publish_table(request: StaffRequest, uid: UUID) -> HttpResponse:
    run = run_for(request.actor, uid)
    report = report_of(run)
    usual = policy_of(Organisation.objects.get(pk=request.actor.organisation_id)).name
    form = PublishForm(report, request.POST if request.method == "POST" else None, usual=usual)
    reasons: tuple[str, ...] = ()
    if form.is_valid():
        policy = policies()[form.cleaned_data["policy"]]
        try:
            release = publish(run, form.cleaned_data["row"], policy, by=request.actor)
        except CannotPublish as refused:
            reasons = refused.reasons
        else:
            return redirect("reports:release", release.uid)
    context = {
        "form": form,
        "run": run,
        "report": report,
        "days": said_days(report),
        "places": said_sites(report),
        "reasons": reasons,
    }
    return render(request, "reports/releases/publish.html", context, status=422 if reasons else 200)


@require_GET
@page(permissions.VIEW_REPORT)
def show_list(request: StaffRequest) -> HttpResponse:
    found = [
        (release, say(release.table["title"]), say(release.table["label"]))
        for release in releases_of(request.actor)
    ]
    return render(request, "reports/releases/list.html", {"releases": found})


@require_GET
@page(permissions.VIEW_REPORT)
def show(request: StaffRequest, uid: UUID) -> HttpResponse:
    release = release_for(request.actor, uid)
    context = {
        "release": release,
        "table": shown(release),
        "days": said(release.first, release.last),
        "threshold": release.table["threshold"],
        "may_export": request.actor.may(consent.EXPORT),
    }
    return render(request, "reports/releases/release.html", context)


@require_GET
@page(permissions.VIEW_REPORT, fresh=True)
def download(request: StaffRequest, uid: str, kind: str) -> HttpResponseBase:
    release = release_for(request.actor, UUID(uid))
    disclose(
        request.actor,
        kind="export",
        what=f"release:{release.template}",
        purpose="publication",
        recipient="public",
        rows=len(shown(release).rows),
    )
    response = _file(release, kind)
    name = f"{release.template}-{release.first.isoformat()}-to-{release.last.isoformat()}-published.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _file(release: Release, kind: str) -> HttpResponseBase:
    if kind == "json":
        text = json.dumps(as_data(release), ensure_ascii=False, indent=2)
        return HttpResponse(text, content_type=CONTENT_TYPES[kind])
    found = shown(release)
    rows = [[*words, HIDDEN if count is None else count] for words, count in found.rows]
    if kind == "csv":
        return HttpResponse(list(csv_pieces(found.header, rows)), content_type=CONTENT_TYPES[kind])
    file = xlsx_file(_("Published table"), found.header, rows)
    return StreamingHttpResponse(pieces(file), content_type=CONTENT_TYPES[kind])
