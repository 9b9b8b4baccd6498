"""What changes from step to step beside the people, on either back end."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from meetpoint.planning.engine.compiling.tables import Floats, Tables
from meetpoint.planning.engine.order import Lane

OVERDOSE = int(Lane.OVERDOSE)
DEATH, HOSPITAL, WITNESSED, USED, CALLED, FROM_STOCK = range(6)
"""Columns of `State.odds`: chances per overdose, by tree group."""


class State(NamedTuple):
    """Written in place.

    `going[kind]` is the chance of a move in this step, `stay` the rest, `part[row of a kind]` the chance
    of this move, `upto` the share of those who move that it and those before it take, `odds` the chances
    per overdose by tree group, `flows` kits given, lost, used by year. The last three are workspace: people
    at risk and witnessed overdoses by area, the witnessed share by group.
    """

    kits: Floats
    flows: Floats
    at_hand: Floats
    feedback: Floats
    going: Floats
    stay: Floats
    part: Floats
    upto: Floats
    odds: Floats
    due: Floats
    at_risk: Floats
    witnessed: Floats
    seen: Floats


def state_of(tables: Tables, years: int) -> State:
    """Return the state before the first step."""
    areas, channels = tables.kits_start.shape
    kinds, groups = len(tables.kind_start) - 1, tables.tree.shape[1]
    feedback = 1 + tables.places.shape[1] + len(tables.at_start)
    return State(
        kits=tables.kits_start.copy(),
        flows=np.zeros((years, 3, areas, channels)),
        at_hand=np.zeros(areas),
        feedback=np.ones(feedback),
        going=np.zeros(kinds),
        stay=np.ones(kinds),
        part=np.zeros(len(tables.kind_rate)),
        upto=np.zeros(len(tables.kind_rate)),
        odds=np.zeros((groups, 6)),
        due=np.zeros(areas),
        at_risk=np.zeros(areas),
        witnessed=np.zeros(areas),
        seen=np.zeros(groups),
    )


class Work(NamedTuple):
    """Everything that a cohort's run reads and writes: `people` by class, `after` as workspace, and what is
    counted. With no `steps`, only the chances of the first are worked out.
    """

    steps: int
    tables: Tables
    state: State
    people: Floats
    after: Floats
    time: Floats
    events: Floats
    ends: Floats
