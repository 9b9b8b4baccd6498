"""A closed group of people, each in a class of a compiled model, who move by the model's own hazards; the
force of one infection is each person's own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.compiling.filling import Filled
from meetpoint.planning.engine.compiling.structure import Structure
from meetpoint.planning.engine.errors import PlanError, unknown
from meetpoint.planning.engine.order import Lane
from meetpoint.planning.engine.running.chance import Stream, stream_key, uniforms

Floats = NDArray[np.float64]
Classes = NDArray[np.int64]
LANES = tuple(lane for lane in Lane if lane is not Lane.OVERDOSE)
"""Overdoses change nothing about who shares with whom, but for those who die of them: they are left out."""


class Group:
    """People who are about where an infection spreads, at most `most` of them, each standing for `weight`."""

    def __init__(self, structure: Structure, made: Filled, infection: str, *, most: int, seed: int) -> None:
        names = [each.name for each in structure.model.forces]
        if infection not in names:
            raise PlanError(unknown("infection", infection, names))
        self.force = names.index(infection)
        self.structure, self.tables, self.seed = structure, made.tables, seed
        self._feed = 1 + len(structure.model.capacities) + self.force
        self._refuse_full_places(made.people)
        start = made.people * self.tables.among[self.force]
        number = min(most, round(float(start.sum())))
        if number < 2:
            raise PlanError(f"nobody is about where {infection!r} spreads, so nobody can be tied to anybody.")
        self.weight = float(start.sum()) / number
        edges = np.cumsum(start)
        places = (np.arange(number) + 0.5) / number * edges[-1]
        self.classes: Classes = np.minimum(np.searchsorted(edges, places, side="right"), len(start) - 1)
        self.events = np.zeros((int(self.tables.year.max()) + 1, len(structure.outcomes)))

    @property
    def alive(self) -> NDArray[np.bool_]:
        """Who has neither died nor left."""
        found: NDArray[np.bool_] = self.classes < self.structure.number
        return found

    def about(self) -> tuple[Floats, Floats]:
        """Return for each person how much of the infection they pass on, and whether they are about."""
        here = np.minimum(self.classes, self.structure.number - 1)
        infectious, among = (each[self.force][here] for each in (self.tables.infectious, self.tables.among))
        return infectious * self.alive, among * self.alive

    def take(self, step: int, exposure: Floats) -> None:
        """Let everybody take one step; `exposure` is each person's, beside the mean of all at the start."""
        for lane in LANES:
            self._move(lane, step, exposure)

    def _move(self, lane: Lane, step: int, exposure: Floats) -> None:
        start = self.tables.start[lane].astype(np.int64)
        people = np.flatnonzero(self.alive)
        first, after = start[self.classes[people]], start[self.classes[people] + 1]
        people, first, after = (each[after > first] for each in (people, first, after))
        if not len(people):
            return
        rows = first[:, None] + np.arange(int((after - first).max()))
        there = rows < after[:, None]
        rows = np.where(there, rows, first[:, None])
        hazard = np.where(there, self._hazard(rows, step, exposure[people]), 0.0)
        total = hazard.sum(axis=1)
        drawn = self._luck(Stream.SCAN + lane, step)[people]
        moving = drawn < 1.0 - np.exp(-total * self.tables.dt)
        choice = self._luck(Stream.CHOICE + lane, step)[people] * total
        which = np.minimum((np.cumsum(hazard, axis=1) < choice[:, None]).sum(axis=1), rows.shape[1] - 1)
        chosen = rows[np.arange(len(rows)), which][moving]
        self.classes[people[moving]] = self.tables.target[chosen]
        outcome = self.tables.outcome[chosen]
        np.add.at(self.events[self.tables.year[step]], outcome[outcome >= 0], self.weight)

    def _hazard(self, rows: Classes, step: int, exposure: Floats) -> Floats:
        tables = self.tables
        hazard: Floats = tables.rate[rows] * tables.changing[step, tables.changes[rows]]
        return np.where(tables.feed[rows] == self._feed, hazard * exposure[:, None], hazard)

    def _luck(self, stream: int, step: int) -> Floats:
        return uniforms(stream_key(self.seed, stream, step), 0, len(self.classes))

    def _refuse_full_places(self, people: Floats) -> None:
        """Refuse places that could fill up: their queues hold people who are not in the group."""
        for each, places in zip(self.structure.model.capacities, self.tables.places.T, strict=True):
            if 0.0 < places.min() < people.sum():
                raise PlanError(f"the places of {each.name!r} may fill up, which a network does not follow.")
