"""The fewest cells to hide, then those of the least total count: proven, for tables that are small.

A master programme chooses cells. For each cell that a reader still learns, the dual prices of the reader's
linear programme say which cells could have prevented it: that becomes a condition of the master (Fischetti
and Salazar-González 2001, Management Science 47:1008, with their strengthened coefficients).
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from meetpoint.core.reports.publishing.choosing.hiding import Choice, Need, Task
from meetpoint.core.reports.publishing.frame import Flags, Floats
from meetpoint.core.reports.publishing.readers import Reader

METHOD = "mixed-integer programme"
ROUNDS = 60
BRANCHES = 1_000
SLACK = 1e-7
Condition = tuple[Floats, float]
"""Coefficients of the cells, and what their sum must reach."""


class NotProven(Exception):
    """The search was broken off; `at_least` cells, by size, must be hidden in any case."""

    def __init__(self, at_least: int) -> None:
        super().__init__()
        self.at_least = at_least


def fewest_hidden(task: Task) -> Choice:
    """Return the cheapest choice of cells that withstands every reader. Raises NotProven."""
    conditions = list(_neighbours(task))
    at_least = 0
    for _round in range(ROUNDS):
        hidden, cells = _cheapest(task, conditions, at_least)
        at_least = max(at_least, cells)
        unmet = task.unmet(hidden)
        if not unmet:
            return Choice(hidden, METHOD, fewest=True, at_least=at_least)
        found = [each for need in unmet for each in _conditions(task, hidden, need)]
        conditions += found or [_another(task, hidden)]
    raise NotProven(at_least)


def _cheapest(task: Task, conditions: list[Condition], at_least: int) -> tuple[Flags, int]:
    extra = task.sizes * ~task.must
    first = _solve(task, extra.astype(float), conditions)
    if first is None:
        raise NotProven(at_least)
    cells = int(extra[first].sum())
    limit: Condition = (-extra.astype(float), -float(cells))
    second = _solve(task, task.values * ~task.must, [*conditions, limit])
    return (first if second is None else second), cells


def _solve(task: Task, costs: Floats, conditions: list[Condition]) -> Flags | None:
    rows = sparse.csr_array(np.array([row for row, _least in conditions]).reshape(-1, len(costs)))
    least = np.array([bound for _row, bound in conditions])
    found = milp(
        costs,
        integrality=np.ones(len(costs)),
        bounds=Bounds(task.must.astype(float), (task.must | task.may).astype(float)),
        constraints=LinearConstraint(rows, least - SLACK, np.inf) if conditions else (),
        options={"mip_rel_gap": 0, "node_limit": BRANCHES},
    )
    return np.asarray(found.x > 0.5) if found.status == 0 else None


def _neighbours(task: Task) -> list[Condition]:
    """Return, for each cell to keep and each sum that it is in, that another cell of the sum must be
    hidden.
    """
    frame, found = task.frame, []
    sums = frame.equations
    targets = np.zeros(sums.shape[1], dtype=bool)
    for reader in task.readers:
        targets[reader.targets] = True
    for row in range(sums.shape[0]):
        columns = sums.indices[sums.indptr[row] : sums.indptr[row + 1]]
        if (columns >= frame.cells).any():
            continue
        for cell in columns[targets[columns]]:
            coefficients = np.zeros(frame.cells)
            coefficients[columns] = 1.0
            coefficients[cell] = 0.0
            found.append((coefficients, 1.0))
    return found


def _conditions(task: Task, hidden: Flags, need: Need) -> list[Condition]:
    """Return what the master must fulfil so that this cell moves as far as it must."""
    reader, cell = need
    up, most = _priced(task, hidden, reader, cell, 1.0)
    down, least = _priced(task, hidden, reader, cell, -1.0)
    wanted = [
        (up, most, reader.reach - task.values[cell]),
        (None if up is None or down is None else up + down, most + least, float(reader.width)),
    ]
    found = []
    for weights, beyond, amount in wanted:
        if weights is None or amount - beyond <= SLACK:
            continue
        row = np.minimum(weights, amount - beyond) / (amount - beyond)
        if row[hidden].sum() < 1 - 1e-5:
            found.append((row, 1.0))
    return found


def _priced(task: Task, hidden: Flags, reader: Reader, cell: int, sign: float) -> tuple[Floats | None, float]:
    """Return how far each cell, if hidden, could let this one move up (or down), and what moves it anyway.

    Any prices of the sums give a bound that holds; those of the best answer give the tightest. None where it
    can move without end.
    """
    frame = task.frame
    low, high = task.room(reader, hidden)
    costs = np.zeros(len(frame.values))
    costs[cell] = -sign
    found = linprog(
        costs,
        A_eq=frame.equations,
        b_eq=np.zeros(frame.equations.shape[0]),
        bounds=np.column_stack((low, high)),
        method="highs-ds",
        options={"presolve": False},
    )
    if found.status != 0:
        return None, 0.0
    pull = sign * np.eye(1, len(costs), cell).ravel() + frame.equations.T @ found.eqlin.marginals
    pull[np.abs(pull) < 1e-9] = 0.0
    every_low, every_high = task.room(reader, task.must | task.may)
    with np.errstate(invalid="ignore"):
        moves = np.where(pull > 0, pull * every_high, np.where(pull < 0, pull * every_low, 0.0))
    return moves[: frame.cells], float(moves[frame.cells :].sum())


def _another(task: Task, hidden: Flags) -> Condition:
    """Return that something more must be hidden: what real numbers allowed, whole ones did not."""
    return (task.may & ~hidden).astype(float), 1.0
