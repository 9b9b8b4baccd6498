"""CSV tables read row by row: whatever is wrong is said with its file, its line and what would be allowed."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from meetpoint.planning.engine.errors import PlanError, unknown
from meetpoint.planning.engine.files.documents import read_text


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a CSV file."""

    path: Path
    line: int
    values: Mapping[str, str]

    def text(self, column: str) -> str:
        """Return what stands in a column, without blanks around it."""
        return (self.values[column] or "").strip()

    def one_of(self, column: str, allowed: Collection[str]) -> str:
        """Return a value that is one of those allowed."""
        if (found := self.text(column)) not in allowed:
            raise self.fault(unknown(column, found, allowed))
        return found

    def whole(self, column: str) -> int:
        """Return a whole number from 0."""
        found = self.text(column)
        if not found.isascii() or not found.isdigit():
            raise self.fault(f"{column} is {found!r}; it must be a whole number, 0 or more.")
        return int(found)

    def share(self, column: str) -> float:
        """Return a number from 0 to 1."""
        found = self.number(column)
        if not 0 <= found <= 1:
            raise self.fault(f"{column} is {found:g}; it must be from 0 to 1.")
        return found

    def number(self, column: str) -> float:
        """Return a finite number."""
        try:
            found = float(self.text(column))
        except ValueError:
            found = math.nan
        if not math.isfinite(found):
            raise self.fault(f"{column} is {self.text(column)!r}; it must be a number.")
        return found

    def fault(self, problem: str) -> PlanError:
        """Return the error that says where a problem stands."""
        return PlanError(f"{self.path}, line {self.line}: {problem}")


def read_rows(path: Path, columns: Collection[str]) -> Iterator[Row]:
    """Yield the rows of a CSV file that has (at least) these columns."""
    reader = csv.DictReader(io.StringIO(read_text(path)), restval="")
    found = reader.fieldnames or ()
    if lacking := [column for column in columns if column not in found]:
        raise PlanError(
            f"{path}, line 1: the table lacks {', '.join(lacking)}. Its columns must be {', '.join(columns)}."
        )
    for values in reader:
        yield Row(path, reader.line_num, values)
