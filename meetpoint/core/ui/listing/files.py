"""A list's rows for an exported file: read and prepared batch by batch, in the reader's language and zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone, translation

from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.listing.cells import plain
from meetpoint.core.ui.listing.declare import Column, Listing

BATCH = 1_000


def export_columns(listing: Listing) -> list[Column]:
    """Return the columns that leave in a file."""
    return [column for column in listing.columns if column.export]


def export_rows(listing: Listing, rows: QuerySet[Any], actor: Actor) -> Iterator[list[Any]]:
    """Return an iterator of plain values, row by row, with a bounded number of rows in memory.

    A response streams after the middleware has put the language and time zone back, so both are held here.
    """
    zone, language = timezone.get_current_timezone(), translation.get_language()
    return _batches(listing, rows, actor, zone=zone, language=language)


def _batches(
    listing: Listing, rows: QuerySet[Any], actor: Actor, *, zone: tzinfo, language: str
) -> Iterator[list[Any]]:
    columns = export_columns(listing)
    source = rows.iterator(chunk_size=BATCH)
    while found := list(islice(source, BATCH)):
        with timezone.override(zone), translation.override(language):
            prepared = listing.prepare(found, actor) if listing.prepare else found
            batch = [[plain(column.value(row)) for column in columns] for row in prepared]
        yield from batch
