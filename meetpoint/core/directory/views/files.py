"""Files of the directory: brought, looked at with their bad rows, taken in or let go; and the export."""

from __future__ import annotations

import tempfile
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.consent import gate
from meetpoint.core.consent import permissions as letting_out
from meetpoint.core.directory import permissions
from meetpoint.core.directory.actions.files import discard_file, preview_file, receive_file, take_in_file
from meetpoint.core.directory.forms import FileForm
from meetpoint.core.directory.hsds.writing import write_package
from meetpoint.core.directory.models import DirectoryFile
from meetpoint.core.directory.queries import entries_of
from meetpoint.core.ui.refusals import tried
from meetpoint.lib import clock

SHOWN = 200


@require_http_methods(["GET", "POST"])
@page(permissions.IMPORT)
def bring(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        said, file = form.cleaned_data, form.cleaned_data["file"]
        name, content = str(file.name), file.read()
        kept = tried(form, lambda: receive_file(said["uid"], name, content, said["layout"], by=actor))
        if kept is not None:
            return redirect("directory:file", kept.uid)
    context = {"form": form, "may_export": actor.may(letting_out.EXPORT)}
    return render(request, "directory/bring.html", context)


@require_GET
@page(permissions.IMPORT)
def show_file(request: StaffRequest, uid: UUID) -> HttpResponse:
    file = fetch_for(request.actor, DirectoryFile, may=permissions.IMPORT, uid=uid)
    outcome = preview_file(file, by=request.actor)
    totals = {word: outcome.total(word) for word in ("added", "changed", "same", "kept")}
    context = {"file": file, "outcome": outcome, "totals": totals, "errors": outcome.errors[:SHOWN]}
    return render(request, "directory/file.html", context)


@require_POST
@page(permissions.IMPORT)
def take_in(request: StaffRequest, uid: UUID) -> HttpResponse:
    file = fetch_for(request.actor, DirectoryFile, may=permissions.IMPORT, uid=uid)
    outcome = take_in_file(file, by=request.actor)
    count = outcome.entries["added"] + outcome.entries["changed"]
    words = ngettext("%(number)d entry was taken in.", "%(number)d entries were taken in.", count)
    messages.success(request, words % {"number": count})
    return redirect("directory:list")


@require_POST
@page(permissions.IMPORT)
def let_go(request: StaffRequest, uid: UUID) -> HttpResponse:
    discard_file(fetch_for(request.actor, DirectoryFile, may=permissions.IMPORT, uid=uid), by=request.actor)
    messages.success(request, _("The file is gone. Nothing was taken in."))
    return redirect("directory:bring")


@require_GET
@page(letting_out.EXPORT, fresh=True)
def export(request: StaffRequest) -> FileResponse:
    actor = request.actor
    gate.disclose(
        actor,
        kind="export",
        what="directory",
        purpose="operations",
        recipient=gate.OWN_ORGANISATION,
        rows=entries_of(actor).count(),
    )
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it once it is sent
    write_package(file, actor)
    file.seek(0)
    answer = FileResponse(file, as_attachment=True, filename=f"directory-hsds-{clock.now():%Y-%m-%d}.zip")
    answer["Cache-Control"] = "no-store"
    return answer
