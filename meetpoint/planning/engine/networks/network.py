"""A discrete network: nodes with levels, and the chance of each level given the levels of other nodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.errors import PlanError, unknown
from meetpoint.planning.engine.files.tables import Row, read_rows

COLUMNS = ("network", "node", "level", "given", "probability")
ROUNDING = 1e-6


@dataclass(frozen=True)
class Node:
    """One node. `chances` has an axis for each parent, in their order, and a last one for the node's own
    levels.
    """

    name: str
    levels: tuple[str, ...]
    parents: tuple[str, ...]
    chances: NDArray[np.float64]


@dataclass(frozen=True)
class Network:
    """The nodes of one network by name, parents before children."""

    name: str
    nodes: Mapping[str, Node]

    @property
    def programmes(self) -> list[str]:
        """The nodes that nothing decides: how many people each programme reaches."""
        return [node.name for node in self.nodes.values() if not node.parents]

    def node(self, name: str) -> Node:
        """Return a node."""
        if name not in self.nodes:
            raise PlanError(f"{self.name}: {unknown('node', name, self.nodes)}")
        return self.nodes[name]


def read_networks(path: Path) -> dict[str, Network]:
    """Read every network of a table, or say which line is wrong."""
    rows: dict[str, dict[str, list[Row]]] = {}
    for row in read_rows(path, COLUMNS):
        rows.setdefault(row.text("network"), {}).setdefault(row.text("node"), []).append(row)
    if not rows:
        raise PlanError(f"{path}: the table is empty.")
    return {name: _network(path, name, nodes) for name, nodes in rows.items()}


def _network(path: Path, name: str, rows: Mapping[str, list[Row]]) -> Network:
    levels = {node: tuple(dict.fromkeys(row.text("level") for row in some)) for node, some in rows.items()}
    parents = {node: tuple(_given(some[0], levels)) for node, some in rows.items()}
    try:
        order = list(TopologicalSorter(parents).static_order())
    except CycleError as problem:
        circle = " → ".join(problem.args[1])
        raise PlanError(f"{path}: network {name} runs in a circle: {circle}.") from problem
    return Network(name, {node: _node(node, levels, parents[node], rows[node]) for node in order})


def _given(row: Row, levels: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the levels of the parents that a row names."""
    given = {}
    for part in filter(None, row.text("given").split(";")):
        node, _equals, level = part.partition("=")
        if node not in levels:
            raise row.fault(unknown("node", node, levels))
        if level not in levels[node]:
            raise row.fault(unknown(f"level of {node}", level, levels[node]))
        given[node] = level
    return given


def _node(
    name: str, levels: Mapping[str, tuple[str, ...]], parents: tuple[str, ...], rows: Iterable[Row]
) -> Node:
    chances = np.full([len(levels[node]) for node in (*parents, name)], np.nan)
    last = None
    for row in rows:
        given, last = _given(row, levels), row
        if set(given) != set(parents):
            raise row.fault(
                f"{name} is given {', '.join(parents) or 'nothing'} in its first row; so must it be here."
            )
        place = tuple(levels[node].index(given[node]) for node in parents)
        here = (*place, levels[name].index(row.text("level")))
        if not np.isnan(chances[here]):
            raise row.fault(f"{name} = {row.text('level')} has this chance already.")
        chances[here] = row.share("probability")
    _refuse_gaps(name, [levels[node] for node in parents], chances, last)
    return Node(name, levels[name], parents, chances)


def _refuse_gaps(
    name: str, levels: list[tuple[str, ...]], chances: NDArray[np.float64], last: Row | None
) -> None:
    for place in product(*(range(len(some)) for some in levels)):
        total = chances[place].sum()
        if last is not None and not abs(total - 1) <= ROUNDING:
            given = ", ".join(some[number] for some, number in zip(levels, place, strict=True)) or "nothing"
            wrong = "is not complete" if np.isnan(total) else f"adds up to {total:g}, not 1"
            raise last.fault(f"{name} given {given} {wrong}.")
