"""The steps before an import: bringing the file, saying what its columns mean, looking at what it becomes."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.imports import actions, permissions
from meetpoint.core.imports.errors import FileRefused, NotNow, NotPlaced
from meetpoint.core.imports.files.keeping import RowsGone
from meetpoint.core.imports.files.uploads import LARGEST_UPLOAD, TOO_LARGE
from meetpoint.core.imports.forms import HeaderForm, LogForm, MappingForm
from meetpoint.core.imports.mapping.guess import guess
from meetpoint.core.imports.mapping.shape import DOWN
from meetpoint.core.imports.models import ImportRun, State
from meetpoint.core.imports.opened import Opened, opened, sheet_of
from meetpoint.core.imports.queries import LOOKED_THROUGH, preview, unplaced
from meetpoint.core.imports.survey import settled, survey
from meetpoint.core.ui.refusals import tried


@require_http_methods(["GET", "POST"])
@page(permissions.RUN)
def new(request: StaffRequest) -> HttpResponse:
    form = LogForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and getattr(request, TOO_LARGE, False):
        form.is_valid()
        form.errors.pop("file", None)
        form.add_error(
            "file",
            _("This file is larger than %(most)d MB. Please split it.") % {"most": LARGEST_UPLOAD >> 20},
        )
    elif form.is_valid():
        said = form.cleaned_data
        run = tried(
            form,
            lambda: actions.receive_log(
                said["uid"],
                said["file"].file,
                by=request.actor,
                name=said["name"] or _name_of(said["file"]),
                sheet=said["sheet"],
            ),
        )
        if run is not None:
            return redirect("imports:columns", run.uid)
    return render(request, "imports/new.html", {"form": form})


@require_http_methods(["GET", "POST"])
@page(permissions.RUN)
def columns(request: StaffRequest, uid: UUID) -> HttpResponse:
    log = _log(request, uid)
    if "header_row" in request.POST:
        return _read_again(request, log)
    found = survey(log.sheet, log.mapping, most=LOOKED_THROUGH)
    log = replace(log, mapping=settled(log.mapping, found, log.sites(request.actor)))
    form = MappingForm(log, unplaced(log, found, request.actor).sites, request.actor, request.POST or None)
    if form.is_valid():
        kept = tried(form, lambda: actions.keep_mapping(uid, form.mapping(), by=request.actor))
        if kept is not None:
            return redirect("imports:preview", uid)
    shown = list(form.columns())
    context = {
        "form": form,
        "columns": shown,
        "unclear": sum(column["is_unclear"] for column in shown),
        "header": HeaderForm(initial={"header_row": log.mapping.header_row}),
        "run": log.run,
        "is_down": log.mapping.layout == DOWN,
    }
    return render(request, "imports/columns.html", context)


@require_GET
@page(permissions.RUN)
def show_preview(request: StaffRequest, uid: UUID) -> HttpResponse:
    log = _log(request, uid)
    return render(request, "imports/preview.html", {"run": log.run, "preview": preview(log, request.actor)})


@require_POST
@page(permissions.RUN)
def start(request: StaffRequest, uid: UUID) -> HttpResponse:
    run = fetch_for(request.actor, ImportRun, may=permissions.RUN, uid=uid)
    try:
        actions.start_import(run.uid, by=request.actor, is_new_log="is_new_log" in request.POST)
    except NotPlaced as problem:
        messages.error(request, str(problem))
        return redirect("imports:preview", uid)
    except RowsGone:
        raise _gone() from None
    return redirect("imports:detail", uid)


@require_POST
@page(permissions.RUN)
def discard(request: StaffRequest, uid: UUID) -> HttpResponseRedirect:
    fetch_for(request.actor, ImportRun, may=permissions.RUN, uid=uid)
    actions.discard_log(uid, by=request.actor)
    messages.success(request, _("Thrown away. Nothing of it was recorded."))
    return redirect("imports:list")


def _log(request: StaffRequest, uid: UUID) -> Opened:
    run = fetch_for(request.actor, ImportRun, may=permissions.RUN, uid=uid)
    if run.state != State.CHOOSING:
        raise NotNow(_("This import has begun. Its columns cannot be changed any more."))
    try:
        return opened(run, request.actor)
    except RowsGone:
        raise _gone() from None


def _gone() -> NotNow:
    return NotNow(_("The rows of this log are not on this machine any more. Import the file again."))


def _read_again(request: StaffRequest, log: Opened) -> HttpResponse:
    """Read the table from another row on, and guess its columns anew."""
    form = HeaderForm(request.POST)
    if form.is_valid():
        try:
            mapping = replace(log.mapping, header_row=form.cleaned_data["header_row"], layout=DOWN)
            mapping = guess(sheet_of(log.run, mapping), log.known, name=log.run.name)
            actions.keep_mapping(log.run.uid, mapping, by=request.actor)
        except FileRefused as problem:
            messages.error(request, str(problem))
    else:
        messages.error(request, _("Write the number of a row, such as 1."))
    return redirect("imports:columns", log.run.uid)


def _name_of(file: object) -> str:
    return str(getattr(file, "name", "") or "").rsplit(".", 1)[0]
