"""Keeping the rows of a log on disk, sealed, from the upload until the import is done, and no longer.

The rows stand in blocks, each sealed under the installation's field key and bound to its import and its
place, so that a stolen disk tells nothing and no block can be exchanged. The folder is in no backup.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from meetpoint.lib import keys

BLOCK_BYTES = 256 << 10


class RowsGone(Exception):
    """The rows of an import are not on this machine any more."""


def keep(uid: UUID, rows: Iterable[list[str]]) -> int:
    """Seal rows and write them down for an import; return how many. Nothing stays when reading fails."""
    path = path_of(uid)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{secrets.token_hex(4)}.part")  # the same log may be on its way twice
    count = 0
    try:
        with open(fresh, "wb", opener=_for_us_alone) as file:
            for number, (block, size) in enumerate(_blocks(rows)):
                sealed = keys.seal(_key(), block, bound_to=_binding(uid, number))
                file.write(len(sealed).to_bytes(4) + sealed)
                count += size
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    fresh.replace(path)
    return count


def kept(uid: UUID) -> Iterator[list[str]]:
    """Yield the rows of an import, a block in memory at a time. Raises RowsGone, lib.keys.KeyMissing."""
    try:
        file = path_of(uid).open("rb")
    except FileNotFoundError:
        raise RowsGone from None
    with file:
        number = 0
        while head := file.read(4):
            sealed = file.read(int.from_bytes(head))
            block = keys.unseal(_key(), sealed, bound_to=_binding(uid, number))
            number += 1
            for line in block.splitlines():
                yield json.loads(line)


def is_kept(uid: UUID) -> bool:
    """Tell whether the rows of an import are still here."""
    return path_of(uid).exists()


def forget(uid: UUID) -> None:
    """Remove the rows of an import for good."""
    path_of(uid).unlink(missing_ok=True)


def forget_strays(known: set[UUID], *, before: datetime) -> int:
    """Remove rows, older than a moment, that no import knows any more: what a crash left over."""
    strays = [
        path
        for path in folder().glob("*.*")
        if path.stem not in {str(uid) for uid in known} and path.stat().st_mtime < before.timestamp()
    ]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)


def folder() -> Path:
    """Return where rows are kept."""
    return Path(settings.HOME) / "imports"


def path_of(uid: UUID) -> Path:
    """Return where the rows of one import are kept."""
    return folder() / f"{uid}.rows"


def _blocks(rows: Iterable[list[str]]) -> Iterator[tuple[bytes, int]]:
    lines: list[bytes] = []
    size = 0
    for row in rows:
        line = json.dumps(row, ensure_ascii=True, separators=(",", ":")).encode()
        lines.append(line)
        size += len(line)
        if size >= BLOCK_BYTES:
            yield b"\n".join(lines), len(lines)
            lines, size = [], 0
    if lines:
        yield b"\n".join(lines), len(lines)


def _key() -> bytes:
    return keys.key(settings.KEYS, "fields")


def _binding(uid: UUID, number: int) -> str:
    return f"import-rows:{uid}:{number}"


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
