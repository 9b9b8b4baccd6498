"""What both back ends work out at the beginning of a step: kits at hand, free places, infection about,
hazards.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from meetpoint.planning.engine.compiling.tables import Floats, Ints, Tables
from meetpoint.planning.engine.order import Lane

OVERDOSE = int(Lane.OVERDOSE)
DEATH, HOSPITAL, WITNESSED, USED, CALLED, FROM_STOCK = range(6)
"""Columns of `State.odds`: chances per overdose, by tree group."""


class State(NamedTuple):
    """What changes from step to step beside the people; written in place.

    `going[kind]` is the chance of a move in this step, `stay` the rest, `part[row of a kind]` the chance
    of this move, `upto` the share of those who move that it and those before it take, `odds` the chances
    per overdose by tree group, `flows` kits given, lost, used by year.
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


def state_of(tables: Tables, years: int) -> State:
    """Return the state before the first step."""
    areas, channels = tables.kits_start.shape
    kinds = len(tables.kind_start) - 1
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
        odds=np.zeros((tables.tree.shape[1], 6)),
        due=np.zeros(tables.kits_start.shape[0]),
    )


@njit(cache=True, inline="always")
def _weigh(tables: Tables, state: State, step: int, kinds: Ints) -> None:
    """Work out the chances of some kinds from their hazards."""
    now, dt, feedback = tables.changing[step], tables.dt, state.feedback
    rate, changes, feed, start = tables.kind_rate, tables.kind_changes, tables.kind_feed, tables.kind_start
    going, stay, part, upto = state.going, state.stay, state.part, state.upto
    for kind in kinds:
        total = 0.0
        for row in range(start[kind], start[kind + 1]):
            total += rate[row] * now[changes[row]] * feedback[feed[row]]
            upto[row] = total
        stay[kind] = np.exp(-total * dt)
        going[kind] = 1.0 - stay[kind]
        before = 0.0
        for row in range(start[kind], start[kind + 1]):
            # Where nothing more can happen the sum is the total, so this is exactly one.
            upto[row] = upto[row] / total if total > 0.0 else 0.0
            part[row] = going[kind] * (upto[row] - before)
            before = upto[row]


@njit(cache=True, inline="always")
def prepare(tables: Tables, state: State, people: Floats, step: int) -> None:
    """Take step 2 (supply), and work out every chance that steps 3 to 9 need, from the people as they now
    are.
    """
    _supply(tables, state, step)
    _feed_back(tables, state, people, step)
    if step == 0:
        _weigh(tables, state, step, np.arange(len(state.going)).astype(np.uint32))
    else:
        busy = len(tables.busy) if tables.stirred[step] else tables.always_busy
        _weigh(tables, state, step, tables.busy[:busy])
    _kits_at_hand(tables, state, people, step)
    _odds(tables, state, step)


@njit(cache=True, inline="always")
def _supply(tables: Tables, state: State, step: int) -> None:
    year = tables.year[step]
    for area in range(state.kits.shape[0]):
        for channel in range(state.kits.shape[1]):
            lost = state.kits[area, channel] * (1.0 - tables.kits_keep)
            given = tables.kits_given[step, area, channel]
            state.kits[area, channel] += given - lost
            state.flows[year, 0, area, channel] += given
            state.flows[year, 1, area, channel] += lost


@njit(cache=True, inline="always")
def _feed_back(tables: Tables, state: State, people: Floats, step: int) -> None:
    capacities = tables.places.shape[1]
    for each in range(capacities):
        wanted = 0.0
        for place in range(tables.filling_start[each], tables.filling_start[each + 1]):
            row = tables.filling_row[place]
            wanted += (
                people[tables.filling_class[place]]
                * tables.rate[row]
                * tables.changing[step, tables.changes[row]]
                * tables.dt
            )
        free = max(0.0, tables.places[step, each] - np.dot(tables.occupies[each], people))
        state.feedback[1 + each] = min(1.0, free / wanted) if wanted > 0.0 else 0.0
    for each in range(len(tables.at_start)):
        among = np.dot(tables.among[each], people)
        share = np.dot(tables.infectious[each], people) / among if among > 0.0 else 0.0
        state.feedback[1 + capacities + each] = share / tables.at_start[each]


