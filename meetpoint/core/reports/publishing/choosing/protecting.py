"""Protecting a table: which cells are hidden, chosen and then looked at once more by the audit."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from meetpoint.core.reports.publishing.choosing.exact import NotProven, fewest_hidden
from meetpoint.core.reports.publishing.choosing.greedy import few_hidden
from meetpoint.core.reports.publishing.choosing.hiding import Choice, Need, Task
from meetpoint.core.reports.publishing.frame import Flags

SMALL_TABLE = 160
"""Up to so many cells that might be hidden, the fewest are looked for and proven."""


@dataclass(frozen=True)
class Protection:
    """A choice of cells, and what no choice can keep: needs that stay unmet with everything hidden."""

    choice: Choice
    hopeless: tuple[Need, ...]


def protect(task: Task) -> Protection:
    """Return cells to hide so that every reader is kept from every small cell, with as few hidden as
    possible.

    What cannot be kept even with all cells hidden (it was shown earlier, or follows from the policy alone) is
    left out of the task and told.
    """
    hopeless = tuple(task.unmet(task.must | task.may))
    task = _without(task, hopeless)
    if not task.must.any():
        return Protection(Choice(task.must, "nothing is small", fewest=True, at_least=0), hopeless)
    return Protection(_chosen(task), hopeless)


def _chosen(task: Task) -> Choice:
    if not task.unmet(task.must):
        return Choice(task.must, "the small cells suffice", fewest=True, at_least=0)
    if int((task.may & ~task.must).sum()) > SMALL_TABLE:
        return few_hidden(task)
    try:
        return fewest_hidden(task)
    except NotProven as broken_off:
        return few_hidden(task, at_least=broken_off.at_least)


def _without(task: Task, hopeless: tuple[Need, ...]) -> Task:
    readers = tuple(
        replace(reader, targets=_others(reader.targets, [cell for who, cell in hopeless if who is reader]))
        for reader in task.readers
    )
    return replace(task, readers=readers)


def _others(targets: np.ndarray, gone: list[int]) -> np.ndarray:
    return np.setdiff1d(targets, np.array(gone, dtype=np.int64))


def may_hide(values: np.ndarray, *, zeros_too: bool) -> Flags:
    """Say which cells may be hidden: never a zero where the policy shows zeros."""
    return np.asarray(values > 0) if not zeros_too else np.ones(len(values), dtype=bool)
