"""Exact sums over every combination of levels, arranged so that no combination is visited twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.networks.network import Network, Node

Floats = NDArray[np.float64]


def marginal(network: Network, name: str, reach: Mapping[str, Floats]) -> Floats:
    """Return P(node = level) by (run, level), exactly.

    `reach` replaces the chances of programmes: arrays of (run, level) by node, all with the same number of
    runs. The sum is one tensor contraction over the node and its ancestors; everything else adds up to 1.
    """
    target = network.node(name)
    needed = _ancestors(network, target)
    axis = {node: number + 1 for number, node in enumerate(needed)}
    operands: list[Any] = []
    for node in needed.values():
        if node.name in reach:
            operands += [reach[node.name], [0, axis[node.name]]]
        else:
            operands += [node.chances, [axis[each] for each in (*node.parents, node.name)]]
    runs = max((len(each) for each in reach.values()), default=1)
    operands += [np.ones(runs), [0]]
    return np.asarray(np.einsum(*operands, [0, axis[name]], optimize="greedy"))


def _ancestors(network: Network, target: Node) -> dict[str, Node]:
    wanted = {target.name}
    for node in reversed(list(network.nodes.values())):
        if node.name in wanted:
            wanted |= set(node.parents)
    return {name: node for name, node in network.nodes.items() if name in wanted}
