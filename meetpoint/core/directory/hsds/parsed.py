"""A file that was read: rows by table as HSDS has them, each with where it stood, and what was wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it stood in a file: `line` counts from 1 with the header, or from 1 in a list."""

    file: str
    line: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that was not taken in, and why."""

    file: str
    line: int
    column: str
    problem: str


@dataclass(kw_only=True)
class Parsed:
    """What a file holds. `source` says where it is from, `listed_on` for which day it speaks."""

    source: str
    tables: dict[str, list[RawRow]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    not_kept: Counter[str] = field(default_factory=Counter)
    listed_on: date | None = None

    def add(self, table: str, file: str, line: int, values: Mapping[str, Any]) -> None:
        """Add a row to a table."""
        self.tables.setdefault(table, []).append(RawRow(file, line, values))
