"""The cohort: expected numbers of people by class, moved through the ten steps without chance."""

from __future__ import annotations

import numpy as np
from numba import njit

from meetpoint.planning.engine.compiling.filling import Filled
from meetpoint.planning.engine.compiling.tables import Floats, Ints, Tables
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
    # Numba copies a whole tuple with each call, so the lanes are given the arrays that they read.
    after, number = np.zeros(len(people)), len(people)
    kind, touched, touched_start = tables.kind, tables.touched, tables.touched_start
    in_start, in_source, in_part = tables.in_start, tables.in_source, tables.in_part
    source, each, outcome, count_start = (
        tables.count_source,
        tables.count_part,
        tables.count_outcome,
        tables.count_start,
    )
    stay, part = state.stay, state.part
    for step in range(len(tables.year)):
        year = tables.year[step]
        for entry in range(tables.entries.shape[1]):
            people += tables.entries[step, entry] * tables.entry_shares[entry]
            ends[year, 2] += tables.entries[step, entry]
        prepare(tables, state, people, step)
        for lane in range(LANES):
            ones = touched[touched_start[lane] : touched_start[lane + 1]]
            if lane == OVERDOSE and len(ones):
                ends[year, 0] += _overdose(tables, state, people, after, events[year])
            elif len(ones):
                for row in range(count_start[lane], count_start[lane + 1]):
                    events[year, outcome[row], source[row]] += people[source[row]] * part[each[row]]
                begin = in_start[lane]
                ends[year, 0] += _coming(people, begin, in_source, in_part, part, number)
                ends[year, 1] += _coming(people, begin, in_source, in_part, part, number + 1)
                _move(people, after, kind[lane], stay, begin, in_source, in_part, part, ones)
        take_kits(tables, state, state.due, step)
        state.due[:] = 0.0
        time[year] += people * tables.dt


@njit(cache=True)
def _coming(people: Floats, start: Ints, source: Ints, each: Ints, part: Floats, one: int) -> float:
    total = 0.0
    for row in range(start[one], start[one + 1]):
        total += people[source[row]] * part[each[row]]
    return total


@njit(cache=True)
def _move(
    people: Floats,
    after: Floats,
    kind: Ints,
    stay: Floats,
    start: Ints,
    source: Ints,
    each: Ints,
    part: Floats,
    touched: Ints,
) -> None:
    """Move everybody in one lane: a class has who stayed and who came, each class in its order of sources."""
    if len(touched) == len(people):
        for one in range(len(people)):
            total = people[one] * stay[kind[one]]
            for row in range(start[one], start[one + 1]):
                total += people[source[row]] * part[each[row]]
            after[one] = total
        people[:] = after
        return
    for one in touched:
        total = people[one] * stay[kind[one]]
        for row in range(start[one], start[one + 1]):
            total += people[source[row]] * part[each[row]]
        after[one] = total
    for one in touched:
        people[one] = after[one]


@njit(cache=True, inline="always")
def _overdose(tables: Tables, state: State, people: Floats, after: Floats, events: Floats) -> float:
    """Take everybody through the overdose lane and return how many died."""
    going, odds, group, area = state.going, state.odds, tables.group, tables.area
    kind, survivor, due = tables.kind[OVERDOSE], tables.survivor, state.due
    start, target, share, counted = (
        tables.after_start,
        tables.after_target,
        tables.after_share,
        tables.after_outcome,
    )
    touched = tables.touched[tables.touched_start[OVERDOSE] : tables.touched_start[OVERDOSE + 1]]
    for one in touched:
        after[one] = people[one] * going[kind[one]]
        people[one] -= after[one]
    dead = 0.0
    for one in touched:
        moving, here = after[one], group[one]
        died, admitted = moving * odds[here, DEATH], moving * odds[here, HOSPITAL]
        events[0, one] += moving
        events[1, one] += died
        events[2, one] += admitted
        events[3, one] += moving * odds[here, WITNESSED]
        events[4, one] += moving * odds[here, USED]
        events[5, one] += moving * odds[here, CALLED]
        due[area[one]] += moving * odds[here, FROM_STOCK]
        survived = moving - died
        dead += died
        for option in range(start[one], start[one + 1]):
            part = admitted * share[option]
            people[target[option]] += part
            survived -= part
            if counted[option] >= 0:
                events[counted[option], one] += part
        people[survivor[one]] += survived
    return dead
