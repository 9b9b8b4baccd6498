"""What the pages of an answered report share, whether it was kept or not."""

from __future__ import annotations

from typing import Any

from meetpoint.core.access.guard import StaffRequest
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.reports.answering.report import Report
from meetpoint.core.reports.asking.template import Layout
from meetpoint.core.reports.documents.pictures import chart_of
from meetpoint.core.reports.documents.poster import sentences
from meetpoint.core.reports.documents.words import said_days, said_sites
from meetpoint.core.reports.releasing.policies import policy_of


def about(request: StaffRequest, report: Report) -> dict[str, Any]:
    """Return what the page of a report shows of it."""
    layout = report.template.layout
    context: dict[str, Any] = {
        "report": report,
        "days": said_days(report),
        "places": said_sites(report),
        "layout": f"reports/funders/{layout.value}.html",
        "is_poster": layout is Layout.POSTER,
    }
    if layout is Layout.POSTER:
        policy = policy_of(Organisation.objects.get(pk=request.actor.organisation_id))
        context["sentences"], context["left_out"] = sentences(report, policy)
        return context | {"policy": policy}
    context["sections"] = [
        (title, note, [(row, chart_of(row) if layout is Layout.BOARD else None) for row in rows])
        for title, note, rows in report.sections()
    ]
    return context
