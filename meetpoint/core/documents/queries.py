"""Reading which documents a person has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from django.db.models import QuerySet
from django.utils.translation import ngettext

from meetpoint.core.access.queries import staff_names
from meetpoint.core.documents import rules
from meetpoint.core.documents.files.keeping import name_of
from meetpoint.core.documents.files.types import ENDINGS
from meetpoint.core.documents.models import Document
from meetpoint.core.documents.options import KEEP_DAYS
from meetpoint.core.organisations.options import option_value
from meetpoint.core.supplies.actions.posting import today_at
from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A document with its name in the clear, and who put it there. `is_last`: it goes within a week."""

    document: Document
    name: str
    put_by: str
    is_last: bool


def documents_of(by: Actor, ids: Sequence[int]) -> QuerySet[Document]:
    """Return the documents of one person at the sites in reach, the newest first."""
    rows = Document.objects.of(by).filter(participant_id__in=ids)
    if by.site_ids is not None:
        rows = rows.filter(site_id__in=by.site_ids)
    return rows.select_related("site__organisation").order_by("-put_at", "-pk")


def shown(by: Actor, ids: Sequence[int]) -> list[Shown]:
    """Return one person's documents as a page shows them. Two queries."""
    names = staff_names(by)
    return [
        Shown(
            document=one,
            name=called(one),
            put_by=names.get(one.put_by or 0, ""),
            is_last=one.keep_until <= today_at(one.site) + timedelta(days=7),
        )
        for one in documents_of(by, ids)
    ]


def called(document: Document) -> str:
    """Return what a document is called: the name it was given, else its kind."""
    return name_of(document) or str(document.get_kind_display())


def file_name(document: Document) -> str:
    """Return the name under which a document is saved; its ending is that of its content."""
    name, ending = called(document), ENDINGS[document.type]
    return name if name.lower().endswith(ending) else f"{name}{ending}"


def hint(by: Actor, ids: Sequence[int]) -> str:
    """Return how many documents a person has, for their page. One query."""
    number = documents_of(by, ids).count()
    return (
        ngettext("%(number)d document", "%(number)d documents", number) % {"number": number} if number else ""
    )


def keep_until(by: Actor, today: date) -> date:
    """Return the day that is proposed for a new document."""
    days = cast("int | None", option_value(by.organisation_id, KEEP_DAYS, on=today)) or 0
    return today + timedelta(days=min(days, rules.KEEP_AT_MOST.days))
