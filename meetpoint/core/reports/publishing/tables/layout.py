"""The shape of a table: its dimensions with their groups, its cells and totals, and what each is a sum of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import product

import numpy as np
from scipy import sparse

TOTAL = "*"
Code = int | str
Key = tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way in which a table is split: its labels, and groups of them (a region's sites, a quarter's
    months).

    `groups` gives the places of a group's labels. The sum of all is `*` and need not be listed.
    """

    name: str
    labels: tuple[str, ...]
    groups: tuple[tuple[str, tuple[int, ...]], ...] = ()

    @property
    def codes(self) -> tuple[Code, ...]:
        """Return what may stand in a cell's key: places of labels, names of groups, and `*`."""
        return (*range(len(self.labels)), *(name for name, _members in self.groups), TOTAL)

    def labels_of(self, code: Code) -> tuple[str, ...]:
        """Return the labels that a code sums."""
        if isinstance(code, int):
            return (self.labels[code],)
        members = range(len(self.labels)) if code == TOTAL else dict(self.groups)[code]
        return tuple(self.labels[place] for place in members)


@dataclass(frozen=True)
class Layout:
    """Every cell that a table has when all its totals are published."""

    dimensions: tuple[Dimension, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """Return the number of labels of each dimension."""
        return tuple(len(each.labels) for each in self.dimensions)

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """Return the cells' keys: the inner cells first, row by row, then the totals."""
        everything = product(*(each.codes for each in self.dimensions))
        return tuple(sorted(everything, key=lambda key: any(isinstance(code, str) for code in key)))

    @cached_property
    def places(self) -> Mapping[Key, int]:
        """Return the place of each key."""
        return {key: place for place, key in enumerate(self.keys)}

    @cached_property
    def members(self) -> sparse.csr_array:
        """Return cells × inner cells: 1 where a cell sums an inner cell."""
        return self.over([each.labels for each in self.dimensions])

    @cached_property
    def sizes(self) -> np.ndarray:
        """Return how many inner cells each cell sums."""
        return np.asarray(self.members.sum(axis=1)).ravel().astype(np.int64)

    @property
    def inner(self) -> int:
        """Return the number of inner cells."""
        return int(np.prod(self.shape))

    def over(
        self,
        atoms: Sequence[Sequence[str]],
        made_of: Mapping[tuple[int, str], tuple[str, ...]] | None = None,
    ) -> sparse.csr_array:
        """Return cells × products of `atoms`: 1 where a cell sums such a product.

        `atoms` are the finest labels of each dimension; `made_of` says which of them a label consists of, by
        dimension and label. A label that is not in it stands for itself.
        """
        parts = [
            _selection(dimension, number, list(finest), made_of or {})
            for number, (dimension, finest) in enumerate(zip(self.dimensions, atoms, strict=True))
        ]
        whole = reduce(lambda left, right: sparse.kron(left, right, format="csr"), parts)
        listed = {key: row for row, key in enumerate(product(*(each.codes for each in self.dimensions)))}
        return sparse.csr_array(whole[[listed[key] for key in self.keys]])


def text_of(key: Key) -> str:
    """Write a key as tables do: `(0, 1)`, `(0, *)`, `(North, 1)`."""
    return f"({', '.join(str(code) for code in key)})"


def _selection(
    dimension: Dimension, number: int, atoms: list[str], made_of: Mapping[tuple[int, str], tuple[str, ...]]
) -> sparse.csr_array:
    column = {atom: place for place, atom in enumerate(atoms)}
    found = sparse.lil_array((len(dimension.codes), len(atoms)))
    for row, code in enumerate(dimension.codes):
        for label in dimension.labels_of(code):
            for atom in made_of.get((number, label), (label,)):
                found[row, column[atom]] = 1
    return found.tocsr()
