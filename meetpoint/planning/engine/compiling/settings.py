"""The overdose tree by group: what its settings, and the factors on them, mean for each class and step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from meetpoint.planning.engine.compiling.factors import factor_value
from meetpoint.planning.engine.compiling.structure import Structure, group_marks
from meetpoint.planning.engine.compiling.tables import INDEX, TREE, Ints
from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.language.expressions import worked_out
from meetpoint.planning.engine.language.spec import Factor, Overdose, Setting


def tree_of(structure: Structure, names: Mapping[str, Any], steps: int, area: Ints) -> dict[str, Any]:
    """Return the tree's probabilities, shaped (steps, groups, settings, len(TREE)), and each class's."""
    overdose = structure.model.overdose
    if overdose is None:
        return {
            "group": np.zeros(structure.number, dtype=INDEX),
            "group_area": np.zeros(1, dtype=INDEX),
            "tree": np.zeros((steps, 1, 1, len(TREE))),
            "attended": np.zeros(1, dtype=np.bool_),
        }
    factors = _factors_on_tree(structure)
    masks = [structure.among(structure.grid.mask(factor.when)) for factor in factors]
    marks = group_marks(masks, structure.number)
    kinds, first, group = np.unique(
        marks + (area.astype(np.int64) << 48), return_index=True, return_inverse=True
    )
    tree = np.empty((steps, len(kinds), len(overdose.settings), len(TREE)))
    for place, one in enumerate(first):
        held = [factor for factor, mask in zip(factors, masks, strict=True) if mask[one]]
        _fill(tree[:, place], overdose, held, names)
    return {
        "group": group.reshape(-1).astype(INDEX),
        "group_area": area[first].astype(INDEX),
        "tree": tree,
        "attended": np.array([each.attended for each in overdose.settings]),
    }


def _factors_on_tree(structure: Structure) -> list[Factor]:
    moves = {move.name for move in structure.model.moves} | {"overdose"}
    return [factor for factor in structure.model.factors if set(factor.on) - moves]


def _fill(tree: Any, overdose: Overdose, factors: list[Factor], names: Mapping[str, Any]) -> None:
    for place, setting in enumerate(overdose.settings):
        for column, quantity in enumerate(TREE):
            tree[:, place, column] = _quantity(setting, quantity, factors, names)
    total = tree[:, :, 0].sum(axis=1, keepdims=True)
    if np.any(total <= 0):
        raise PlanError("the shares of the overdose settings are all zero for somebody.")
    tree[:, :, 0] /= total


def _quantity(setting: Setting, quantity: str, factors: list[Factor], names: Mapping[str, Any]) -> Any:
    value = worked_out(getattr(setting, quantity), names)
    if np.any(np.asarray(value) < 0) or (quantity != "share" and np.any(np.asarray(value) > 1)):
        raise PlanError(f"{setting.name}.{quantity} is {np.max(value):g}; it must lie between 0 and 1.")
    ratio: Any = 1.0
    for factor in factors:
        if {quantity, f"{setting.name}.{quantity}"} & set(factor.on):
            ratio = ratio * factor_value(factor, names)
    if quantity == "share":
        return value * ratio
    # Ratios act on hazards: a probability p becomes 1 - (1 - p) ^ ratio, which never exceeds one.
    return 1.0 - (1.0 - np.asarray(value)) ** ratio


def after_of(structure: Structure, names: Mapping[str, Any]) -> dict[str, Any]:
    """Return where survivors go: at once, and, of those in hospital, with which probability further."""
    overdose, place, grid = structure.model.overdose, structure.place_of, structure.grid
    number = structure.number
    if overdose is None:
        none = np.zeros(0, dtype=INDEX)
        start = np.zeros(number + 1, dtype=INDEX)
        same = np.arange(number, dtype=INDEX)
        return _after(same, start, none, np.zeros(0), np.zeros(0, dtype=np.int32))
    survivor = grid.moved(overdose.survivor)
    classes, targets, shares, counted = [], [], [], []
    for after in overdose.after_hospital:
        codes = np.flatnonzero(structure.among(grid.mask(after.when) & grid.mask(overdose.when)))
        share = float(np.ravel(worked_out(after.probability, names))[0])
        classes.append(codes)
        targets.append(place[grid.moved(after.to)[survivor[structure.live[codes]]]])
        shares.append(np.full(len(codes), share))
        counted.append(np.full(len(codes), structure.outcomes.index(after.counts) if after.counts else -1))
    sources, target = _joined(classes), _joined(targets)
    order = np.argsort(sources, kind="stable")
    start = np.searchsorted(sources[order], np.arange(number + 1)).astype(INDEX)
    return _after(
        place[survivor[structure.live]].astype(INDEX),
        start,
        target[order].astype(INDEX),
        np.concatenate([np.zeros(0), *shares])[order],
        _joined(counted)[order].astype(np.int32),
    )


def _joined(parts: list[Any]) -> Any:
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])


def _after(survivor: Any, start: Any, target: Any, share: Any, counted: Any) -> dict[str, Any]:
    return {
        "survivor": survivor,
        "after_start": start,
        "after_target": target,
        "after_share": share.astype(np.float64),
        "after_outcome": counted,
    }
