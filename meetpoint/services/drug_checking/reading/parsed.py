"""What a laboratory's file comes to, whatever its layout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from django.utils.translation import gettext as _

from meetpoint.core.imports.files.reading import rows_of
from meetpoint.services.drug_checking.actions.results import Found


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """A row that could not be taken, and how to mend it. Lines count from 1, the header's."""

    file: str
    line: int
    column: str
    problem: str


class BadCell(ValueError):
    """A cell that cannot be read, with a message that says how to mend it."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.message = message


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadSample:
    """A sample as a file tells of it; `told` are fields of NewSample."""

    lab: str
    lab_id: str
    file: str
    line: int
    collected_on: date
    told: Mapping[str, object]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadAnalysis:
    """A test as a file tells of it. Of one sample, method and day there is one in a file."""

    lab: str
    lab_id: str
    file: str
    line: int
    method: str
    outcome: str
    tested_on: date
    laboratory: str
    found: tuple[Found, ...]


@dataclass(slots=True)
class Parsed:
    """Everything that was read of some files."""

    layout: str
    files: list[dict[str, object]] = field(default_factory=list)
    samples: list[ReadSample] = field(default_factory=list)
    analyses: list[ReadAnalysis] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: int = 0
    refused: set[tuple[str, str]] = field(default_factory=set)
    """Laboratory and number of samples whose row was bad: their results cannot be taken either."""


Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file with a header: `rows` gives line and cells by column, the header in small letters."""

    name: str
    header: tuple[str, ...]
    lines: Iterator[list[str]]

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Yield line numbers and cells; empty lines are skipped. Raises BadCell in place of a row too
        long.
        """
        for line, cells in enumerate(self.lines, start=2):
            if any(cells):
                yield line, dict(zip(self.header, [*cells, *[""] * len(self.header)], strict=False))


def opened(name: str, file: BinaryIO) -> Sheet:
    """Open a CSV or XLSX file with a header. Raises core.imports.errors.FileRefused."""
    lines = rows_of(file)
    header = next(lines)
    return Sheet(name, tuple(cell.strip().lower() for cell in header), lines)


def needed(row: Row, column: str, *, most: int = 60) -> str:
    """Return a cell that may not be empty. Raises BadCell."""
    text = row.get(column, "").strip()
    if not text:
        raise BadCell(column, _("Nothing stands here, and this column is needed."))
    return at_most(text, column, most)


def at_most(text: str, column: str, most: int) -> str:
    """Return a text if it is short enough. Raises BadCell."""
    if len(text) > most:
        raise BadCell(column, _("Please keep this under %(most)d characters.") % {"most": most})
    return text
