"""Telling a later version of a log from another log with the same headers; changed rows from new ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from meetpoint.core.imports.models import ImportedRow, ImportRun

ALIKE = 0.5
"""The least share of the smaller one's rows that versions of one log have in common (product choice)."""


Place = tuple[int, int]
"""A run's id and a row of its file."""


@dataclass(frozen=True, kw_only=True)
class Before:
    """What earlier imports of the same log recorded: its name, what rows said, which were edited."""

    log: UUID
    contents: frozenset[str] = frozenset()
    edited: frozenset[int] = field(default_factory=frozenset)


def before_this(run: ImportRun, contents: Sequence[tuple[int, str]]) -> Before:
    """Return what is known of the log that a run brings; of a log that is new, only its name."""
    new = {content for _row, content in contents}
    log = run.log or _most_alike(run, new) or run.uid
    earlier = _earlier(run, log)
    known = frozenset(content for content in earlier.values() if content in new)
    return Before(log=log, contents=known, edited=_edited(contents, earlier, new))


def _most_alike(run: ImportRun, new: set[str]) -> UUID | None:
    if run.is_new_log or run.source_id is None:
        return None
    rows: Counter[UUID] = Counter()
    common: Counter[UUID] = Counter()
    standing = ImportedRow.objects.of(run.organisation_id).filter(run__source_id=run.source_id)
    for log, content in standing.values_list("log", "content").iterator(chunk_size=5_000):
        rows[log] += 1
        common[log] += content in new
    alike = [log for log, count in common.items() if count and count >= ALIKE * min(rows[log], len(new))]
    return max(alike, key=lambda log: common[log], default=None)


def _earlier(run: ImportRun, log: UUID) -> dict[Place, str]:
    """Return what other runs of this log recorded, by run and row."""
    standing = ImportedRow.objects.of(run.organisation_id).filter(log=log).exclude(run=run)
    read = standing.order_by("run_id", "id").values_list("run_id", "row", "content")
    return {(run_id, row): content for run_id, row, content in read.iterator(chunk_size=5_000)}


def _edited(
    contents: Sequence[tuple[int, str]], earlier: Mapping[Place, str], new: set[str]
) -> frozenset[int]:
    """Return the positions of rows that stand where another stood before, which is gone from the file.

    A row's old place follows from the last row above it that is the same as before.
    """
    place_of = {content: place for place, content in earlier.items()}
    run_id, moved = next(iter(earlier), (0, 0))[0], 0
    edited = set()
    for position, (row, content) in enumerate(contents):
        if content in place_of:
            run_id, old_row = place_of[content]
            moved = old_row - row
        elif earlier.get((run_id, row + moved), content) not in new:
            edited.add(position)
    return frozenset(edited)