@njit(cache=True, inline="always")
def _kits_at_hand(tables: Tables, state: State, people: Floats, step: int) -> None:
    areas = len(state.at_hand)
    if np.sum(state.kits) == 0.0:
        state.at_hand[:] = 0.0
        return
    at_risk, witnessed = np.zeros(areas), np.zeros(areas)
    area, weight, group = tables.area, tables.at_risk, tables.group
    going, kind = state.going, tables.kind[OVERDOSE]
    seen = np.array([_seen_outside(tables, step, each) for each in range(tables.tree.shape[1])])
    for one in range(len(people)):
        at_risk[area[one]] += people[one] * weight[one]
        witnessed[area[one]] += people[one] * going[kind[one]] * seen[group[one]]
    for area in range(areas):
        counted = np.dot(state.kits[area], tables.kits_weight)
        reached = 0.0
        if at_risk[area] > 0.0:
            reached = tables.most * (1.0 - np.exp(-tables.reach / tables.most * counted / at_risk[area]))
        if witnessed[area] > 0.0:
            # No more kits can be used than there are, however well they are spread.
            reached = min(reached, np.sum(state.kits[area]) / witnessed[area])
        state.at_hand[area] = reached


@njit(cache=True)
def _seen_outside(tables: Tables, step: int, group: int) -> float:
    seen = 0.0
    for place in range(tables.tree.shape[2]):
        if not tables.attended[place]:
            seen += tables.tree[step, group, place, 0] * tables.tree[step, group, place, 1]
    return seen


@njit(cache=True, inline="always")
def _odds(tables: Tables, state: State, step: int) -> None:
    for group in range(state.odds.shape[0]):
        state.odds[group] = tree_odds(
            tables.tree[step, group], tables.attended, state.at_hand[tables.group_area[group]], tables.others
        )


@njit(cache=True)
def tree_odds(settings: Floats, attended: Floats, at_hand: float, others: float) -> Floats:
    """Return the chances of death, hospital, a witness, naloxone, a call and a kit used, per overdose.

    `settings` has one row per setting with the columns of `TREE`. P(death) = Σ share [(1 - w) d0 + w (A dN +
    (1 - A)(c dC + (1 - c) d0))]; hospital needs a witness, a call and survival (docs/algorithms/planning.md).
    A kit given by somebody else (`others`) saves as well and is not taken from the stock.
    """
    odds = np.zeros(6)
    for place in range(len(settings)):
        share, seen, call, alone, treated, called, admitted = settings[place]
        given = 1.0 if attended[place] else 1.0 - (1.0 - at_hand) * (1.0 - others)
        without = call * called + (1.0 - call) * alone
        odds[DEATH] += share * ((1.0 - seen) * alone + seen * (given * treated + (1.0 - given) * without))
        odds[HOSPITAL] += (
            share * seen * call * admitted * (given * (1.0 - treated) + (1.0 - given) * (1.0 - called))
        )
        odds[WITNESSED] += share * seen
        odds[USED] += share * seen * given
        odds[CALLED] += share * seen * call
        if not attended[place]:
            odds[FROM_STOCK] += share * seen * at_hand
    return odds


@njit(cache=True, inline="always")
def take_kits(tables: Tables, state: State, used: Floats, step: int) -> None:
    """Take used kits out of the stock of each area, by what each channel's kits count for; the rest are
    lost later.

    `used` is how many were used by area; never more are taken than there are.
    """
    year = tables.year[step]
    for area in range(len(used)):
        left = used[area]
        for _turn in range(2):
            weights = state.kits[area] * tables.kits_weight
            total = np.sum(weights)
            if left <= 0.0 or total <= 0.0:
                break
            taken = np.minimum(state.kits[area], left * weights / total)
            state.kits[area] -= taken
            state.flows[year, 2, area] += taken
            left -= np.sum(taken)
