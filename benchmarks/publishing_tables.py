"""Claim: a table of 1,000 cells is protected and audited in seconds, one of 5,000 within minutes.

Processor time, beside a floor in the same run: one linear programme that finds how great one cell can be.
Two tables of each size: many small cells, which protect one another, and few, which need others.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from benchmarks.table import show
from meetpoint.core.reports.publishing.answers import task_of
from meetpoint.core.reports.publishing.audit import audit
from meetpoint.core.reports.publishing.choosing.protecting import protect
from meetpoint.core.reports.publishing.policies import policy_named
from meetpoint.core.reports.publishing.releases import ground_of
from meetpoint.core.reports.publishing.tables.given import Given
from meetpoint.core.reports.publishing.tables.layout import Dimension, Layout

Found = TypeVar("Found")
SHAPES = ((10, 10), (25, 40), (50, 100))
MIDDLES = (("many small", 20), ("few small", 90))


def main() -> None:
    """Protect and audit made-up tables of 100, 1,000 and 5,000 inner cells."""
    rows = [row for shape in SHAPES for label, middle in MIDDLES for row in _measured(shape, label, middle)]
    header = ["table", "what", "CPU s", "times the floor", "small", "others hidden", "result"]
    show("Publishing tables", header, rows)


def _measured(shape: tuple[int, int], label: str, middle: int) -> list[list[object]]:
    given, policy = _table(shape, middle), policy_named("cms")
    name = f"{shape[0]} × {shape[1]}, {label}"
    task = task_of(given, ground := ground_of(given, policy), policy)
    chosen, protecting = _timed(lambda: protect(task))
    hidden, reader = chosen.choice.hidden, task.readers[0]
    one = int(reader.targets[0])
    floor = min(_timed(lambda: reader.knowledge(task.frame, hidden).interval(one))[1] / 2 for _ in range(5))
    found, auditing = _timed(lambda: audit(given, ground, policy, hidden))
    proven = "fewest, proven" if chosen.choice.fewest else "few"
    small, others = int(task.must.sum()), int((hidden & ~task.must).sum())
    return [
        [name, "floor: one linear programme", floor, 1.0, small, "", ""],
        [name, "protect", protecting, protecting / floor, small, others, proven],
        [name, "audit", auditing, auditing / floor, small, others, "safe" if found.is_safe else "exposed"],
    ]


def _table(shape: tuple[int, int], middle: int) -> Given:
    layout = Layout(
        tuple(
            Dimension(f"dimension {number}", tuple(str(place) for place in range(length)))
            for number, length in enumerate(shape)
        )
    )
    chance = np.random.default_rng(1)
    inner = chance.poisson(middle * np.exp(chance.normal(0, 1.2, layout.inner))).astype(float)
    counts = layout.members @ inner
    nothing = np.zeros(len(counts), dtype=bool)
    return Given("made up", layout, counts, nothing, nothing)


def _timed(run: Callable[[], Found]) -> tuple[Found, float]:
    began = time.process_time()
    found = run()
    return found, time.process_time() - began


if __name__ == "__main__":
    main()
