"""A table and all that is known beside it as one system of equations: the ground that readers reckon on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Frame:
    """Columns are the cells, then counts behind them that nobody publishes, then known sums; each row of
    `equations` is zero.

    `low` and `high` bound every column whatever is hidden; `values` are the true ones.
    """

    cells: int
    equations: sparse.csr_array
    low: Floats
    high: Floats
    values: Floats


@dataclass(frozen=True)
class Facts:
    """Sums of counts that are known beside the table: rows over the same counts, with what they lie
    between.
    """

    rows: sparse.csr_array
    low: Floats
    high: Floats


def frame_of(members: sparse.csr_array, counts: Floats, facts: Facts | None = None) -> Frame:
    """Return the frame of cells that are sums of counts, which are 0 or more.

    A cell that is one count stands for it; what no cell stands for becomes a column of its own.
    """
    known = facts or Facts(sparse.csr_array((0, members.shape[1])), np.zeros(0), np.zeros(0))
    cells, behind = members.shape
    stands_for, single = _single_cells(members)
    others = np.setdiff1d(np.arange(behind), stands_for[single])
    column = np.full(behind, -1)
    column[stands_for[single]] = np.flatnonzero(single)
    column[others] = cells + np.arange(len(others))
    width = cells + len(others) + known.rows.shape[0]
    spread = sparse.csr_array((np.ones(behind), (np.arange(behind), column)), shape=(behind, width))
    sums = np.flatnonzero(~single)
    places = np.concatenate([sums, cells + len(others) + np.arange(known.rows.shape[0])])
    rows = sparse.vstack([members[sums], known.rows], format="csr") @ spread
    unit = sparse.csr_array((np.ones(len(places)), (np.arange(len(places)), places)), shape=rows.shape)
    told = known.rows @ counts
    return Frame(
        cells=cells,
        equations=sparse.csr_array(unit - rows),
        low=np.concatenate([np.full(cells, -np.inf), np.zeros(len(others)), known.low]),
        high=np.concatenate([np.full(cells + len(others), np.inf), known.high]),
        values=np.concatenate([members @ counts, counts[others], told]),
    )


def _single_cells(members: sparse.csr_array) -> tuple[npt.NDArray[np.int64], Flags]:
    # Where two cells are the same one count (a total over a single label), the first stands for it.
    lengths = np.diff(members.indptr)
    first = np.full(members.shape[0], -1, dtype=np.int64)
    one = np.flatnonzero(lengths == 1)
    first[one] = members.indices[members.indptr[one]]
    one = one[members.data[members.indptr[one]] == 1]
    _counts, places = np.unique(first[one], return_index=True)
    single = np.zeros(members.shape[0], dtype=bool)
    single[one[places]] = True
    return first, single
