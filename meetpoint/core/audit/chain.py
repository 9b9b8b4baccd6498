"""Checking an organisation's audit chain from its first entry to its head, in bounded memory."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from meetpoint.core.audit import anchors
from meetpoint.core.audit.actions import entry_mac, head_seal
from meetpoint.core.audit.findings import Finding, Problem, Report

CHUNK = 2_000
MOST_PROBLEMS = 100

Row = Sequence[Any]
Progress = Callable[[int, int], None]

# One statement, so that both are of the same moment while others go on writing.
_ENDS = (
    "SELECT h.seq, h.mac, h.seal, (SELECT MAX(seq) FROM audit_auditentry WHERE organisation_id = o.id)"
    " FROM (SELECT CAST(%s AS BIGINT) AS id) o LEFT JOIN audit_audithead h ON h.organisation_id = o.id"
)
_CHUNK = (
    "SELECT seq, {at}, staff_id, actor_kind, action, subject, subjects, fields, mac FROM audit_auditentry"
    " WHERE organisation_id = %s AND seq > %s AND seq <= %s ORDER BY seq LIMIT %s"
)


def verify(organisation_id: int, *, on_progress: Progress | None = None) -> Report:
    """Check every entry, the head and the anchors of one organisation, and say what is wrong and where.

    Finds edits, entries missing in the middle or at the end, and a head that was put back to an earlier
    state (against the anchors outside the database). Reads `CHUNK` entries at a time;
    `on_progress(read, total)` is called after each chunk.
    """
    *head, last = _ends(organisation_id)
    walk = _Walk(anchored=_Anchored.read(organisation_id))
    total = last or 0
    for rows in _chunks(organisation_id, total):
        for row in rows:
            walk.take(row)
        if on_progress is not None:
            on_progress(walk.seq, total)
    walk.finish()
    _check_head(walk, organisation_id, *head)
    return Report(
        organisation_id=organisation_id,
        entries=walk.entries,
        problems=tuple(walk.problems),
        more=walk.more,
        notes=tuple(walk.anchored.notes),
    )


@dataclass
class _Anchored:
    """The anchors that bind, by entry number, and what was found while reading them."""

    macs: dict[int, anchors.Anchor] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    @classmethod
    def read(cls, organisation_id: int) -> _Anchored:
        anchored = cls()
        for line in anchors.read(organisation_id):
            if isinstance(line, anchors.BrokenLine):
                anchored.problems.append(Problem(Finding.ANCHOR_FORGED, line.line, line.line))
                continue
            if line.kind == anchors.Kind.RESTORED:
                anchored.macs = {seq: kept for seq, kept in anchored.macs.items() if seq <= line.seq}
                anchored.notes.append(Problem(Finding.RESTORED, line.seq, line.seq, line.at))
            anchored.macs.setdefault(line.seq, line)
        return anchored


@dataclass
class _Walk:
    """Goes along the chain, remembering only the last entry and what was found so far."""

    anchored: _Anchored
    seq: int = 0
    entries: int = 0
    previous: str = ""
    suspect: str | None = None
    problems: list[Problem] = field(default_factory=list)
    more: int = 0

    def found(self, finding: Finding, first: int, last: int | None = None, detail: str = "") -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(finding, first, last or first, detail))
        else:
            self.more += 1

    def take(self, row: Row) -> None:
        """Check the next entry; `suspect` is what the last mac should have been, when it was another."""
        seq, *content, mac = row
        if seq < 1:
            self.found(Finding.FOREIGN, seq)
            return
        if seq != self.seq + 1:
            self._settle()
            self.found(Finding.MISSING, self.seq + 1, seq - 1)
        elif (expected := _mac(self.previous, seq, content)) == mac:
            self._settle()
        elif self.suspect is not None and _mac(self.suspect, seq, content) == mac:
            self.suspect = None
            self.found(Finding.MAC_REPLACED, self.seq)
        else:
            self._settle()
            self.suspect = expected
        self.seq, self.previous = seq, mac
        self.entries += 1
        self._compare_anchor()

    def finish(self) -> None:
        """Settle the last entry, and add what the anchors say about entries that are not there."""
        self._settle()
        beyond = [seq for seq in self.anchored.macs if seq > self.seq]
        if beyond:
            furthest = self.anchored.macs[max(beyond)]
            self.found(Finding.ROLLED_BACK, self.seq + 1, furthest.seq, furthest.at)
        for problem in self.anchored.problems:
            self.found(problem.finding, problem.first)

    def compare_head(self, seq: int, mac: str) -> None:
        """Compare what the head states with where the entries end."""
        if self.seq < seq:
            self.found(Finding.CUT_SHORT, self.seq + 1, seq)
        elif self.seq > seq:
            self.found(Finding.BEYOND_HEAD, seq + 1, self.seq)
        elif self.previous != mac:
            self.found(Finding.HEAD_DIFFERS, seq)

    def _settle(self) -> None:
        if self.suspect is not None:
            self.suspect = None
            self.found(Finding.EDITED, self.seq)

    def _compare_anchor(self) -> None:
        anchor = self.anchored.macs.get(self.seq)
        if anchor is not None and anchor.mac != self.previous:
            self.found(Finding.ANCHOR_DIFFERS, self.seq, detail=anchor.at)


def _check_head(walk: _Walk, organisation_id: int, seq: int | None, mac: str, seal: str) -> None:
    if seq is None:
        if walk.entries:
            walk.found(Finding.HEAD_MISSING, walk.seq)
        return
    walk.compare_head(seq, mac)
    if not _same(seal, head_seal(organisation_id, seq, mac)):
        walk.found(Finding.HEAD_FORGED, seq)


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


def _mac(previous: str, seq: int, content: list[Any]) -> str:
    at, *rest = content
    moment = _moment(at)
    return entry_mac(previous, seq, moment, *rest) if moment is not None else ""


def _moment(at: datetime | str) -> datetime | None:
    if isinstance(at, datetime):
        return at.astimezone(UTC)
    try:
        return datetime.fromisoformat(at).replace(tzinfo=UTC)
    except (TypeError, ValueError):
        return None


def _ends(organisation_id: int) -> Row:
    with connection.cursor() as cursor:
        cursor.execute(_ENDS, [organisation_id])
        row: Row = cursor.fetchone()
    return row


def _chunks(organisation_id: int, last: int) -> Iterator[list[Row]]:
    # As text on SQLite: a moment that somebody garbled is a finding, not a crash.
    statement = _CHUNK.format(at="at" if connection.vendor == "postgresql" else "CAST(at AS TEXT)")
    seq = -(2**62)
    while seq < last:
        with connection.cursor() as cursor:
            cursor.execute(statement, [organisation_id, seq, last, CHUNK])
            rows = cursor.fetchall()
        if not rows:
            return
        seq = rows[-1][0]
        yield rows
