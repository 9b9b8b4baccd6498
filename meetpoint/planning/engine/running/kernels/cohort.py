"""The cohort's steps: expected numbers of people by class, moved through the ten steps without chance."""

from __future__ import annotations

from numba import njit

from meetpoint.planning.engine.compiling.tables import Floats, Ints, Tables
from meetpoint.planning.engine.order import Lane
from meetpoint.planning.engine.running.kernels.supply import prepare, take_kits
from meetpoint.planning.engine.running.state import (
    CALLED,
    DEATH,
    FROM_STOCK,
    HOSPITAL,
    OVERDOSE,
    USED,
    WITNESSED,
    State,
    Work,
)

LANES = len(Lane)


@njit(cache=True, nogil=True, error_model="numpy")
def run(work: Work) -> None:
    """Take `work.steps` steps; with none, work out the chances of the first and move nobody."""
    # Numba copies a whole tuple with each call, so the lanes are given the arrays that they read.
    tables, state, people, after, ends = work.tables, work.state, work.people, work.after, work.ends
    number = len(people)
    kind, touched, touched_start = tables.kind, tables.touched, tables.touched_start
    in_start, in_source, in_part = tables.in_start, tables.in_source, tables.in_part
    source, each, outcome, count_start = (
        tables.count_source,
        tables.count_part,
        tables.count_outcome,
        tables.count_start,
    )
    stay, part = state.stay, state.part
    for step in range(max(1, work.steps)):
        if work.steps > 0:
            _come(tables, people, ends, step)
        prepare(tables, state, people, step)
        if work.steps == 0:
            return
        year = tables.year[step]
        events = work.events[year]
        for lane in range(LANES):
            ones = touched[touched_start[lane] : touched_start[lane + 1]]
            if lane == OVERDOSE and len(ones):
                ends[year, 0] += _overdose(tables, state, people, after, events)
            elif len(ones):
                for row in range(count_start[lane], count_start[lane + 1]):
                    events[outcome[row], source[row]] += people[source[row]] * part[each[row]]
                begin = in_start[lane]
                ends[year, 0] += _coming(people, begin, in_source, in_part, part, number)
                ends[year, 1] += _coming(people, begin, in_source, in_part, part, number + 1)
                _move(people, after, kind[lane], stay, begin, in_source, in_part, part, ones)
        take_kits(tables, state, state.due, step)
        state.due[:] = 0.0
        _add(work.time[year], people, tables.dt)


@njit(cache=True, error_model="numpy")
def _come(tables: Tables, people: Floats, ends: Floats, step: int) -> None:
    for entry in range(tables.entries.shape[1]):
        _add(people, tables.entry_shares[entry], tables.entries[step, entry])
        ends[tables.year[step], 2] += tables.entries[step, entry]


@njit(cache=True, error_model="numpy")
def _add(sums: Floats, more: Floats, times: float) -> None:
    for one in range(len(sums)):
        sums[one] += more[one] * times


@njit(cache=True, error_model="numpy")
def _coming(people: Floats, start: Ints, source: Ints, each: Ints, part: Floats, one: int) -> float:
    total = 0.0
    for row in range(start[one], start[one + 1]):
        total += people[source[row]] * part[each[row]]
    return total


@njit(cache=True, error_model="numpy")
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
        for one in range(len(people)):
            people[one] = after[one]
        return
    for one in touched:
        total = people[one] * stay[kind[one]]
        for row in range(start[one], start[one + 1]):
            total += people[source[row]] * part[each[row]]
        after[one] = total
    for one in touched:
        people[one] = after[one]


@njit(cache=True, inline="always", error_model="numpy")
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
