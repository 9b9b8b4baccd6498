"""Documents as tests need them; every picture is made here, byte by byte."""

from __future__ import annotations

import struct
import zlib
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from meetpoint.core.documents.actions import NewDocument, add_document
from meetpoint.core.documents.models import Document
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

TEXT = b"Your number in the line is 41. Please keep this letter."
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PLACE = b"GPS 42.3601N 71.0589W"


def new(person: Participant, site: Site, **more: Any) -> NewDocument:
    """A document that could be added."""
    given = {
        "uid": uuid7(),
        "site_id": site.pk,
        "kind": "letter",
        "content": TEXT,
        "name": "Letter of Home Again",
        "keep_until": clock.now().date() + timedelta(days=30),
        "keep_reason": "application",
    }
    return NewDocument(person=person, **{**given, **more})


def document(by: Actor, site: Site, person: Participant | None = None, **more: Any) -> Document:
    """A document that is stored."""
    return add_document(new(person or participant(by), site, **more), by=by)


def segment(marker: int, body: bytes) -> bytes:
    """One part of a JPEG."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def exif(turned: int = 6) -> bytes:
    """What a camera writes: which way up, and where."""
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, turned, 0)
    return b"Exif\x00\x00II\x2a\x00\x08\x00\x00\x00\x01\x00" + entry + bytes(4) + PLACE


SCAN = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"


def jpeg(*parts: bytes, after: bytes = b"") -> bytes:
    """A JPEG in form, with these parts before its scan."""
    return b"\xff\xd8" + segment(0xE0, b"JFIF\x00rest") + b"".join(parts) + SCAN + b"\xff\xd9" + after


def chunk(name: bytes, body: bytes) -> bytes:
    """One part of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*parts: bytes) -> bytes:
    """A PNG of one point, with these parts before its picture."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\x00\x7f"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(parts) + body + chunk(b"IEND", b"")


def box(name: bytes, body: bytes) -> bytes:
    """One box of a HEIC."""
    return struct.pack(">I", len(body) + 8) + name + body


def heic(*, version: int = 1, method: int = 0) -> bytes:
    """A HEIC in form: a picture and what the camera told, in the file (method 0) or beside the list (1)."""
    brand = box(b"ftyp", b"heic" + bytes(4) + b"heicmif1")
    kinds = [(1, b"hvc1"), (2, b"Exif")]
    infos = b"".join(
        box(b"infe", b"\x02\x00\x00\x00" + struct.pack(">HH", pk, 0) + kind + b"\x00") for pk, kind in kinds
    )
    info = box(b"iinf", bytes(4) + struct.pack(">H", len(kinds)) + infos)
    told = box(b"idat", PLACE) if method else b""

    def located(picture: int, place: int) -> bytes:
        head = bytes([version, 0, 0, 0]) + b"\x44\x00" + struct.pack(">H", 2)
        how = struct.pack(">H", 0) if version else b""
        there = struct.pack(">H", method) if version else b""
        first = struct.pack(">H", 1) + how + struct.pack(">HHII", 0, 1, picture, 7)
        second = struct.pack(">H", 2) + there + struct.pack(">HHII", 0, 1, place, len(PLACE))
        return box(b"iloc", head + first + second)

    size = len(brand) + len(box(b"meta", bytes(4) + info + located(0, 0) + told)) + 8
    place = 0 if method else size + 7
    meta = box(b"meta", bytes(4) + info + located(size, place) + told)
    return brand + meta + box(b"mdat", b"PICTURE" + (b"" if method else PLACE))


def word(*, extra: str = "") -> bytes:
    """A document of Word in form."""
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", *([extra] if extra else [])):
            archive.writestr(name, "<x/>")
    return file.getvalue()
