"""The classes of a model: every combination of levels, numbered in the order of its axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.errors import PlanError, unknown
from meetpoint.planning.engine.language.spec import When

Mask = NDArray[np.bool_]
MOST_CLASSES = 2_000_000


class Grid:
    """All combinations of the levels of some axes."""

    def __init__(self, axes: Mapping[str, tuple[str, ...]]) -> None:
        self.axes = dict(axes)
        self.sizes = [len(levels) for levels in self.axes.values()]
        self.number = int(np.prod(self.sizes))
        if self.number > MOST_CLASSES:
            raise PlanError(
                f"the axes make {self.number:,} classes; at most {MOST_CLASSES:,} fit. "
                "Leave out an axis or levels."
            )

    @cached_property
    def strides(self) -> dict[str, int]:
        after = np.cumprod([1, *reversed(self.sizes)])[:-1][::-1]
        return {axis: int(stride) for axis, stride in zip(self.axes, after, strict=True)}

    @cached_property
    def level(self) -> dict[str, NDArray[np.int16]]:
        """The level's number on each axis, for every class."""
        codes = np.arange(self.number)
        return {
            axis: ((codes // self.strides[axis]) % len(levels)).astype(np.int16)
            for axis, levels in self.axes.items()
        }

    def index(self, axis: str, level: str) -> int:
        """Return the number of a level. Raises `PlanError` for an axis or level that does not exist."""
        if axis not in self.axes:
            raise PlanError(unknown("axis", axis, self.axes))
        if level not in self.axes[axis]:
            raise PlanError(unknown(f"level of the axis {axis!r}", level, self.axes[axis]))
        return self.axes[axis].index(level)

    def mask(self, when: When) -> Mask:
        """Return which classes match."""
        found: Mask = np.ones(self.number, dtype=bool)
        for axis, levels in when.items():
            wanted = np.zeros(len(self.axes.get(axis, ())), dtype=bool)
            for level in levels:
                wanted[self.index(axis, level)] = True
            found &= wanted[self.level[axis]]
        return found

    def moved(self, to: Mapping[str, str]) -> NDArray[np.int64]:
        """Return the class in which each class ends when its levels change to those of `to`."""
        codes: NDArray[np.int64] = np.arange(self.number)
        for axis, level in to.items():
            there = self.index(axis, level)
            codes = codes + (there - self.level[axis].astype(np.int64)) * self.strides[axis]
        return codes

    def label(self, code: int) -> dict[str, str]:
        """Return the levels of one class by axis."""
        return {axis: levels[int(self.level[axis][code])] for axis, levels in self.axes.items()}


def shared_out(
    grid: Grid,
    shares: Mapping[str, Mapping[str, Any]],
    special: Sequence[tuple[str, Mask, Mapping[str, Any]]],
) -> NDArray[np.float64]:
    """Return the share of people in each class: the product over axes, with special shares where a mask
    holds.

    A level with the share `None` takes the rest. Raises `PlanError` when shares are negative or exceed one.
    """
    density = np.ones(grid.number)
    for axis, levels in grid.axes.items():
        column = _row(axis, levels, shares.get(axis, {levels[0]: None}))[grid.level[axis]]
        for named, mask, other in special:
            if named == axis:
                column = np.where(mask, _row(axis, levels, other)[grid.level[axis]], column)
        density *= column
    return density


def _row(axis: str, levels: tuple[str, ...], shares: Mapping[str, Any]) -> NDArray[np.float64]:
    for level in shares:
        if level not in levels:
            raise PlanError(unknown(f"level of the axis {axis!r}", level, levels))
    given = {level: float(share) for level, share in shares.items() if share is not None}
    rest = 1.0 - sum(given.values())
    resting = [level for level, share in shares.items() if share is None]
    if min(given.values(), default=0.0) < 0 or rest < -1e-6 or (not resting and abs(rest) > 1e-6):
        raise PlanError(
            f"the shares of the axis {axis!r} are {_listed(given)}; "
            "they must not be negative and must sum to 1."
        )
    row = np.array([given.get(level, 0.0) for level in levels])
    for level in resting:
        row[levels.index(level)] = max(0.0, rest) / len(resting)
    return row


def _listed(given: Mapping[str, float]) -> str:
    return ", ".join(f"{level} {share:g}" for level, share in given.items())
