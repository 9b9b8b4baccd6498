"""The two pages for a board, as PDF."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.consent.gate import OWN_ORGANISATION, disclose
from meetpoint.lib.errors import DomainError
from meetpoint.planning import permissions, queries
from meetpoint.planning.errors import FaultyPlan
from meetpoint.planning.models import Plan, RunKind
from meetpoint.planning.shown.unknown import by_influence
from meetpoint.planning.warm import client


@require_GET
@page(permissions.VIEW)
def board(request: StaffRequest, uid: UUID) -> HttpResponse:
    plan = fetch_for(request.actor, Plan, may=permissions.VIEW, uid=uid)
    grant = disclose(
        request.actor, kind="print", what="plan_board", purpose="planning", recipient=OWN_ORGANISATION
    )
    try:
        made = _made(request, plan, grant.notice)
    except DomainError as problem:
        messages.error(request, str(problem))
        return redirect("planning:plan", uid)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slugify(plan.title) or "plan"}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def _made(request: StaffRequest, plan: Plan, notice: str) -> bytes:
    # The typesetter is loaded with the first PDF, not with every web worker.
    from meetpoint.planning.board.document import board_pdf  # noqa: PLC0415 - typst, for this page alone

    numbers, settings = queries.numbers_of(plan), queries.settings_of(plan)
    if not settings.portfolios:
        raise FaultyPlan(_("There is no way to spend in this plan yet. Keep one on its page first."))
    summary = client.results(numbers, settings, settings.portfolios, quick=False, page="")
    drivers = queries.latest_result(plan, RunKind.DRIVERS, request.actor)
    assumptions = by_influence(client.assumptions(numbers, settings), drivers)
    return board_pdf(plan.title, numbers, settings, summary, assumptions, notice=notice)
