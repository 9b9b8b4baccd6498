"""A structure's possible moves in the order in which the back ends read them; none of it depends on numbers.

A class's hazards in a lane are its formulas; classes with the same formulas are of one kind, so that chances
are worked out once for a kind. Kind 0 makes no move.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.compiling.tables import INDEX, Ints
from meetpoint.planning.engine.order import Lane

if TYPE_CHECKING:
    from meetpoint.planning.engine.compiling.structure import Structure


class Arranged(NamedTuple):
    """Arrays of `Tables` that the structure gives, the formula and source of each row, and the formulas of
    each kind's rows.
    """

    fixed: dict[str, Ints]
    formula: NDArray[np.int64]
    source: NDArray[np.int64]
    kind_formula: NDArray[np.int64]


def arranged(structure: Structure) -> Arranged:
    """Sort the rows by lane and class, find the kinds, and turn each lane round: who comes into a class."""
    rows = _sorted(structure)
    number, lanes = structure.number, len(Lane)
    cell = rows["lane"] * number + rows["source"]
    bounds = np.searchsorted(cell, np.arange(lanes * number + 1))
    start = np.stack([bounds[each * number : (each + 1) * number + 1] for each in range(lanes)])
    kinds, kind_formula, part = _kinds(cell, rows["formula"], lanes * number)
    fixed = {
        "start": start,
        "target": rows["target"],
        "kind": kinds["kind"].reshape(lanes, number),
        "kind_start": kinds["kind_start"],
        **_incoming(rows, part, number),
        **_counted(rows, part),
        **_touched(rows, number),
    }
    made = {name: np.ascontiguousarray(each, dtype=INDEX) for name, each in fixed.items()}
    made["outcome"] = rows["counted"].astype(np.int32)
    return Arranged(made, rows["formula"], rows["source"], kind_formula)


def _sorted(structure: Structure) -> dict[str, Any]:
    place, rows = structure.place_of, structure.rows
    numbers = [
        structure.outcomes.index(each.move.counts) if each.move.counts else -1 for each in structure.rows
    ]
    found = {
        "lane": joined([np.full(len(each.source), each.lane) for each in rows]),
        "source": joined([place[each.source] for each in rows]),
        "target": joined([place[each.target] for each in rows]),
        "formula": joined([each.formula for each in rows]),
        "counted": joined([np.full(len(each.source), one) for each, one in zip(rows, numbers, strict=True)]),
    }
    order = np.lexsort((np.arange(len(found["lane"])), found["source"], found["lane"]))
    return {name: each[order] for name, each in found.items()}


def joined(parts: list[Any]) -> Any:
    """Return whole numbers one after the other; of no parts, nothing."""
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])


def _kinds(cell: Any, formula: Any, cells: int) -> tuple[dict[str, Any], Any, Any]:
    """Return each cell's kind, the formulas of all kinds in their order, and each row's place among them."""
    used, first, sizes = np.unique(cell, return_index=True, return_counts=True)
    within = np.arange(len(cell)) - np.repeat(first, sizes)
    table = np.full((len(used), int(sizes.max(initial=0))), -1)
    table[np.repeat(np.arange(len(used)), sizes), within] = formula
    unlike, which = np.unique(table, axis=0, return_inverse=True)
    start = np.concatenate([[0, 0], np.cumsum((unlike >= 0).sum(axis=1))])
    kind = np.zeros(cells, dtype=np.int64)
    kind[used] = which.reshape(-1) + 1
    return {"kind": kind, "kind_start": start}, unlike[unlike >= 0], start[kind[cell]] + within


def _incoming(rows: dict[str, Any], part: Any, number: int) -> dict[str, Any]:
    ends = number + 2
    order = np.lexsort((rows["target"], rows["lane"]))
    bounds = np.searchsorted((rows["lane"] * ends + rows["target"])[order], np.arange(len(Lane) * ends + 1))
    return {
        "in_start": np.stack([bounds[each * ends : (each + 1) * ends + 1] for each in range(len(Lane))]),
        "in_source": rows["source"][order],
        "in_part": part[order],
    }


def _counted(rows: dict[str, Any], part: Any) -> dict[str, Any]:
    kept = np.flatnonzero(rows["counted"] >= 0)
    return {
        "count_start": np.searchsorted(rows["lane"][kept], np.arange(len(Lane) + 1)),
        "count_source": rows["source"][kept],
        "count_part": part[kept],
        "count_outcome": rows["counted"][kept],
    }


def _touched(rows: dict[str, Any], number: int) -> dict[str, Any]:
    """Return the classes that a lane takes people from or brings them to."""
    found = []
    for lane in range(len(Lane)):
        here = rows["lane"] == lane
        both = np.unique(np.concatenate([rows["source"][here], rows["target"][here]]))
        found.append(both[both < number])
    return {"touched_start": np.cumsum([0, *(len(each) for each in found)]), "touched": joined(found)}
