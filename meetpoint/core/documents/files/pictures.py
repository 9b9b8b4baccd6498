"""Pictures without what they tell besides: where and when they were taken, by which telephone, thumbnails.

A JPEG keeps which way up it is, and its colours; a PNG what is needed to draw it. The formats are those of
ITU-T T.81 annex B (JPEG), Exif 2.32 section 4.6 (orientation) and the PNG specification, section 11 (W3C).
"""

from __future__ import annotations

import re
import struct

from meetpoint.core.documents.files.heic import NotWhole, without_metadata
from meetpoint.core.documents.files.types import PNG_HEAD
from meetpoint.core.documents.models import FileType

_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
_SOS, _EOI, _COMMENT = 0xDA, 0xD9, 0xFE
_APPLICATION = range(0xE0, 0xF0)
_KEPT_PARTS = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
_EXIF = b"Exif\x00\x00"
_ORIENTATION = 0x0112
_KEPT_CHUNKS = frozenset(
    (
        *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP"),
        *(b"sBIT", b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT"),
    )
)


def plain(content: bytes, kind: str) -> bytes:
    """Return a file without what a picture tells besides; other files as they are. Raises NotWhole."""
    if kind == FileType.JPEG:
        return _plain_jpeg(content)
    if kind == FileType.PNG:
        return _plain_png(content)
    return without_metadata(content) if kind == FileType.HEIC else content


def _plain_jpeg(content: bytes) -> bytes:
    kept, place, marker = [content[:2]], 2, 0
    while True:
        found = _MARKER.search(content, place)
        if found is None or (found.start() != place and marker != _SOS):
            raise NotWhole
        kept.append(content[place : found.start()])
        marker = found[1][0]
        if marker == _EOI:
            return b"".join([*kept, b"\xff\xd9"])
        length = _number(content, found.end(), ">H")
        end = found.end() + length
        if length < 2 or end > len(content):
            raise NotWhole
        body = content[found.end() + 2 : end]
        kept.append(_segment(marker, body))
        place = end


def _segment(marker: int, body: bytes) -> bytes:
    if marker == 0xE1 and body.startswith(_EXIF):
        upright = _orientation(body[len(_EXIF) :])
        return _written(marker, _EXIF + upright) if upright else b""
    told = marker == _COMMENT or (marker in _APPLICATION and marker not in _KEPT_PARTS)
    if told or not body.startswith(_KEPT_PARTS.get(marker, b"")):
        return b""
    return _written(marker, body)


def _written(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def _orientation(tiff: bytes) -> bytes:
    """Return a directory that says nothing but which way up the picture is; nothing if it is not turned."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return b""
    try:
        start = _number(tiff, 4, f"{order}I")
        for place in range(start + 2, start + 2 + 12 * _number(tiff, start, f"{order}H"), 12):
            if _number(tiff, place, f"{order}H") == _ORIENTATION:
                turned = _number(tiff, place + 8, f"{order}H")
                entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, turned, 0)
                return b"MM\x00\x2a\x00\x00\x00\x08\x00\x01" + entry + bytes(4) if 1 < turned <= 8 else b""
    except NotWhole:
        return b""
    return b""


def _plain_png(content: bytes) -> bytes:
    kept, place = [PNG_HEAD], len(PNG_HEAD)
    while True:
        end = place + 12 + _number(content, place, ">I")
        name = content[place + 4 : place + 8]
        if end > len(content):
            raise NotWhole
        if name in _KEPT_CHUNKS:
            kept.append(content[place:end])
        if name == b"IEND":
            return b"".join(kept)
        place = end


def _number(content: bytes, place: int, form: str) -> int:
    try:
        number: int = struct.unpack_from(form, content, place)[0]
    except struct.error:
        raise NotWhole from None
    return number
