"""Counselling notes: who may open which, and what they say. Nothing else of Meetpoint reads them."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from meetpoint.core.access.models import RoleName, StaffMember
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import joined_ids
from meetpoint.core.sessions import permissions, rules
from meetpoint.core.sessions.models import Note, NoteVersion
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import keys

_KEY = "fields"


def notes_of(by: Actor, person: Participant) -> list[Note]:
    """Return the notes about a person, joined records included, that the viewer may open, newest first."""
    if not by.may(permissions.WRITE_NOTES) or by.staff_id is None:
        return []
    rows = Note.objects.of(by).filter(participant_id__in=joined_ids(by, person))
    if by.site_ids is not None:
        rows = rows.filter(site_id__in=by.site_ids)
    if not _reads_others(by):
        rows = rows.filter(author_id=by.staff_id)
    return list(rows.order_by("-written_at", "-id"))


def may_open(note: Note, by: Actor) -> bool:
    """Tell whether somebody may open a note: in reach, and theirs or one they may read."""
    if by.staff_id is None or not by.may(permissions.WRITE_NOTES, site_id=note.site_id):
        return False
    return note.organisation_id == by.organisation_id and (note.author_id == by.staff_id or _reads_others(by))


def versions_of(note: Note) -> list[tuple[NoteVersion, str]]:
    """Return the earlier texts of a note that was opened, in the clear, newest first."""
    return [(one, _opened(one.body, note.uid, one.version)) for one in note.versions.order_by("-version")]


def sealed(text: str, uid: UUID, version: int) -> bytes:
    """Return a note's text as it is stored."""
    return keys.seal(keys.key(settings.KEYS, _KEY), text.strip().encode(), bound_to=_bound(uid, version))


def text_of(note: Note) -> str:
    """Return a note's text in the clear. Raises KeyMissing with another key."""
    return _opened(note.body, note.uid, note.version)


def _opened(body: bytes | memoryview, uid: UUID, version: int) -> str:
    return keys.unseal(keys.key(settings.KEYS, _KEY), bytes(body), bound_to=_bound(uid, version)).decode()


def _bound(uid: UUID, version: int) -> str:
    return f"sessions_note:body:{uid}:{version}"


def _reads_others(by: Actor) -> bool:
    if by.staff_id is None:
        return False
    role = StaffMember.objects.of(by).filter(pk=by.staff_id).values_list("role", flat=True).first()
    return rules.may_read(
        is_author=False,
        holds_read=by.may(permissions.READ_NOTES),
        is_administrator=role == RoleName.ADMINISTRATOR,
    )
