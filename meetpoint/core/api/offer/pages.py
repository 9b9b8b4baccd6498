"""Pages by key: where a page starts is the sort key of its neighbour, never a number of rows to skip."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from meetpoint.core.api.door.problems import Problem
from meetpoint.core.api.offer.shapes import Asked
from meetpoint.core.ui.listing import Sort
from meetpoint.core.ui.listing.keyset import Order, cursor_for, place_of


@dataclass(frozen=True, slots=True)
class Cut:
    """The rows of one page, and the cursor of the next (None on the last)."""

    rows: Sequence[Any]
    next: str | None


def newest_first(field: str) -> Order:
    """Return the order of most lists."""
    return Order(Sort(name=field, label="", field=field), descending=True)


def by_name(field: str) -> Order:
    """Return the order of lists that are looked up by a name."""
    return Order(Sort(name=field, label="", field=field), descending=False)


def cut(rows: QuerySet[Any], asked: Asked, order: Order) -> Cut:
    """Read one page. Raises Problem for a cursor that this list did not give out."""
    salt = f"api.{rows.model._meta.label}.{order.word}"
    ordered = order.arrange(rows)
    if asked.cursor:
        place = place_of(asked.cursor, salt)
        if place is None:
            words = _("This cursor is not from this list. Begin again without one.")
            raise Problem(422, words, fields={"cursor": words})
        ordered = order.beyond(ordered, place)
    found = list(ordered[: asked.limit + 1])
    shown = found[: asked.limit]
    return Cut(shown, cursor_for(shown[-1], salt) if len(found) > asked.limit else None)
