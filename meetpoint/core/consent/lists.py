"""The door of every list: shown as a page, or, past the disclosure gate, sent as a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from meetpoint.core.access import guard
from meetpoint.core.access.guard import StaffRequest
from meetpoint.core.consent import gate, permissions
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.export import csv_pieces, pieces, xlsx_file
from meetpoint.core.ui.listing import Listing
from meetpoint.core.ui.listing.files import export_columns, export_rows
from meetpoint.core.ui.listing.page import narrowed
from meetpoint.lib import clock

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def list_response(
    request: StaffRequest,
    listing: Listing,
    queryset: QuerySet[Any],
    *,
    template: str = "ui/list_page.html",
    context: Mapping[str, Any] | None = None,
    what: str = "encounters",
) -> HttpResponseBase:
    """Answer with the list as a page, or, for `?format=csv` or `?format=xlsx`, as a file.

    `what` names the records in the accounting of disclosures. A file asks who the person is again unless
    that was within ten minutes. Raises NotAllowed when the gate refuses; unknown formats give the page.
    """
    form = request.GET.get("format", "")
    if listing.exports and form in CONTENT_TYPES:
        return _file(request, listing, queryset, form=form, what=what)
    page = listing.page(request, queryset)
    if not _actor_of(request).may(permissions.EXPORT):
        page = replace(page, export_urls=())
    return render(request, template, {"heading": listing.caption, **(context or {}), "listing": page})


def _file(
    request: StaffRequest, listing: Listing, queryset: QuerySet[Any], *, form: str, what: str
) -> HttpResponseBase:
    if not guard.is_fresh(request):
        return HttpResponseRedirect(
            f"{reverse('access:confirm')}?{urlencode({'next': request.get_full_path()})}"
        )
    actor = _actor_of(request)
    rows, _order = narrowed(listing, request, queryset)
    grant = gate.disclose(
        actor,
        kind="export",
        what=what,
        purpose="operations",
        recipient=gate.OWN_ORGANISATION,
        rows=rows.count(),
    )
    content = _content(listing, rows, actor, form=form, notice=grant.notice)
    response = StreamingHttpResponse(content, content_type=CONTENT_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{listing.slug}-{clock.now():%Y-%m-%d}.{form}"'
    response["Cache-Control"] = "no-store"
    return response


def _actor_of(request: StaffRequest) -> Actor:
    return request.actor


def _content(
    listing: Listing, rows: QuerySet[Any], actor: Actor, *, form: str, notice: str
) -> Iterator[bytes]:
    header = [str(column.label) for column in export_columns(listing)]
    values = export_rows(listing, rows, actor)
    if form == "csv":
        return csv_pieces(header, values, notice=notice)
    return pieces(xlsx_file(str(listing.caption or listing.slug), header, values, notice=notice))
