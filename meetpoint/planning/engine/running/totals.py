"""What a run leaves behind: person-time and outcomes by year and class, who left, and the kits' account."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from meetpoint.planning.engine.compiling.tables import Floats, Tables
from meetpoint.planning.engine.running.state import State


@dataclass(frozen=True)
class Totals:
    """Shapes: person_years (years, classes); events (years, outcomes, classes); ends (years, 3): died,
    left, came;
    flows (years, 3, areas, channels): kits given, lost, used; kits (areas, channels) and people (classes)
    at the end."""

    person_years: Floats
    events: Floats
    ends: Floats
    flows: Floats
    kits: Floats
    people: Floats

    def closed(self, people: Floats, state: State) -> Totals:
        """Return the totals with how people and kits stand at the end."""
        return replace(self, people=people, kits=state.kits, flows=state.flows)


def empty_totals(tables: Tables, outcomes: int, years: int) -> Totals:
    """Return totals of nothing."""
    classes = tables.start.shape[1] - 1
    nothing = np.zeros(0)
    return Totals(
        np.zeros((years, classes)),
        np.zeros((years, outcomes, classes)),
        np.zeros((years, 3)),
        nothing,
        nothing,
        nothing,
    )
