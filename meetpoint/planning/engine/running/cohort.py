"""The cohort: expected numbers of people by class, moved through the ten steps without chance."""

from __future__ import annotations

import numpy as np
from numba import njit

from meetpoint.planning.engine.compiling.filling import Filled
from meetpoint.planning.engine.compiling.tables import Floats, Tables
from meetpoint.planning.engine.order import Lane
from meetpoint.planning.engine.running.preparing import (
    CALLED,
    DEATH,
    FROM_STOCK,
    HOSPITAL,
    OVERDOSE,
    USED,
    WITNESSED,
    State,
    prepare,
    state_of,
    take_kits,
)
from meetpoint.planning.engine.running.totals import Totals, empty_totals

LANES = len(Lane)


def run_cohort(made: Filled, *, outcomes: int, years: int) -> Totals:
    """Run all steps and return person-time and outcomes by year and class, and the kits' account by year."""
    state = state_of(made.tables, years)
    totals = empty_totals(made.tables, outcomes, years)
    people = made.people.copy()
    _run(made.tables, state, people, totals.person_years, totals.events, totals.ends)
    return totals.closed(people, state)


@njit(cache=True, nogil=True)
def _run(tables: Tables, state: State, people: Floats, time: Floats, events: Floats, ends: Floats) -> None:
    change = np.zeros(len(people) + 2)
    for step in range(len(tables.year)):
        year = tables.year[step]
        for entry in range(tables.entries.shape[1]):
            people += tables.entries[step, entry] * tables.entry_shares[entry]
            ends[year, 2] += tables.entries[step, entry]
        prepare(tables, state, people, step)
        for lane in range(LANES):
            if tables.mover_start[lane] < tables.mover_start[lane + 1]:
                change[:] = 0.0
                if lane == OVERDOSE:
                    _overdose(tables, state, people, change, events[year])
                else:
                    _move(tables, state, people, change, lane, events[year])
                people += change[:-2]
                ends[year, 0] += change[-2]
                ends[year, 1] += change[-1]
        take_kits(tables, state, state.due, step)
        state.due[:] = 0.0
        time[year] += people * tables.dt


@njit(cache=True)
def _move(tables: Tables, state: State, people: Floats, change: Floats, lane: int, events: Floats) -> None:
    chances, start = state.moves[lane], tables.start[lane]
    target, outcome, upto = tables.target, tables.outcome, state.upto
    for one in tables.mover[tables.mover_start[lane] : tables.mover_start[lane + 1]]:
        moving = people[one] * chances[one]
        if moving == 0.0:
            continue
        change[one] -= moving
        before = 0.0
        for row in range(start[one], start[one + 1]):
            part = moving * (upto[row] - before)
            before = upto[row]
            change[target[row]] += part
            if outcome[row] >= 0:
                events[outcome[row], one] += part


@njit(cache=True)
def _overdose(tables: Tables, state: State, people: Floats, change: Floats, events: Floats) -> None:
    chances, odds, group, area = state.moves[OVERDOSE], state.odds, tables.group, tables.area
    survivor, due, dead = tables.survivor, state.due, len(change) - 2
    start, target, share, counted = (
        tables.after_start,
        tables.after_target,
        tables.after_share,
        tables.after_outcome,
    )
    for one in tables.mover[tables.mover_start[OVERDOSE] : tables.mover_start[OVERDOSE + 1]]:
        moving = people[one] * chances[one]
        if moving == 0.0:
            continue
        here = group[one]
        died, admitted = moving * odds[here, DEATH], moving * odds[here, HOSPITAL]
        events[0, one] += moving
        events[1, one] += died
        events[2, one] += admitted
        events[3, one] += moving * odds[here, WITNESSED]
        events[4, one] += moving * odds[here, USED]
        events[5, one] += moving * odds[here, CALLED]
        due[area[one]] += moving * odds[here, FROM_STOCK]
        survived = moving - died
        change[one] -= moving
        change[dead] += died
        for option in range(start[one], start[one + 1]):
            part = admitted * share[option]
            change[target[option]] += part
            survived -= part
            if counted[option] >= 0:
                events[counted[option], one] += part
        change[survivor[one]] += survived
