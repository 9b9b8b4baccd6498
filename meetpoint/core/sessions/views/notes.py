"""Pages of counselling notes, for the few who may open them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.access.queries import staff_names
from meetpoint.core.care.views.asking import tried as asked
from meetpoint.core.sessions import actions, permissions
from meetpoint.core.sessions.forms.notes import CorrectNoteForm, NoteForm, TellForm
from meetpoint.core.sessions.models import Note
from meetpoint.core.sessions.queries.notes import may_open, notes_of, versions_of
from meetpoint.core.sessions.views.people import person_at
from meetpoint.core.sessions.views.sessions import here
from meetpoint.core.ui.refusals import tried
from meetpoint.lib.errors import NotFound


@never_cache
@require_GET
@page(permissions.WRITE_NOTES)
def notes(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    person = person_at(actor, uid, permissions.WRITE_NOTES)
    names = staff_names(actor)
    found = [(note, names.get(note.author_id or 0, "")) for note in notes_of(actor, person)]
    context = {"person": person, "notes": found, "may_tell": actor.may(permissions.TELL_NOTES)}
    return render(request, "sessions/notes.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.WRITE_NOTES)
def add(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    person = person_at(actor, uid, permissions.WRITE_NOTES)
    form = NoteForm(actor, request.POST or None, initial=here(request))
    if form.is_valid():
        said = form.cleaned_data
        new = actions.NewNote(
            uid=said["uid"],
            site_id=said["site"].pk,
            participant_id=person.pk,
            text=said["text"],
            keep_until=said["keep_until"],
        )
        if tried(form, lambda: actions.write_note(new, by=actor)) is not None:
            messages.success(request, _("Kept, sealed and apart."))
            return redirect("sessions:notes", person.uid)
    context = {"form": form, "heading": _("Write a counselling note"), "person": person}
    return render(request, "sessions/form.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.WRITE_NOTES)
def note(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    found = fetch_for(actor, Note, may=permissions.WRITE_NOTES, uid=uid)
    if not may_open(found, actor):
        raise NotFound(_("There is nothing here. It may have been moved, or the address may be mistyped."))
    form = CorrectNoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if tried(form, lambda: actions.correct_note(uid, text, by=actor)) is not None:
            messages.success(request, _("Saved. What it said before is kept, sealed."))
            return redirect("sessions:note", uid)
    text = actions.open_note(found, by=actor)
    if request.method == "GET":
        form = CorrectNoteForm(initial={"text": text})
    context = {
        "note": found,
        "text": text,
        "author": staff_names(actor).get(found.author_id or 0, ""),
        "versions": versions_of(found),
        "person": found.participant,
        "form": form if found.author_id == actor.staff_id else None,
    }
    return render(request, "sessions/note.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.TELL_NOTES, fresh=True)
def tell(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    person = person_at(actor, uid, permissions.TELL_NOTES)
    form = TellForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        telling = actions.Telling(**said)
        told = asked(form, lambda: actions.tell_notes(person, telling, by=actor), passing=())
        if told is not None:
            names = staff_names(actor)
            pieces = [(one, text, names.get(one.author_id or 0, "")) for one, text in told.notes]
            context = {
                "person": person,
                "pieces": pieces,
                "notice": told.notice,
                "to_name": said["to_name"],
            }
            return render(request, "sessions/notes_sheet.html", context)
    context = {"form": form, "heading": _("Let counselling notes leave"), "person": person}
    return render(request, "sessions/tell.html", context)
