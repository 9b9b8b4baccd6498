"""Imports that were started: the list, one with its progress and result, its rejected rows, undoing it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.consent.lists import list_response
from meetpoint.core.imports import actions, permissions, queries
from meetpoint.core.imports.listings import IMPORTS, PROBLEMS, status_of
from meetpoint.core.imports.models import ImportRun, State


@require_GET
@page(permissions.VIEW)
def show_list(request: StaffRequest) -> HttpResponseBase:
    context = {"may_run": request.actor.may(permissions.RUN)}
    rows = queries.runs(request.actor)
    return list_response(
        request, IMPORTS, rows, template="imports/list.html", context=context, what="imports"
    )


@require_GET
@page(permissions.VIEW)
def show(request: StaffRequest, uid: UUID) -> HttpResponse:
    run = fetch_for(request.actor, ImportRun, may=permissions.VIEW, uid=uid)
    undoing = run.state in (State.UNDO_WAITING, State.UNDOING, State.UNDONE)
    context = {
        "run": run,
        "status": status_of(run),
        "undoing": undoing,
        "is_undone": run.state == State.UNDONE,
        "total": run.created if undoing else run.rows or 0,
        "done": run.undone if undoing else run.created + run.unchanged + run.rejected,
        "may_undo": request.actor.may(permissions.UNDO)
        and run.state in (State.DONE, State.STOPPED)
        and run.created,
        "may_continue": request.actor.may(permissions.RUN) and run.state == State.STOPPED,
    }
    return render(request, "imports/detail.html", context)


@require_GET
@page(permissions.VIEW)
def problems(request: StaffRequest, uid: UUID) -> HttpResponseBase:
    run = fetch_for(request.actor, ImportRun, may=permissions.VIEW, uid=uid)
    rows = queries.problems_of(run, request.actor)
    context = {"heading": _("Rejected rows"), "run": run}
    return list_response(
        request, PROBLEMS, rows, template="imports/problems.html", context=context, what="import_problems"
    )


@require_POST
@page(permissions.RUN)
def resume(request: StaffRequest, uid: UUID) -> HttpResponseRedirect:
    fetch_for(request.actor, ImportRun, may=permissions.RUN, uid=uid)
    actions.continue_import(uid, by=request.actor)
    return redirect("imports:detail", uid)


@require_POST
@page(permissions.UNDO)
def undo(request: StaffRequest, uid: UUID) -> HttpResponseRedirect:
    fetch_for(request.actor, ImportRun, may=permissions.UNDO, uid=uid)
    actions.start_undo(uid, by=request.actor)
    messages.success(request, _("The import is being undone. Its contacts are voided, and supplies go back."))
    return redirect("imports:detail", uid)
