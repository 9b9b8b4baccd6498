"""The arrays that both back ends run: one named tuple, which numba takes as it is."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
INDEX = np.uint32
"""Numba takes a signed index for one that may count from the end, and looks at its sign each time."""
Ints = NDArray[Any]

TREE = ("share", "witnessed", "called", "death_alone", "death_naloxone", "death_called", "hospital")
"""The last axis of `Tables.tree`."""
OUTCOMES = ("overdoses", "overdose_deaths", "emergency_visits", "witnessed", "naloxone_used", "calls")
"""Outcomes of the tree, counted before those that moves name."""


class Tables(NamedTuple):
    """C classes, 8 lanes, T steps, G tree groups, P settings, R areas, H channels, Q capacities, F forces.

    A row is one possible move of one class; rows of lane s and class c stand at `start[s, c]:start[s, c
    + 1]`. Its hazard per year is `rate[row] * changing[t, changes[row]] * feedback[feed[row]]`. Targets
    C and C + 1 are dead and left. Classes whose hazards in a lane are the same share `kind[s, c]`, whose
    rows, in the same order, stand at `kind_start[k]:kind_start[k + 1]`; `busy` names the kinds that
    change as time goes. People come into class c by the rows `in_start[s, c]:in_start[s, c + 1]`, each
    from a source with a part of a kind's chance; `count_…` are the rows with an outcome, `touched` the
    classes that a lane changes.
    """

    dt: float
    start: Ints
    target: Ints
    outcome: Ints
    rate: Floats
    changes: Ints
    changing: Floats
    feed: Ints
    kind: Ints
    kind_start: Ints
    kind_rate: Floats
    kind_changes: Ints
    kind_feed: Ints
    busy: Ints
    always_busy: int
    stirred: NDArray[np.bool_]
    in_start: Ints
    in_source: Ints
    in_part: Ints
    count_start: Ints
    count_source: Ints
    count_part: Ints
    count_outcome: Ints
    touched_start: Ints
    touched: Ints
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
