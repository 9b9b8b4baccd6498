"""Notes of how long each chain once was, kept outside the database, so that cutting it short shows.

One line for each anchor in `HOME/audit-anchors/<organisation id>.log`:
`<time> <kind> <seq> <mac of that entry> <seal>`. The seal is made with the audit key, so nobody without
the key can write a line. Copy the folder elsewhere from time to time: who can change it can cut it, too.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings

from meetpoint.core.audit.actions import anchor_seal
from meetpoint.core.audit.models import AuditHead
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

FOLDER = "audit-anchors"


class Kind(StrEnum):
    """Why the line was written. After `restored`, earlier anchors beyond its entry no longer bind."""

    REACHED = "reached"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Anchor:
    """The chain had `seq` entries, of which the last had this mac; `line` is where it is written."""

    line: int
    at: str
    kind: Kind
    seq: int
    mac: str


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line of the anchor file that was not written with the audit key."""

    line: int


def path_of(organisation_id: int) -> Path:
    """Return where an organisation's anchors are."""
    return Path(settings.HOME) / FOLDER / f"{organisation_id}.log"


def anchor(organisation_id: int, *, restored: bool = False) -> bool:
    """Write down how long the chain is now, and return whether a line was added.

    Nothing is added when nothing was recorded since the last anchor. Call with `restored` after a backup
    was restored, which honestly makes the chain shorter. The line is on disk when this returns.
    """
    head = AuditHead.objects.of(organisation_id).first()
    if head is None:
        return False
    last = None
    for entry in read(organisation_id):
        last = entry
    if not restored and isinstance(last, Anchor) and (last.seq, last.mac) == (head.seq, head.mac):
        return False
    kind = Kind.RESTORED if restored else Kind.REACHED
    at = clock.now().isoformat(timespec="seconds")
    seal = anchor_seal(organisation_id, at, kind, head.seq, head.mac)
    _append(path_of(organisation_id), f"{at} {kind} {head.seq} {head.mac or '-'} {seal}\n")
    return True


def anchor_all(by: Actor) -> None:
    """Anchor the actor's organisation; the schedule runs it for each."""
    anchor(by.organisation_id)


def read(organisation_id: int) -> Iterator[Anchor | BrokenLine]:
    """Yield the anchors in the order in which they were written, and the lines that are not anchors."""
    try:
        lines = path_of(organisation_id).open(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return
    with lines:
        for number, line in enumerate(lines, start=1):
            yield _parse(organisation_id, number, line)


def _parse(organisation_id: int, number: int, line: str) -> Anchor | BrokenLine:
    parts = line.split()
    if len(parts) != 5 or not parts[2].isdecimal() or parts[1] not in set(Kind):
        return BrokenLine(number)
    at, kind, seq, mac, seal = parts[0], Kind(parts[1]), int(parts[2]), parts[3].strip("-"), parts[4]
    expected = anchor_seal(organisation_id, at, kind, seq, mac)
    if not hmac.compare_digest(seal.encode(), expected.encode()):
        return BrokenLine(number)
    return Anchor(number, at, kind, seq, mac)


def _append(path: Path, line: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)
