"""Pages of the month's sheet: on the screen, printed, and as a file."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.consent.gate import disclose
from meetpoint.core.organisations.models import Site
from meetpoint.core.reports import permissions
from meetpoint.core.reports.sheet import Sheet, first_month, month_sheet
from meetpoint.core.ui.export import csv_pieces, pieces, xlsx_file
from meetpoint.lib import clock

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@page(permissions.VIEW)
def show(request: StaffRequest) -> HttpResponse:
    return render(request, "reports/sheet.html", _context(request))


@require_GET
@page(permissions.VIEW)
def print_sheet(request: StaffRequest) -> HttpResponse:
    context = _context(request)
    grant = _disclose(request, "print", context["sheet"])
    return render(
        request, "reports/print.html", {**context, "notice": grant.notice, "printed_at": clock.now()}
    )


@require_GET
@page(permissions.VIEW, fresh=True)
def download(request: StaffRequest, form: str) -> HttpResponseBase:
    sheet: Sheet = _context(request)["sheet"]
    grant = _disclose(request, "export", sheet)
    header, rows = _header(sheet), _rows(sheet)
    name = f"sheet-{sheet.first:%Y-%m}.{form}"
    if form == "csv":
        response = StreamingHttpResponse(
            csv_pieces(header, rows, notice=grant.notice), content_type="text/csv; charset=utf-8"
        )
    else:
        file = xlsx_file(f"{sheet.first:%Y-%m}", header, rows, notice=grant.notice)
        response = StreamingHttpResponse(pieces(file), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _context(request: StaffRequest) -> dict[str, Any]:
    actor = request.actor
    month, problem = _month(request.GET.get("month", ""))
    sites = [site for site in Site.objects.of(actor).order_by("name") if actor.reaches(site.pk)]
    asked = request.GET.get("site", "")
    site = next((site for site in sites if site.slug == asked), None)
    sheet = month_sheet(actor, month, site_id=site.pk if site else None)
    return {
        "sheet": sheet,
        "columns": 2 if site else 2 + len(sheet.sites),
        "site": site,
        "sites": sites,
        "month": month,
        "earliest": first_month(actor),
        "latest": timezone.localdate(clock.now()),
        "problem": problem,
        "query": f"month={month:%Y-%m}" + (f"&site={site.slug}" if site else ""),
    }


def _month(text: str) -> tuple[date, str]:
    today = timezone.localdate(clock.now())
    if not text:
        return today.replace(day=1), ""
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1), _(
            "Write a month as year-month, such as 2026-03. This is the present one."
        )
    if not date(1985, 1, 1) <= month <= today:
        return today.replace(day=1), _("That month is not in the past. This is the present one.")
    return month, ""


def _disclose(request: StaffRequest, kind: str, sheet: Sheet):  # type: ignore[no-untyped-def]
    rows = sum(len(group.rows) for group in sheet.groups)
    return disclose(
        request.actor,
        kind=kind,
        what="month_sheet",
        purpose="operations",
        recipient="staff",
        rows=rows,
    )


def _header(sheet: Sheet) -> list[str]:
    return [_("Group"), _("Figure"), _("All sites"), *(site.name for site in sheet.sites), _("Definition")]


def _rows(sheet: Sheet) -> Iterator[list[Any]]:
    people = sheet.people
    yield [_("People"), _("Participants with a code"), people.total, *people.by_site, ""]
    for group in sheet.groups:
        for row in group.rows:
            yield [str(group.heading), str(row.label), row.total, *row.by_site, str(row.definition)]
