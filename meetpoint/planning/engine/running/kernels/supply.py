"""What both back ends work out at the beginning of a step: kits at hand, free places, infection about,
hazards.

Nothing here takes memory or fails, so that the cohort can be kept as an object file (`running/objects.py`).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from meetpoint.planning.engine.compiling.tables import Floats, Tables
from meetpoint.planning.engine.running.state import (
    CALLED,
    DEATH,
    FROM_STOCK,
    HOSPITAL,
    OVERDOSE,
    USED,
    WITNESSED,
    State,
)


@njit(cache=True, inline="always", error_model="numpy")
def prepare(tables: Tables, state: State, people: Floats, step: int) -> None:
    """Take step 2 (supply), and work out every chance that steps 3 to 9 need, from the people as they now
    are.
    """
    _supply(tables, state, step)
    _feed_back(tables, state, people, step)
    _weigh(tables, state, step)
    _kits_at_hand(tables, state, people, step)
    for group in range(state.odds.shape[0]):
        at_hand = state.at_hand[tables.group_area[group]]
        tree_odds(tables.tree[step, group], tables.attended, at_hand, tables.others, state.odds[group])


@njit(cache=True, error_model="numpy")
def _weigh(tables: Tables, state: State, step: int) -> None:
    """Work out the chances of all kinds in the first step, later of those that change."""
    now, dt, feedback = tables.changing[step], tables.dt, state.feedback
    rate, changes, feed, start = tables.kind_rate, tables.kind_changes, tables.kind_feed, tables.kind_start
    going, stay, part, upto, busy = state.going, state.stay, state.part, state.upto, tables.busy
    number = len(busy) if tables.stirred[step] else tables.always_busy
    for place in range(number if step else len(going)):
        kind = np.int64(busy[place]) if step else place
        first, last = np.int64(start[kind]), np.int64(start[kind + 1])
        total = 0.0
        for row in range(first, last):
            total += rate[row] * now[changes[row]] * feedback[feed[row]]
            upto[row] = total
        stays = np.exp(-total * dt)
        stay[kind], going[kind] = stays, 1.0 - stays
        before = 0.0
        for row in range(first, last):
            # Where nothing more can happen the sum is the total, so this is exactly one.
            upto[row] = upto[row] / total if total > 0.0 else 0.0
            part[row] = (1.0 - stays) * (upto[row] - before)
            before = upto[row]


@njit(cache=True, error_model="numpy")
def _supply(tables: Tables, state: State, step: int) -> None:
    year = tables.year[step]
    for area in range(state.kits.shape[0]):
        for channel in range(state.kits.shape[1]):
            lost = state.kits[area, channel] * (1.0 - tables.kits_keep)
            given = tables.kits_given[step, area, channel]
            state.kits[area, channel] += given - lost
            state.flows[year, 0, area, channel] += given
            state.flows[year, 1, area, channel] += lost


@njit(cache=True, error_model="numpy")
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
        free = max(0.0, tables.places[step, each] - _sum(tables.occupies[each], people))
        state.feedback[1 + each] = min(1.0, free / wanted) if wanted > 0.0 else 0.0
    for each in range(len(tables.at_start)):
        among = _sum(tables.among[each], people)
        share = _sum(tables.infectious[each], people) / among if among > 0.0 else 0.0
        state.feedback[1 + capacities + each] = share / tables.at_start[each]


@njit(cache=True, error_model="numpy", fastmath={"reassoc"})
def _sum(weights: Floats, people: Floats) -> float:
    # Several sums at once, as a library of linear algebra has them, which this must do without.
    total = 0.0
    for one in range(len(people)):
        total += weights[one] * people[one]
    return total


@njit(cache=True, error_model="numpy")
def _kits_at_hand(tables: Tables, state: State, people: Floats, step: int) -> None:
    areas = len(state.at_hand)
    state.at_hand[:] = 0.0
    if _all_kits(state.kits) == 0.0:
        return
    at_risk, witnessed, seen = state.at_risk, state.witnessed, state.seen
    area, weight, group = tables.area, tables.at_risk, tables.group
    going, kind = state.going, tables.kind[OVERDOSE]
    at_risk[:] = 0.0
    witnessed[:] = 0.0
    _seen_outside(tables.tree[step], tables.attended, seen)
    for one in range(len(people)):
        at_risk[area[one]] += people[one] * weight[one]
        witnessed[area[one]] += people[one] * going[kind[one]] * seen[group[one]]
    for here in range(areas):
        reached = 0.0
        if at_risk[here] > 0.0:
            counted = _sum(state.kits[here], tables.kits_weight)
            reached = tables.most * (1.0 - np.exp(-tables.reach / tables.most * counted / at_risk[here]))
        if witnessed[here] > 0.0:
            # No more kits can be used than there are, however well they are spread.
            reached = min(reached, _all_kits(state.kits[here : here + 1]) / witnessed[here])
        state.at_hand[here] = reached


@njit(cache=True, error_model="numpy")
def _all_kits(kits: Floats) -> float:
    total = 0.0
    for area in range(kits.shape[0]):
        for channel in range(kits.shape[1]):
            total += kits[area, channel]
    return total


@njit(cache=True, error_model="numpy")
def _seen_outside(tree: Floats, attended: Floats, seen: Floats) -> None:
    for group in range(len(seen)):
        seen[group] = 0.0
        for place in range(len(attended)):
            if not attended[place]:
                seen[group] += tree[group, place, 0] * tree[group, place, 1]


@njit(cache=True, error_model="numpy")
def tree_odds(settings: Floats, attended: Floats, at_hand: float, others: float, odds: Floats) -> None:
    """Write the chances of death, hospital, a witness, naloxone, a call and a kit used, per overdose.

    `settings` has one row per setting with the columns of `TREE`. P(death) = Σ share [(1 - w) d0 + w (A dN +
    (1 - A)(c dC + (1 - c) d0))]; hospital needs a witness, a call and survival (docs/algorithms/planning.md).
    A kit given by somebody else (`others`) saves as well and is not taken from the stock.
    """
    odds[:] = 0.0
    for place in range(len(settings)):
        share, seen, call = settings[place, 0], settings[place, 1], settings[place, 2]
        alone, treated, called = settings[place, 3], settings[place, 4], settings[place, 5]
        given = 1.0 if attended[place] else 1.0 - (1.0 - at_hand) * (1.0 - others)
        without = call * called + (1.0 - call) * alone
        survives = given * (1.0 - treated) + (1.0 - given) * (1.0 - called)
        odds[DEATH] += share * ((1.0 - seen) * alone + seen * (given * treated + (1.0 - given) * without))
        odds[HOSPITAL] += share * seen * call * settings[place, 6] * survives
        odds[WITNESSED] += share * seen
        odds[USED] += share * seen * given
        odds[CALLED] += share * seen * call
        if not attended[place]:
            odds[FROM_STOCK] += share * seen * at_hand


@njit(cache=True, error_model="numpy")
def take_kits(tables: Tables, state: State, used: Floats, step: int) -> None:
    """Take used kits out of the stock of each area, by what each channel's kits count for; the rest are
    lost later.

    `used` is how many were used by area; never more are taken than there are.
    """
    for area in range(len(used)):
        kits, flow = state.kits[area], state.flows[tables.year[step], 2, area]
        left = _take(kits, flow, tables.kits_weight, used[area])
        if left > 0.0:
            # A channel had less than its part: the others give what is missing.
            _take(kits, flow, tables.kits_weight, left)


@njit(cache=True, error_model="numpy")
def _take(kits: Floats, flow: Floats, weight: Floats, wanted: float) -> float:
    """Take kits from each channel by its weight and return how many are still wanted."""
    total = _sum(kits, weight)
    if wanted <= 0.0 or total <= 0.0:
        return 0.0
    found = 0.0
    for channel in range(len(kits)):
        taken = min(kits[channel], wanted * kits[channel] * weight[channel] / total)
        kits[channel] -= taken
        flow[channel] += taken
        found += taken
    return wanted - found
