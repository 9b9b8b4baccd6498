"""The individual back end: one small whole number per person, moved by counter-based chance, in parallel by
chunks.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.compiling.filling import Filled
from meetpoint.planning.engine.compiling.tables import Floats, Tables
from meetpoint.planning.engine.running.chance import Stream, stream_key, uniforms
from meetpoint.planning.engine.running.kernels.people import (
    CHUNK,
    KEYS,
    Chance,
    Tally,
    step_keys,
    sweep,
    thresholds,
)
from meetpoint.planning.engine.running.kernels.supply import prepare, take_kits
from meetpoint.planning.engine.running.state import state_of
from meetpoint.planning.engine.running.totals import Totals, empty_totals

PIECES = 64
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Block:
    """People who stand together in the array; `person` is the permanent id of the first."""

    first: int
    last: int
    person: int


@dataclass(frozen=True)
class Crowd:
    """Everybody who is ever in a run: their classes, and the blocks that are there from each step on."""

    classes: NDArray[Any]
    present: tuple[Block, ...]
    arriving: tuple[tuple[Block, ...], ...]


def entrant_id(step: int) -> int:
    """Return the permanent id of the first person who enters in a step; ids never depend on who is there
    already.
    """
    return (1 << 63) | (step << 32)


def crowd_of(made: Filled, seed: int) -> Crowd:
    """Draw the people of a run: those at the start in even steps through the classes, then everybody who
    enters.
    """
    tables = made.tables
    number = int(np.floor(made.people.sum() + 0.5))
    offset = float(uniforms(_key(seed, Stream.START, 0), 0, 1)[0])
    kind: Any = np.uint16 if len(made.people) + 2 < 2**16 else np.uint32
    parts = [_spread(made.people, (np.arange(number) + offset) / max(1, number)).astype(kind)]
    arriving: list[tuple[Block, ...]] = []
    at = number
    for step in range(len(tables.year)):
        came = _entrants(tables, seed, step)
        parts.append(came.astype(kind))
        arriving.append((Block(at, at + len(came), entrant_id(step)),) if len(came) else ())
        at += len(came)
    return Crowd(np.concatenate(parts), _pieces(Block(0, number, 0)), tuple(arriving))


def _key(seed: int, stream: Stream, step: int) -> np.uint64:
    return stream_key(seed, stream, step)


def _spread(weights: Floats, drawn: Floats) -> NDArray[np.int64]:
    edges = np.cumsum(weights)
    places = np.searchsorted(edges, drawn * edges[-1], side="right") if len(edges) else np.zeros(0)
    return np.minimum(places, len(weights) - 1)


def _entrants(tables: Tables, seed: int, step: int) -> NDArray[np.int64]:
    expected = tables.entries[step]
    if not expected.any():
        return np.zeros(0, dtype=np.int64)
    key = _key(seed, Stream.ENTRY_NUMBER, step)
    number = int(np.random.Generator(np.random.Philox(key=int(key))).poisson(expected.sum()))
    mixture = (expected / expected.sum()) @ tables.entry_shares
    drawn = uniforms(_key(seed, Stream.ENTRY_CLASS, step), entrant_id(step), number)
    return _spread(mixture, drawn)


def _pieces(block: Block) -> tuple[Block, ...]:
    # As many as any sensible number of threads, so that each gets its share of the people at the start.
    size = max(CHUNK, -(-(block.last - block.first) // PIECES))
    return tuple(
        Block(first, min(first + size, block.last), block.person + first - block.first)
        for first in range(block.first, block.last, size)
    )


def run_individuals(
    made: Filled, *, outcomes: int, years: int, seed: int, threads: int = 1, crowd: Crowd | None = None
) -> Totals:
    """Run all steps for every person. The same seed gives the same bytes, whatever `threads` is.

    `crowd` replaces the people drawn from the start; it is changed in place.
    """
    run = _Run(made, outcomes, years, crowd or crowd_of(made, seed), threads)
    with ThreadPoolExecutor(threads) as pool:
        for step in range(len(made.tables.year)):
            run.take(step, seed, pool)
    return run.totals()


class _Run:
    """One run under way; everything counted is whole, so that the order of adding cannot matter."""

    def __init__(self, made: Filled, outcomes: int, years: int, crowd: Crowd, threads: int) -> None:
        self.tables, self.crowd, self.threads = made.tables, crowd, threads
        self.state = state_of(made.tables, years)
        self.sums = empty_totals(made.tables, outcomes, years)
        self.number = len(made.people)
        self.counts: Counts = np.zeros((threads, self.number + 2), dtype=np.int64)
        self.events: Counts = np.zeros((years, threads, outcomes, self.number), dtype=np.int64)
        self.used: Counts = np.zeros((threads, len(self.state.at_hand)), dtype=np.int64)
        self.chance = Chance(np.zeros(KEYS, dtype=np.uint64), np.zeros(self.number + 2, dtype=np.uint64))
        self.blocks = list(crowd.present)
        self.gone: Counts = np.zeros(2, dtype=np.int64)
        for block in self.blocks:
            self._count(block)

    def _count(self, block: Block) -> None:
        here = self.crowd.classes[block.first : block.last]
        self.counts[0] += np.bincount(here, minlength=self.number + 2)

    def take(self, step: int, seed: int, pool: ThreadPoolExecutor) -> None:
        """Take one step."""
        year = self.tables.year[step]
        for block in self.crowd.arriving[step]:
            self.blocks.append(block)
            self._count(block)
            self.sums.ends[year, 2] += block.last - block.first
        people = self.counts.sum(axis=0)[: self.number].astype(np.float64)
        prepare(self.tables, self.state, people, step)
        thresholds(self.state.going, self.tables.kind, self.chance.packed)
        step_keys(np.uint64(seed), step, self.chance.keys)
        self.used[:] = 0
        work = [(part, step) for part in range(self.threads)]
        for _done in pool.map(self._part, work) if self.threads > 1 else map(self._part, work):
            pass
        take_kits(self.tables, self.state, self.used.sum(axis=0).astype(np.float64), step)
        now = self.counts.sum(axis=0)
        self.sums.person_years[year] += now[: self.number] * self.tables.dt
        self.sums.ends[year, :2] += now[self.number :] - self.gone
        self.gone = now[self.number :]

    def _part(self, work: tuple[int, int]) -> None:
        part, step = work
        mine = [(block.first, block.last, block.person) for block in self.blocks[part :: self.threads]]
        blocks = np.array(mine, dtype=np.uint64).reshape(-1, 3)
        tally = Tally(self.counts[part], self.events[self.tables.year[step], part], self.used[part])
        sweep(self.tables, self.state, self.crowd.classes, blocks, self.chance, step, tally)

    def totals(self) -> Totals:
        """Return what the run leaves behind."""
        self.sums.events[:] = self.events.sum(axis=1)
        people = self.counts.sum(axis=0)[: self.number].astype(np.float64)
        return self.sums.closed(people, self.state)
