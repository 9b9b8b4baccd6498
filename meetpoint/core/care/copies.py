"""A person's own copy of everything that is kept about them: as data, and as a page to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetpoint.core.consent.gate import PARTICIPANT, disclose
from meetpoint.core.consent.models import DisclosureKind
from meetpoint.core.modules.registry import registry
from meetpoint.core.people.actions.codes import refuse_erased
from meetpoint.core.people.models import Participant
from meetpoint.core.people.permissions import EXPORT
from meetpoint.core.people.queries import joined_ids, record_now
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one module keeps about one record of the person."""

    module: str
    title: str
    content: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Copy:
    """Everything kept about a person at a moment, with the notice that goes along."""

    made_at: datetime
    notice: str
    parts: tuple[Part, ...]

    def as_data(self) -> dict[str, Any]:
        """Return the copy as plain values for a JSON file."""
        parts = [{"module": part.module, "title": part.title, "content": part.content} for part in self.parts]
        return {"made_at": self.made_at, "notice": self.notice, "parts": parts}


@dataclass(frozen=True)
class Node:
    """A value to read: words, a list, or named facts."""

    words: str = ""
    items: tuple[Node, ...] = ()
    facts: tuple[tuple[str, Node], ...] = ()


def export_participant(participant: Participant, *, by: Actor) -> Copy:
    """Return every module's export of a person, joined records included, past the disclosure gate.

    Raises Erased, and NotAllowed when the role or the gate refuses.
    """
    by.require(EXPORT)
    kept = record_now(by, participant)
    refuse_erased(kept)
    exporting = [
        (module, module.privacy.export) for module in registry() if module.privacy.export is not None
    ]
    grant = disclose(
        by,
        kind=DisclosureKind.EXPORT,
        what="participant record",
        purpose="own copy",
        recipient=PARTICIPANT,
        participant_id=kept.pk,
        rows=1,
        programmes=[module.slug for module, _export in exporting],
    )
    parts = [
        Part(module=module.slug, title=str(module.name), content=export(by, pk))
        for module, export in exporting
        for pk in joined_ids(by, kept)
    ]
    filled = tuple(part for part in parts if any(part.content.values()))
    return Copy(made_at=clock.now(), notice=grant.notice, parts=filled)


def readable(value: Any) -> Node:
    """Return a plain value as nodes for a page; empty values say so."""
    if isinstance(value, Mapping):
        return Node(facts=tuple((_title(key), readable(inner)) for key, inner in value.items()))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return Node(items=tuple(readable(inner) for inner in value))
    return Node(words=_words(value))


def _title(key: object) -> str:
    words = str(key).replace("_", " ")
    return words[:1].upper() + words[1:]


def _words(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return date_format(value) if isinstance(value, date) else str(value)
