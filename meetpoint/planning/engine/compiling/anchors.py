"""Scaling of hazards to what is known about the place: rates among the people at the start, deaths in a
year.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from meetpoint.planning.engine.compiling.structure import Structure
from meetpoint.planning.engine.compiling.tables import Floats, Tables
from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.language.expressions import worked_out
from meetpoint.planning.engine.running.objects import run_compiled
from meetpoint.planning.engine.running.state import DEATH, Work, state_of

_NOTHING_COUNTED = (np.zeros(0), np.zeros((0, 0)), np.zeros((0, 0, 0)), np.zeros((0, 0)))
Scales = dict[str, float]
"""By move: what its hazards are multiplied with."""


def scales_of(structure: Structure, names: Mapping[str, Any], first: Floats, people: Floats) -> Scales:
    """Return the scales of anchored moves; `first` holds every formula's hazard in the first step."""
    scales: Scales = {}
    for move in structure.model.moves:
        if move.anchored:
            scales[move.name] = _scale(structure, move.name, _first(move.rate, names), first, people)
    overdose = structure.model.overdose
    if overdose and overdose.anchor:
        known = structure.among(structure.grid.mask(overdose.anchor))
        rate = _first(overdose.rate, names)
        scales["overdose"] = _scale(structure, "overdose", rate, first, people * known)
    return scales


def _first(text: str, names: Mapping[str, Any]) -> float:
    return float(np.ravel(worked_out(text, names))[0])


def _scale(structure: Structure, name: str, rate: float, first: Floats, people: Floats) -> float:
    total = at_risk = 0.0
    for rows in structure.rows:
        if rows.move.name == name:
            here = people[structure.place_of[rows.source]]
            total += float(here @ first[rows.formula])
            at_risk += float(here.sum())
    if rate == 0.0:
        return 1.0
    if total <= 0.0:
        raise PlanError(
            f"{name!r} is to be scaled to {rate:g} per person-year, but nobody at the start can make it."
        )
    return rate * at_risk / total


def deaths_scale(tables: Tables, people: Floats, deaths: float, lane: int) -> float:
    """Return what overdose hazards must be multiplied with, so that `deaths` a year die at the start."""
    state = state_of(tables, 1)
    run_compiled(Work(0, tables, state, people, *_NOTHING_COUNTED))
    source = np.repeat(np.arange(len(people)), np.diff(tables.start[lane]))
    rows = slice(tables.start[lane, 0], tables.start[lane, -1])
    hazards = tables.rate[rows] * tables.changing[0, tables.changes[rows]]
    expected = float(people[source] @ (hazards * state.odds[tables.group[source], DEATH]))
    if expected <= 0.0:
        raise PlanError(
            f"{deaths:g} overdose deaths a year are given, but nobody at the start can die of overdose."
        )
    return deaths / expected
