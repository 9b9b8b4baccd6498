"""Guessing a mapping from a log's headers, and saying what could not be guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from meetpoint.core.imports.mapping.known import Known
from meetpoint.core.imports.mapping.shape import (
    ACROSS,
    CONTACTS,
    COUNTS,
    LEFT_OUT,
    ONCE,
    LogMapping,
    Target,
)
from meetpoint.core.imports.mapping.sheet import DATE_HEADER, Sheet
from meetpoint.core.imports.mapping.words import HEADERS, plain


def guess(sheet: Sheet, known: Known, *, name: str = "") -> LogMapping:
    """Return the most likely mapping of a log; headers that nobody knows have no entry in it."""
    columns = _once(sheet.headers, _targets(sheet, known))
    roles = {target.role for target in columns.values()}
    return LogMapping(
        name=name,
        layout=sheet.layout,
        header_row=sheet.header_row,
        rows=COUNTS if "people" in roles and "code" not in roles else CONTACTS,
        columns=columns,
    )


def _targets(sheet: Sheet, known: Known) -> dict[str, Target]:
    found = {header: known.target_of(header) for header in sheet.headers}
    targets = {header: target for header, target in found.items() if target is not None}
    if sheet.layout == ACROSS:
        targets[DATE_HEADER] = Target("date")
    if any(target.role == "item_word" for target in targets.values()):
        # Beside a column of items, a "count" counts them and not people.
        for header, target in targets.items():
            if target.role == "people" and plain(header) in ("count", "total"):
                targets[header] = Target("quantity")
    return targets


def _once(headers: Sequence[str], targets: Mapping[str, Target]) -> dict[str, Target]:
    """Let each role that a log has once go to the header that says it best; leave the others out."""
    best: dict[str, str] = {}
    for header in headers:
        target = targets.get(header)
        if target is None or target.role not in ONCE:
            continue
        rival = best.get(target.role)
        if rival is None or _rank(target.role, header) < _rank(target.role, rival):
            best[target.role] = header
    return {
        header: target if target.role not in ONCE or best[target.role] == header else Target(LEFT_OUT)
        for header, target in targets.items()
    }


def _rank(role: str, header: str) -> int:
    words = HEADERS.get(role, ())
    return words.index(plain(header)) if plain(header) in words else len(words)
