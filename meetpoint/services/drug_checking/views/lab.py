"""Laboratories' files: brought, looked at with their bad rows, taken in or let go."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.refusals import tried
from meetpoint.services.drug_checking import permissions
from meetpoint.services.drug_checking.actions.files import discard, preview, receive, take_in_file
from meetpoint.services.drug_checking.forms.pages import LabFileInput, TakeInInput, site_of
from meetpoint.services.drug_checking.models import LabFile

SHOWN = 200


@require_http_methods(["GET", "POST"])
@page(permissions.IMPORT)
def bring(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    form = LabFileInput(actor, request.POST or None, request.FILES or None, initial=site_of(request))
    if form.is_valid():
        files = [(file.name or "file", file.read()) for file in form.cleaned_data["lab_files"]]
        said = form.cleaned_data
        kept = tried(form, lambda: receive(said["uid"], files, said["layout"], said["site"], by=actor))
        if kept is not None:
            return redirect("drug_checking:lab_file", kept.uid)
    return render(request, "drug_checking/lab_bring.html", {"form": form})


@require_GET
@page(permissions.IMPORT)
def show(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    file = fetch_for(actor, LabFile, may=permissions.IMPORT, uid=uid)
    outcome = preview(file, by=actor)
    context = {"file": file, "outcome": outcome, "errors": outcome.errors[:SHOWN], "form": TakeInInput()}
    return render(request, "drug_checking/lab_preview.html", context)


@require_POST
@page(permissions.IMPORT)
def take_in(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    file = fetch_for(actor, LabFile, may=permissions.IMPORT, uid=uid)
    tell = bool(request.POST.get("tell")) and actor.may(permissions.RELEASE)
    outcome = take_in_file(file, by=actor, tell=tell)
    count = outcome.results["added"] + outcome.results["changed"]
    messages.success(
        request,
        ngettext("%(number)d result was taken in.", "%(number)d results were taken in.", count)
        % {"number": count},
    )
    return redirect("drug_checking:samples")


@require_POST
@page(permissions.IMPORT)
def let_go(request: StaffRequest, uid: UUID) -> HttpResponse:
    discard(fetch_for(request.actor, LabFile, may=permissions.IMPORT, uid=uid), by=request.actor)
    messages.success(request, _("The file is gone. Nothing was taken in."))
    return redirect("drug_checking:lab")
