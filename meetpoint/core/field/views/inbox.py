"""The review inbox: what phones sent that could not be recorded as it came, and what is decided about it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.field import permissions
from meetpoint.core.field.actions.reviewing import record_event, set_event_aside
from meetpoint.core.field.forms.mending import MendForm, mend_form
from meetpoint.core.field.models import ReceivedEvent
from meetpoint.core.field.queries.devices import to_look_at
from meetpoint.core.field.queries.inbox import Case, case_of
from meetpoint.core.modules.fields import Words
from meetpoint.lib.errors import DomainError

AT_A_TIME = 50

WHY: dict[str, Words] = {
    "unopened": gettext_lazy("It was not sealed to a key of this organisation, or it is damaged."),
    "unreadable": gettext_lazy("No version of the app wrote this."),
    "other_content": gettext_lazy("An entry with the same identifier is here already, with other content."),
    "code": gettext_lazy("The code leads to nobody here."),
    "refused": gettext_lazy("The rules of this place or a form refused it."),
    "undo_elsewhere": gettext_lazy("It undoes an entry of another phone."),
    "undo_by_hand": gettext_lazy("It undoes a form that has to be mended by hand, where its records stand."),
    "fault": gettext_lazy("The server failed while recording it. Try again; the entry is whole."),
    "revoked": gettext_lazy("It came from a phone that was revoked, or whose worker has left."),
}


@require_GET
@page(permissions.REVIEW)
def show_inbox(request: StaffRequest) -> HttpResponse:
    waiting = to_look_at(request.actor)
    rows = [(row, WHY.get(row.reason, "")) for row in waiting.defer("sealed")[:AT_A_TIME]]
    return render(request, "field/inbox.html", {"rows": rows, "total": waiting.count()})


@require_GET
@page(permissions.REVIEW)
def show_event(request: StaffRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    case = case_of(row, request.actor)
    return _show(request, row, case, mend_form(case.event, by=request.actor))


@require_POST
@page(permissions.REVIEW)
def record(request: StaffRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    case = case_of(row, request.actor)
    form = mend_form(case.event, request.POST if "site" in request.POST else None, by=request.actor)
    if form is not None and form.is_bound and not form.is_valid():
        return _show(request, row, case, form, status=422)
    changes = form.changes() if form is not None and form.is_bound else {}
    try:
        record_event(row, changes=changes, by=request.actor)
    except DomainError as problem:
        if problem.status in {403, 404}:
            raise
        return _show(request, row, case, form, problem=str(problem), status=problem.status)
    messages.success(request, _("Recorded."))
    return redirect("field:inbox")


@require_POST
@page(permissions.REVIEW)
def set_aside(request: StaffRequest, pk: int) -> HttpResponse:
    set_event_aside(_row(request, pk), by=request.actor)
    messages.success(request, _("Set aside. It is not counted, and is removed for good after 30 days."))
    return redirect("field:inbox")


def _row(request: StaffRequest, pk: int) -> ReceivedEvent:
    return fetch_for(request.actor, ReceivedEvent, may=permissions.REVIEW, pk=pk)


def _show(
    request: StaffRequest,
    row: ReceivedEvent,
    case: Case,
    form: MendForm | None,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"row": row, "why": WHY.get(row.reason, ""), "case": case, "form": form, "problem": problem}
    return render(request, "field/event.html", context, status=status)
