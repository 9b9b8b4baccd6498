"""Between what and what a hidden cell can lie, by linear programming, and by whole numbers where that
differs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from meetpoint.core.reports.publishing.errors import PublishingError
from meetpoint.core.reports.publishing.frame import Flags, Floats, Frame

NEAR = 1e-6
NODES = 2_000
"""How many branches a search for whole numbers may take; beyond it the cell does not count as proven."""
UNBOUNDED, UNBOUNDED_OR_NOT, NO_TABLE = 3, 4, 2


@dataclass(frozen=True, slots=True)
class Interval:
    """`low` to `high` holds every whole value that a cell can have; `sure_low` and `sure_high` are values
    that it takes in whole tables which were found. They differ only where a search was broken off.
    """

    low: float
    high: float
    sure_low: float
    sure_high: float


@dataclass(frozen=True, slots=True)
class _Part:
    """A set of columns that hang together, with the rows that bind them."""

    columns: npt.NDArray[np.int64]
    rows: sparse.csr_array
    sums: Floats
    low: Floats
    high: Floats
    true: Floats


class Knowledge:
    """All tables that one reader must hold possible: columns between `low` and `high`, whole, each row zero.

    Every whole table found on the way is kept as the least and greatest value seen of each column.
    """

    def __init__(self, frame: Frame, low: Floats, high: Floats) -> None:
        self._rows, self._low, self._high, self._true = frame.equations, low, high, frame.values
        self.free: Flags = high > low
        self.seen_low, self.seen_high = np.full(len(low), np.inf), np.full(len(low), -np.inf)
        self.seen_low[~self.free] = self.seen_high[~self.free] = low[~self.free]

    @cached_property
    def part_of(self) -> npt.NDArray[np.int64]:
        """Return the number of the part of each free column; -1 for what is known."""
        columns = np.flatnonzero(self.free)
        touched = self._rows[:, columns]
        _number, label = sparse.csgraph.connected_components(
            sparse.block_array([[None, touched], [touched.T, None]], format="csr"), directed=False
        )
        found = np.full(len(self.free), -1, dtype=np.int64)
        found[columns] = label[touched.shape[0] :]
        return found

    def interval(self, column: int) -> Interval:
        """Return between what and what a column can lie. Raises PublishingError if no table fits."""
        if not self.free[column]:
            value = float(self._low[column])
            return Interval(value, value, value, value)
        part = self._part(int(self.part_of[column]))
        costs = np.zeros(len(part.columns))
        costs[np.searchsorted(part.columns, column)] = 1.0
        low, sure_low = self._least(part, costs)
        high, sure_high = self._least(part, -costs)
        return Interval(
            low, -high, min(sure_low, self.seen_low[column]), max(-sure_high, self.seen_high[column])
        )

    def push(self, up: npt.NDArray[np.int64], down: npt.NDArray[np.int64], *, to: Floats) -> None:
        """Look for tables in which some columns are greater, up to `to` or what is true, and others less: one
        table then serves many.
        """
        ceiling = np.zeros(len(self.free))
        ceiling[: len(to)] = to
        for number in np.unique(self.part_of[np.concatenate([up, down])]):
            part = self._part(int(number))
            costs = np.isin(part.columns, down).astype(float) - np.isin(part.columns, up)
            high = np.where(
                costs < 0, np.minimum(part.high, np.maximum(ceiling[part.columns], part.true)), part.high
            )
            self._solve(replace(part, high=high), costs)

    def check(self) -> None:
        """Raise PublishingError if no table fits what is known."""
        for number in np.unique(self.part_of[self.free]):
            part = self._part(int(number))
            self._least(part, np.zeros(len(part.columns)))

    @cached_property
    def _parts(self) -> dict[int, _Part]:
        return {}

    def _part(self, number: int) -> _Part:
        if number not in self._parts:
            columns = np.flatnonzero(self.part_of == number)
            touched = self._rows[:, columns]
            rows = np.flatnonzero(np.diff(touched.indptr))
            fixed = np.where(self.free, 0.0, self._low)
            sums = -(self._rows[rows] @ fixed)
            self._parts[number] = _Part(
                columns, touched[rows], sums, self._low[columns], self._high[columns], self._true[columns]
            )
        return self._parts[number]

    def _solve(self, part: _Part, costs: Floats) -> tuple[float, bool]:
        """Return the least sum of costs over real tables, and whether a whole table attains it."""
        for presolve in (False, True):
            found = linprog(
                costs,
                A_eq=part.rows,
                b_eq=part.sums,
                bounds=np.column_stack((part.low, part.high)),
                method="highs-ds",
                options={"presolve": presolve},
            )
            if found.status != UNBOUNDED_OR_NOT:
                break
        if found.status == UNBOUNDED:
            return -np.inf, True
        if found.status == NO_TABLE or found.x is None:
            raise PublishingError("No table fits: the shown cells contradict one another.")
        whole = np.rint(found.x)
        if np.abs(found.x - whole).max() > NEAR or np.abs(part.rows @ whole - part.sums).max() > NEAR:
            return float(found.fun), False
        self._saw(part, whole)
        return float(costs @ whole), True

    def _least(self, part: _Part, costs: Floats) -> tuple[float, float]:
        """Return a bound that no whole table goes below, and what one attains."""
        least, attained = self._solve(part, costs)
        return (least, least) if attained else self._least_whole(part, costs, np.ceil(least - NEAR))

    def _least_whole(self, part: _Part, costs: Floats, bound: float) -> tuple[float, float]:
        found = milp(
            costs,
            integrality=np.ones(len(costs)),
            bounds=Bounds(part.low, part.high),
            constraints=LinearConstraint(part.rows, part.sums, part.sums),
            options={"node_limit": NODES, "mip_rel_gap": 0},
        )
        if found.status == NO_TABLE:
            raise PublishingError("No table of whole numbers fits: the shown cells contradict one another.")
        if found.x is None:
            return bound, np.inf
        whole = np.rint(found.x)
        self._saw(part, whole)
        proven = found.mip_dual_bound if found.mip_dual_bound is not None else bound
        return max(bound, float(np.ceil(proven - NEAR))), float(costs @ whole)

    def _saw(self, part: _Part, whole: Floats) -> None:
        np.minimum.at(self.seen_low, part.columns, whole)
        np.maximum.at(self.seen_high, part.columns, whole)
