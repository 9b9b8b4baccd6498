"""Few cells to hide in tables that are too big to prove the fewest: one cell after another is given room by
the cheapest cells that let it move, and what turned out to be unneeded is shown again.

Kelly, Golden and Assad 1992 (Networks 22:397) and later work do the same by shortest ways; a linear programme
also serves tables with more than two dimensions and with groups.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from meetpoint.core.reports.publishing.choosing.hiding import Choice, Need, Task
from meetpoint.core.reports.publishing.frame import Flags, Floats

METHOD = "linear programmes, one cell after another"
NEARLY_NOTHING = 1e-4
"""What it costs to use a cell that is hidden already, beside one cell: enough not to use it for nothing."""
TRIALS = 150
"""How many cells are tried to be shown again."""


def few_hidden(task: Task, *, at_least: int = 0) -> Choice:
    """Return a choice of cells that withstands every reader, with few hidden."""
    hidden = task.must.copy()
    while unmet := task.unmet(hidden):
        for number, need in enumerate(sorted(unmet, key=lambda each: -task.values[each[1]])):
            if number and _is_met(task, hidden, need):
                continue
            hidden |= _room_for(task, hidden, need)
    return Choice(_shown_again(task, hidden), METHOD, fewest=False, at_least=at_least)


def _is_met(task: Task, hidden: Flags, need: Need) -> bool:
    reader, cell = need
    knowledge = reader.knowledge(task.frame, hidden)
    return bool(knowledge.free[cell]) and reader.is_kept_from(knowledge.interval(cell))


def _room_for(task: Task, hidden: Flags, need: Need) -> Flags:
    """Return the cells by which this one can move far enough, most cheaply; at least one more than now."""
    reader, cell = need
    frame, columns = task.frame, len(task.frame.values)
    low, high = task.room(reader, hidden | task.may)
    price = np.zeros(columns)
    scale = 1.0 + float(task.values.max())
    price[: frame.cells] = np.where(hidden, NEARLY_NOTHING, task.sizes + task.values / scale)
    # Four amounts for each column: a table in which it is more or less, another in which the target is less.
    sums = frame.equations
    moves = sparse.block_diag([sparse.hstack([sums, -sums])] * 2, format="csr")
    at = np.eye(1, columns, cell).ravel()
    nothing = np.zeros(columns)
    up = np.concatenate([at, -at, nothing, nothing])
    span = np.concatenate([at, -at, -at, at])
    found = linprog(
        np.tile(price, 4),
        A_ub=-np.vstack([up, span]),
        b_ub=-np.array([max(reader.reach - task.values[cell], 0.0), float(reader.width)]),
        A_eq=moves,
        b_eq=np.zeros(moves.shape[0]),
        bounds=np.column_stack((np.zeros(4 * columns), np.tile(np.concatenate([high, -low]), 2))),
        method="highs",
    )
    chosen: Flags = np.zeros(frame.cells, dtype=bool)
    if found.status == 0:
        used: Floats = found.x.reshape(4, columns).max(axis=0)[: frame.cells]
        chosen = (used > 1e-6) & task.may
    if not (chosen & ~hidden).any():
        chosen = _nearest(task, hidden, cell)
    return chosen


def _nearest(task: Task, hidden: Flags, cell: int) -> Flags:
    """Return one more cell, where real numbers gave no hint: the cheapest in a sum with this one, or
    anywhere.
    """
    left = task.may & ~hidden
    sums = abs(task.frame.equations)
    beside = ((sums.T @ (sums[:, [cell]].toarray().ravel() > 0))[: task.frame.cells] > 0) & left
    pool = np.flatnonzero(beside if beside.any() else left)
    chosen: Flags = np.zeros(len(left), dtype=bool)
    if len(pool):
        chosen[min(pool, key=lambda each: (task.sizes[each], task.values[each]))] = True
    return chosen


def _shown_again(task: Task, hidden: Flags) -> Flags:
    extra = np.flatnonzero(hidden & ~task.must)
    for cell in sorted(extra, key=lambda each: (-task.sizes[each], -task.values[each]))[:TRIALS]:
        without = hidden.copy()
        without[cell] = False
        if not task.unmet(without):
            hidden = without
    return hidden
