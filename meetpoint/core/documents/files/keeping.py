"""A document's name and content, sealed under the installation's field key, and opened again."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.conf import settings

from meetpoint.core.documents.models import Document
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import keys

PIECE = 1 << 20
"""Bytes of content in one row: what both databases write and read at once without trouble."""


def sealed_name(uid: UUID, name: str) -> bytes:
    """Return a document's name as it is stored."""
    return keys.seal(_key(), name.encode(), bound_to=f"documents:document:name:{uid}")


def name_of(document: Document) -> str:
    """Return a document's name in the clear."""
    bound_to = f"documents:document:name:{document.uid}"
    return keys.unseal(_key(), bytes(document.name), bound_to=bound_to).decode()


def pieces(uid: UUID, content: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the sealed pieces of a content, numbered from nought."""
    for number, place in enumerate(range(0, len(content), PIECE)):
        yield number, keys.seal(_key(), content[place : place + PIECE], bound_to=_bound_to(uid, number))


def content_of(document: Document, by: Actor) -> bytes:
    """Return a document's content in the clear. Raises KeyMissing if a piece was moved or the key is gone."""
    rows = document.pieces.of(by).order_by("number").values_list("number", "content")
    return b"".join(
        keys.unseal(_key(), bytes(content), bound_to=_bound_to(document.uid, number))
        for number, content in rows
    )


def _key() -> bytes:
    return keys.key(settings.KEYS, "fields")


def _bound_to(uid: UUID, number: int) -> str:
    return f"documents:piece:content:{uid}:{number}"
