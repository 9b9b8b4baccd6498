"""The cohort: expected numbers of people by class, moved through the ten steps without chance."""

from __future__ import annotations

import numpy as np

from meetpoint.planning.engine.compiling.filling import Filled
from meetpoint.planning.engine.running.objects import run_compiled
from meetpoint.planning.engine.running.state import Work, state_of
from meetpoint.planning.engine.running.totals import Totals, empty_totals


def run_cohort(made: Filled, *, outcomes: int, years: int) -> Totals:
    """Run all steps and return person-time and outcomes by year and class, and the kits' account by year."""
    state = state_of(made.tables, years)
    totals = empty_totals(made.tables, outcomes, years)
    people = made.people.copy()
    after = np.zeros(len(people))
    counts = (totals.person_years, totals.events, totals.ends)
    run_compiled(Work(len(made.tables.year), made.tables, state, people, after, *counts))
    return totals.closed(people, state)
