"""The arrays that both back ends run: one named tuple, which numba takes as it is."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

TREE = ("share", "witnessed", "called", "death_alone", "death_naloxone", "death_called", "hospital")
"""The last axis of `Tables.tree`."""
OUTCOMES = ("overdoses", "overdose_deaths", "emergency_visits", "witnessed", "naloxone_used", "calls")
"""Outcomes of the tree, counted before those that moves name."""


class Tables(NamedTuple):
    """C classes, 8 lanes, T steps, G tree groups, P settings, R areas, H channels, Q capacities, F forces.

    A row is one possible move of one class; rows of lane s and class c stand at `start[s, c]:start[s, c +
    1]`. Its hazard
    per year is `rate[row] * changing[t, changes[row]] * feedback[feed[row]]`. Targets C and C + 1 are dead
    and left.
    `mover[mover_start[s]:mover_start[s + 1]]` are the classes that have rows in lane s; `busy_lane` and
    `busy_class` name
    the rows whose hazards change as time goes.
    """

    dt: float
    start: Ints
    target: Ints
    outcome: Ints
    rate: Floats
    changes: Ints
    changing: Floats
    feed: Ints
    mover_start: Ints
    mover: Ints
    busy_lane: Ints
    busy_class: Ints
    always_busy: int
    stirred: NDArray[np.bool_]
    area: Ints
    group: Ints
    group_area: Ints
    tree: Floats
    attended: NDArray[np.bool_]
    survivor: Ints
    after_start: Ints
    after_target: Ints
    after_share: Floats
    after_outcome: Ints
    at_risk: Floats
    kits_start: Floats
    kits_given: Floats
    kits_weight: Floats
    kits_keep: float
    reach: float
    most: float
    others: float
    occupies: Floats
    places: Floats
    filling_start: Ints
    filling_row: Ints
    filling_class: Ints
    infectious: Floats
    among: Floats
    at_start: Floats
    entries: Floats
    entry_shares: Floats
    year: Ints
