"""Counselling notes: written, corrected and opened by few, and let out by the gate alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.consent import gate
from meetpoint.core.consent.deciding.facts import Purpose, Scope
from meetpoint.core.people.actions.codes import refuse_erased
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import joined_ids, kept_record
from meetpoint.core.referrals.actions.writing import person_now, site_of
from meetpoint.core.sessions import options, permissions
from meetpoint.core.sessions.actions.writing import locked, refuse, stored_once, unless_empty
from meetpoint.core.sessions.models import Attendance, Note, NoteVersion
from meetpoint.core.sessions.queries.notes import may_open, notes_of, sealed, text_of
from meetpoint.core.supplies.actions.posting import today_at
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, NotFound

LONGEST = 20_000
"""Characters of one note: some ten pages (product choice)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewNote:
    """A note to be written; without a day of its own it is kept as the organisation's option says."""

    uid: UUID
    site_id: int
    participant_id: int
    text: str
    session_id: int | None = None
    keep_until: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """To whom notes are to go, and what for, as the consent for them names both."""

    to_name: str
    use: str = Purpose.TREATMENT
    in_class: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """Notes that may leave, in the clear, with the notice that travels along."""

    notes: tuple[tuple[Note, str], ...]
    notice: str


@stored_once
def write_note(new: NewNote, *, by: Actor) -> Note:
    """Write a note, sealed. The same `uid` again returns the note written before.

    Raises SessionRefused, Erased, NotAllowed, and Conflict for a `uid` that is known with another text.
    """
    by.require(permissions.WRITE_NOTES, site_id=new.site_id)
    with transaction.atomic():
        today = today_at(site_of(new.site_id, by))
        person = person_now(new.participant_id, by)
        assert person is not None
        before = Note.objects.of(by).filter(uid=new.uid).first()
        if before is not None:
            if before.author_id != by.staff_id or text_of(before) != new.text.strip():
                raise Conflict(_("A note with this identifier is already stored, with other content."))
            return before
        _check(new, today, joined_ids(by, Participant.objects.of(by).get(pk=person)), by)
        note = Note.objects.create(
            organisation_id=by.organisation_id,
            uid=new.uid,
            site_id=new.site_id,
            participant_id=person,
            session_id=new.session_id,
            author_id=by.staff_id,
            body=sealed(new.text, new.uid, 1),
            written_at=clock.now(),
            keep_until=new.keep_until or options.keep_notes_until(by.organisation_id, today),
        )
        audit.record(by, "note.written", "note", [note.pk])
    return note


def correct_note(uid: UUID, text: str, *, by: Actor) -> Note:
    """Write another text over a note; the earlier one stays, sealed. Only its author may.

    The same text again changes nothing. Raises SessionRefused, NotFound, NotAllowed.
    """
    with transaction.atomic():
        note = locked(Note, uid, by)
        by.require(permissions.WRITE_NOTES, site_id=note.site_id)
        if note.author_id != by.staff_id:
            raise NotFound(
                _("There is nothing here. It may have been moved, or the address may be mistyped.")
            )
        refuse(unless_empty({"text": _problem_of(text)}))
        if text_of(note) == text.strip():
            return note
        now = clock.now()
        NoteVersion.objects.create(
            organisation_id=by.organisation_id,
            note=note,
            body=bytes(note.body),
            version=note.version,
            replaced_at=now,
            replaced_by=by.staff_id,
        )
        note.version += 1
        note.body, note.corrected_at = sealed(text, note.uid, note.version), now
        note.save(update_fields=["body", "version", "corrected_at"])
        audit.record(by, "note.corrected", "note", [note.pk])
    return note


def open_note(note: Note, *, by: Actor) -> str:
    """Return what a note says, and write down that it was opened. Raises NotFound alike for all others."""
    if not may_open(note, by):
        raise NotFound(_("There is nothing here. It may have been moved, or the address may be mistyped."))
    with transaction.atomic():
        audit.record(by, "note.opened", "note", [note.pk])
        return text_of(note)


def tell_notes(person: Participant, telling: Telling, *, by: Actor) -> Told:
    """Let a person's notes leave, those alone that the teller may open, past the disclosure gate.

    Only a consent for counselling notes and nothing else, which names this receiver and purpose, opens it,
    whether or not the programme is under 42 CFR Part 2. Raises Erased, SessionRefused, and NotAllowed when
    the gate refuses; that stays in the accounting.
    """
    by.require(permissions.TELL_NOTES)
    kept = kept_record(by, person)
    refuse_erased(kept)
    notes = notes_of(by, kept)
    wrong = {
        "to_name": "" if telling.to_name.strip() else _("Name who receives them, as the consent does."),
        "use": "" if telling.use in set(Purpose) else _("Choose one from the list."),
        "": "" if notes else _("There is no note that you may let leave."),
    }
    refuse(unless_empty(wrong))
    grant = gate.disclose(
        by,
        kind="print",
        what="counselling_notes",
        purpose=telling.use,
        recipient="other organisation",
        participant_id=kept.pk,
        rows=len(notes),
        leaving=gate.Leaving(
            to_name=telling.to_name,
            in_class=telling.in_class,
            use=telling.use,
            scope=frozenset({Scope.COUNSELLING_NOTES}),
            site_ids=tuple({note.site_id for note in notes}),
        ),
    )
    return Told(notes=tuple((note, text_of(note)) for note in notes), notice=grant.notice)


def _problem_of(text: str) -> str:
    if not text.strip() or "\x00" in text:
        return _("Write the note.")
    if len(text) > LONGEST:
        return _("Please keep a note under 20,000 characters.")
    return ""


def _check(new: NewNote, today: date, ids: list[int], by: Actor) -> None:
    of_person = new.session_id is None or (
        Attendance.objects.of(by).filter(session_id=new.session_id, participant_id__in=ids).exists()
    )
    too_far = new.keep_until is not None and not today < new.keep_until <= date(today.year + 100, 1, 1)
    wrong = {
        "text": _problem_of(new.text),
        "session": "" if of_person else _("Choose one from the list."),
        "keep_until": _("Choose a later day, within a hundred years.") if too_far else "",
    }
    refuse(unless_empty(wrong))
