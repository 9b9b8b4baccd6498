"""Adding a document, keeping it longer or shorter, opening it, removing it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.consent.gate import OWN_ORGANISATION, PARTICIPANT, Leaving, disclose
from meetpoint.core.documents import permissions, rules
from meetpoint.core.documents.errors import DocumentRefused
from meetpoint.core.documents.files import keeping, pictures, types
from meetpoint.core.documents.files.heic import NotWhole
from meetpoint.core.documents.models import Document, FileType, KeepReason, Kind, Piece
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import joined_ids
from meetpoint.core.referrals.actions.writing import person_now, site_of
from meetpoint.core.supplies.actions.posting import today_at
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, NotFound
from meetpoint.lib.rows import insert_rows


@dataclass(frozen=True, kw_only=True)
class NewDocument:
    """A file about a person, with what was said of it. `name` may be empty: the kind then says enough."""

    uid: UUID
    person: Participant
    site_id: int
    kind: str
    content: bytes
    keep_until: date
    keep_reason: str
    name: str = ""
    agreed: bool = False


def add_document(new: NewDocument, *, by: Actor) -> Document:
    """Store a file, sealed; a picture without where and when it was taken. The same `uid` again returns it.

    Raises DocumentRefused, Erased, NotAllowed, and Conflict for a `uid` that is known with other content.
    """
    by.require(permissions.ADD, site_id=new.site_id)
    site = site_of(new.site_id, by)
    kind = _checked(new, today_at(site))
    content, name = _plain(new.content, kind), _tidy(new.name)
    with transaction.atomic():
        kept = Participant.objects.of(by).get(pk=person_now(new.person.pk, by) or 0)
        known = Document.objects.of(by).filter(uid=new.uid).first()
        if known is not None:
            if (known.kind, keeping.content_of(known, by)) != (new.kind, content):
                raise Conflict(_("A document with this identifier is already stored, with other content."))
            return known
        if Document.objects.of(by).filter(participant_id__in=joined_ids(by, kept)).count() >= rules.MOST:
            raise DocumentRefused({"file": _("There are 200 documents already. Remove some first.")})
        made = Document.objects.create(
            organisation_id=by.organisation_id,
            uid=new.uid,
            participant=kept,
            site=site,
            kind=new.kind,
            type=kind,
            name=keeping.sealed_name(new.uid, name),
            size=len(content),
            agreed=new.agreed,
            put_at=clock.now(),
            put_by=by.staff_id,
            keep_until=new.keep_until,
            keep_reason=new.keep_reason,
        )
        rows = [(by.organisation_id, made.pk, *piece) for piece in keeping.pieces(new.uid, content)]
        insert_rows(Piece, ("organisation_id", "document_id", "number", "content"), rows)
        audit.record(by, "document.added", "document", [made.pk], fields={"kind": new.kind})
    return made


def keep_document(uid: UUID, *, until: date, reason: str, by: Actor) -> Document:
    """Choose anew until when a document is kept, and why. Raises DocumentRefused, NotFound, NotAllowed."""
    with transaction.atomic():
        found = _held(uid, permissions.ADD, by)
        wrong = _wrong_keeping(until, reason, today_at(found.site))
        if wrong:
            raise DocumentRefused(wrong)
        found.keep_until, found.keep_reason = until, reason
        found.save(update_fields=["keep_until", "keep_reason"])
        audit.record(by, "document.kept", "document", [found.pk], fields={"until": until.isoformat()})
    return found


def open_document(uid: UUID, *, by: Actor, for_person: bool = False) -> tuple[Document, bytes]:
    """Return a document and its content, past the disclosure gate: to own staff, or to the person.

    Raises NotFound, and NotAllowed when the role or the gate refuses.
    """
    by.require(permissions.OPEN)
    found = _one(uid, by)
    disclose(
        by,
        kind="print",
        what="document",
        purpose="own copy" if for_person else "care",
        recipient=PARTICIPANT if for_person else OWN_ORGANISATION,
        participant_id=found.participant_id,
        rows=1,
        leaving=Leaving(scope=rules.SCOPES[found.kind]),
    )
    content = keeping.content_of(found, by)
    with transaction.atomic():
        audit.record(by, "document.opened", "document", [found.pk], fields={"for_person": for_person})
    return found, content


def remove_document(uid: UUID, *, by: Actor) -> Document:
    """Remove a document and its content for good. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        found = _held(uid, permissions.REMOVE, by)
        audit.record(by, "document.removed", "document", [found.pk], fields={"kind": found.kind})
        Document.objects.of(by).filter(pk=found.pk).delete()
    return found


def _one(uid: UUID, by: Actor) -> Document:
    found = (
        Document.objects.of(by).select_related("site__organisation", "participant").filter(uid=uid).first()
    )
    if found is None or not by.reaches(found.site_id):
        raise NotFound(_("This document is not here. It may have been removed, or belong to another site."))
    return found


def _held(uid: UUID, may: str, by: Actor) -> Document:
    by.require(may)
    found = _one(uid, by)
    Document.objects.of(by).select_for_update().filter(pk=found.pk).first()
    return found


def _checked(new: NewDocument, today: date) -> FileType:
    """Return what the file is, where all that was said of it can be stored."""
    kind = types.type_of(new.content)
    wrong = _wrong_keeping(new.keep_until, new.keep_reason, today)
    if len(new.content) > rules.LARGEST:
        wrong["file"] = _("This file is larger than 10 MB. Take the picture smaller, or send fewer pages.")
    elif kind is None:
        wrong["file"] = _("Only PDF, pictures (JPEG, PNG, HEIC), Word documents and plain text are taken.")
    if new.kind not in Kind.values:
        wrong["kind"] = _("Choose one from the list.")
    if new.kind in rules.NEEDS_YES and not new.agreed:
        wrong["agreed"] = _("Ask the person first. Without their yes, no picture is kept.")
    if len(new.name) > rules.LONGEST_NAME or "\x00" in new.name:
        wrong["name"] = _("Please keep this under 120 characters.")
    if wrong or kind is None:
        raise DocumentRefused(wrong)
    return kind


def _wrong_keeping(until: date, reason: str, today: date) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not rules.may_keep_until(until, today):
        wrong["keep_until"] = _("Choose a day from today to ten years ahead.")
    if reason not in KeepReason.values:
        wrong["keep_reason"] = _("Choose one from the list.")
    return wrong


def _plain(content: bytes, kind: str) -> bytes:
    try:
        return pictures.plain(content, kind)
    except NotWhole:
        said = _("This picture is not whole, or of a form we cannot read. Take it again, or send it as JPEG.")
        raise DocumentRefused({"file": said}) from None


def _tidy(name: str) -> str:
    """Return a name without what no file name may hold."""
    kept = "".join(
        " " if unicodedata.category(one)[0] in "CZ" or one in '/\\:*?"<>|' else one for one in name
    )
    return " ".join(kept.split())
