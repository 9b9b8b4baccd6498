"""Pages of a person's documents."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.documents import actions, permissions, queries
from meetpoint.core.documents.files.types import CONTENT_TYPES
from meetpoint.core.documents.forms import TOO_LARGE, DocumentForm, KeepForm
from meetpoint.core.documents.models import Document, KeepReason
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.actions.codes import refuse_erased
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import joined_ids, kept_record
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.dates import in_place
from meetpoint.core.ui.refusals import tried
from meetpoint.lib import clock


@never_cache
@require_GET
@page(permissions.VIEW)
def documents(request: StaffRequest, uid: UUID) -> HttpResponse:
    by = request.actor
    person = _person(request, uid, permissions.VIEW)
    context = {
        "person": person,
        "documents": queries.shown(by, joined_ids(by, person)),
        "may": {
            "add": by.may(permissions.ADD),
            "open": by.may(permissions.OPEN),
            "remove": by.may(permissions.REMOVE),
        },
    }
    return render(request, "documents/documents.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.ADD)
def add(request: StaffRequest, uid: UUID) -> HttpResponse:
    by = request.actor
    person = _person(request, uid, permissions.ADD)
    form = _form(request, by)
    if form.is_valid():
        said = form.cleaned_data
        new = actions.NewDocument(
            uid=said["uid"],
            person=person,
            site_id=said["site"].pk,
            kind=said["kind"],
            content=said["content"],
            name=said["name"],
            agreed=said["agreed"],
            keep_until=said["keep_until"],
            keep_reason=said["keep_reason"],
        )
        if tried(form, lambda: actions.add_document(new, by=by)) is not None:
            messages.success(request, _("Saved, sealed. It is removed by itself when its day has passed."))
            return redirect("documents:documents", person.uid)
    return render(request, "documents/add.html", {"form": form, "person": person})


@never_cache
@require_GET
@page(permissions.OPEN, fresh=True)
def download(request: StaffRequest, uid: UUID) -> HttpResponse:
    found, content = actions.open_document(
        uid, by=request.actor, for_person=request.GET.get("to") == "person"
    )
    response = HttpResponse(content, content_type=CONTENT_TYPES[found.type])
    response["Content-Disposition"] = content_disposition_header(True, queries.file_name(found))
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.ADD)
def keep(request: StaffRequest, uid: UUID) -> HttpResponse:
    found = _document(request, uid, permissions.ADD)
    told = {"keep_until": found.keep_until, "keep_reason": found.keep_reason}
    form = KeepForm(request.POST or None, initial=told)
    if form.is_valid():
        said = form.cleaned_data
        kept = tried(
            form,
            lambda: actions.keep_document(
                uid, until=said["keep_until"], reason=said["keep_reason"], by=request.actor
            ),
        )
        if kept is not None:
            messages.success(request, _("Saved."))
            return redirect("documents:documents", found.participant.uid)
    context = {"form": form, "person": found.participant, "name": queries.called(found)}
    return render(request, "documents/keep.html", context)


@require_POST
@page(permissions.REMOVE)
def remove(request: StaffRequest, uid: UUID) -> HttpResponse:
    gone = actions.remove_document(uid, by=request.actor)
    messages.success(request, _("Removed."))
    return redirect("documents:documents", gone.participant.uid)


def _form(request: StaffRequest, by: Actor) -> DocumentForm:
    if request.method == "POST":
        files = request.FILES  # reading them is what finds out
        return DocumentForm(by, request.POST, files, is_too_large=getattr(request, TOO_LARGE, False))
    site: Site | None = request.site  # type: ignore[assignment]
    today = in_place(clock.now()).date()
    told = {
        "site": site.pk if site else None,
        "keep_until": queries.keep_until(by, today),
        "keep_reason": KeepReason.APPLICATION,
    }
    return DocumentForm(by, initial=told)


def _person(request: StaffRequest, uid: UUID, may: str) -> Participant:
    by: Actor = request.actor
    person = kept_record(by, fetch_for(by, Participant, may=may, uid=uid))
    refuse_erased(person)
    return person


def _document(request: StaffRequest, uid: UUID, may: str) -> Document:
    found: Document = fetch_for(request.actor, Document, may=may, uid=uid)
    return found
