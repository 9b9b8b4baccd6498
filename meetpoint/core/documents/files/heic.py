"""HEIC pictures without what they tell besides: its parts are overwritten where they stand.

A HEIC file is boxes (ISO/IEC 14496-12); what a camera wrote about place and time is an item of the type
`Exif`, XMP one of the type `mime`, and `iloc` says where the bytes of each item are.
"""

from __future__ import annotations

from collections.abc import Iterator

_TELLING = frozenset({b"Exif", b"mime"})
_IN_FILE, _IN_META = 0, 1


class NotWhole(Exception):
    """The file is torn or of a form that nobody here can read."""


def without_metadata(content: bytes) -> bytes:
    """Return the file with the bytes of such items overwritten by noughts. Raises NotWhole."""
    meta = next(
        ((start, end) for name, start, end in _boxes(content, 0, len(content)) if name == b"meta"), None
    )
    if meta is None:
        raise NotWhole
    inner = {name: (start, end) for name, start, end in _boxes(content, meta[0] + 4, meta[1])}
    if b"iinf" not in inner or b"iloc" not in inner:
        raise NotWhole
    telling = set(_telling_items(content, *inner[b"iinf"]))
    plain = bytearray(content)
    for item, method, start, length in _places(content, *inner[b"iloc"]):
        if item not in telling:
            continue
        if method == _IN_META and b"idat" in inner:
            start += inner[b"idat"][0]
        elif method != _IN_FILE:
            raise NotWhole
        end = start + length if length else len(plain)
        if end > len(plain):
            raise NotWhole
        plain[start:end] = bytes(end - start)
    return bytes(plain)


def _boxes(content: bytes, place: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Give each box: its name, where its body begins, where it ends."""
    while place + 8 <= end:
        size, body = _number(content, place, 4), place + 8
        if size == 1:
            size, body = _number(content, body, 8), body + 8
        after = end if size == 0 else place + size
        if after > end or after < body:
            raise NotWhole
        yield content[place + 4 : place + 8], body, after
        place = after


def _telling_items(content: bytes, start: int, end: int) -> Iterator[int]:
    first = start + (6 if content[start] == 0 else 8)
    for name, body, _after in _boxes(content, first, end):
        version = content[body]
        if name != b"infe" or version < 2:
            raise NotWhole
        wide = 2 if version == 2 else 4
        if content[body + 6 + wide : body + 10 + wide] in _TELLING:
            yield _number(content, body + 4, wide)


def _places(content: bytes, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Give each part of each item: item, how it is stored, where it begins, how long it is."""
    version, sizes = content[start], _number(content, start + 4, 2)
    offset_size, length_size, base_size = sizes >> 12 & 15, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version else 0
    wide = 4 if version == 2 else 2
    items, place = _number(content, start + 6, wide), start + 6 + wide
    for _item in range(items):
        item, place = _number(content, place, wide), place + wide
        method = _number(content, place, 2) & 15 if version else _IN_FILE
        place += 4 if version else 2
        base, place = _number(content, place, base_size), place + base_size
        parts, place = _number(content, place, 2), place + 2
        for _part in range(parts):
            place += index_size
            offset, place = _number(content, place, offset_size), place + offset_size
            length, place = _number(content, place, length_size), place + length_size
            if place > end:
                raise NotWhole
            yield item, method, base + offset, length


def _number(content: bytes, place: int, size: int) -> int:
    if place + size > len(content):
        raise NotWhole
    return int.from_bytes(content[place : place + size])
