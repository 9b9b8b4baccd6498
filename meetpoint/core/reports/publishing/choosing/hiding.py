"""What is to be hidden: the task that both ways of choosing cells are given, and what a choice costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meetpoint.core.reports.publishing.frame import Flags, Floats, Frame
from meetpoint.core.reports.publishing.readers import Reader

Need = tuple[Reader, int]
"""A reader, and a cell that is to be kept from them."""


@dataclass(frozen=True)
class Task:
    """Cells of a table, those that must be hidden, those that may be, and the readers it must withstand.

    `sizes` says how many inner cells each cell sums: a total is worth as many. `values` are the counts.
    """

    frame: Frame
    must: Flags
    may: Flags
    sizes: npt.NDArray[np.int64]
    readers: tuple[Reader, ...]

    @property
    def values(self) -> Floats:
        """Return the counts of the cells."""
        return self.frame.values[: self.frame.cells]

    def unmet(self, hidden: Flags) -> list[Need]:
        """Return who would learn what, were these cells hidden."""
        return [
            (reader, int(cell))
            for reader in self.readers
            for cell in reader.learns(reader.knowledge(self.frame, hidden))
        ]

    def room(self, reader: Reader, free: Flags) -> tuple[Floats, Floats]:
        """Return how far below and above the truth each column can lie for a reader when `free` are
        hidden.
        """
        frame, values = self.frame, self.frame.values
        low = np.append(np.where(free, reader.low, self.values), frame.low[frame.cells :])
        high = np.append(np.where(free, reader.high, self.values), frame.high[frame.cells :])
        return np.minimum(low - values, 0.0), np.maximum(high - values, 0.0)


@dataclass(frozen=True)
class Choice:
    """Cells to hide, how they were chosen, and a number of cells (by size) below which no choice can go."""

    hidden: Flags
    method: str
    fewest: bool
    at_least: int
