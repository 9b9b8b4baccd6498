"""Why each column of documents is kept, and how a participant's part is listed or erased."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from meetpoint.core.documents.files.keeping import name_of
from meetpoint.core.documents.models import Document, Piece
from meetpoint.core.modules.interface import Kept, PrivacyPlan
from meetpoint.core.tenancy.actor import Actor

_UNTIL = "The day until which the document is kept, or the participant is erased."
_FILE = Kept(why="To have a paper at hand that the person needs; sealed.", until=_UNTIL, personal=True)
_ABOUT = Kept(why="To find a document, and to know when it goes.", until=_UNTIL, personal=True)
_WHO = Kept(why="To know who put it there.", until=_UNTIL)


def export(actor: Actor, participant_id: int) -> Mapping[str, Any]:
    """Return a list of a participant's documents; each is handed out by itself, from its page."""
    rows = Document.objects.of(actor).filter(participant_id=participant_id).order_by("put_at", "pk")
    return {
        "documents": [
            {
                "kind": one.kind,
                "name": name_of(one),
                "type": one.type,
                "bytes": one.size,
                "put_at": one.put_at,
                "keep_until": one.keep_until,
                "why_kept": one.keep_reason,
                "agreed": one.agreed,
            }
            for one in rows
        ]
    }


def erase(actor: Actor, participant_id: int) -> None:
    """Remove a participant's documents with their content."""
    _remove(Document.objects.of(actor).filter(participant_id=participant_id), actor)


def retain(actor: Actor, today: date) -> int:
    """Remove the documents whose day has passed; return how many."""
    return _remove(Document.objects.of(actor).filter(keep_until__lt=today), actor)


def _remove(rows: Any, actor: Actor) -> int:
    """Remove documents without reading their content into memory."""
    ids = list(rows.values_list("pk", flat=True))
    Piece.objects.of(actor).filter(document_id__in=ids).delete()
    Document.objects.of(actor).filter(pk__in=ids).delete()
    return len(ids)


PLAN = PrivacyPlan(
    columns={
        "documents.Document": {
            **dict.fromkeys(("uid", "participant", "site", "kind", "keep_until", "keep_reason"), _ABOUT),
            **dict.fromkeys(("type", "name", "size", "agreed", "put_at"), _FILE),
            "put_by": _WHO,
        },
        "documents.Piece": {"document": _FILE, "number": _FILE, "content": _FILE},
    },
    export=export,
    erase=erase,
    retain=retain,
)
