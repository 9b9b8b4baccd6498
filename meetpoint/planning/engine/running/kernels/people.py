"""The inner loops of the individual back end: a quick scan that finds who may move, then each of them in
full.

Each of the eight lanes draws its own uniform number per person and step. Its seven highest bits come out of
one shared
hash, lane by lane, and settle most cases at once: eight comparisons in one subtraction. Only where they do
not settle it
are the lane's other bits drawn, from the lane's own stream.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from meetpoint.planning.engine.compiling.tables import Floats, Ints, Tables
from meetpoint.planning.engine.order import Lane
from meetpoint.planning.engine.running.chance import Stream
from meetpoint.planning.engine.running.kernels.chance import bits, stream_key, uniform
from meetpoint.planning.engine.running.state import OVERDOSE, State

LANES = len(Lane)
GRAIN = 128
_HIGH = np.uint64(0x8080808080808080)
_SEVEN = np.uint64(0x7F)
_BYTE = np.uint64(0xFF)
_EIGHT = np.uint64(8)
SCAN, FINE, CHOICE = int(Stream.SCAN), int(Stream.FINE), int(Stream.CHOICE)
PLACE, WITNESS, NALOXONE = int(Stream.PLACE), int(Stream.WITNESS), int(Stream.NALOXONE)
CALL, DEATH, HOSPITAL, AFTER = (
    int(Stream.CALL),
    int(Stream.DEATH),
    int(Stream.HOSPITAL),
    int(Stream.AFTER_HOSPITAL),
)
KEYS = 96
CHUNK = 16_384
SURVIVED, ADMITTED, DIED = range(3)


class Chance(NamedTuple):
    """The keys of every stream in one step, and each class's eight thresholds in one word."""

    keys: np.ndarray
    packed: np.ndarray


class Tally(NamedTuple):
    """What one thread counts: people by class (then dead, left), outcomes by class in this year, kits used
    by area.
    """

    counts: np.ndarray
    events: np.ndarray
    used: np.ndarray


@njit(cache=True)
def step_keys(seed: np.uint64, step: int, keys: np.ndarray) -> None:
    """Write the keys of every stream in one step."""
    for stream in range(len(keys)):
        keys[stream] = stream_key(seed, stream, step)


@njit(cache=True)
def thresholds(going: Floats, kind: Ints, packed: np.ndarray) -> None:
    """Pack, for each class, the eight lanes' chances in 128ths, rounded up, into one word. The last two are
    still.
    """
    grains = np.ceil(going * GRAIN).astype(np.uint64)
    for one in range(kind.shape[1]):
        word = np.uint64(0)
        for lane in range(LANES):
            word |= grains[kind[lane, one]] << (np.uint64(lane) * _EIGHT)
        packed[one] = word


@njit(cache=True, nogil=True)
def scan(
    classes: np.ndarray,
    first: int,
    last: int,
    person: np.uint64,
    key: np.uint64,
    packed: np.ndarray,
    hits: np.ndarray,
) -> int:
    """Write the places of those who may move into `hits` and return how many; `person` is the id of the
    first.
    """
    found = 0
    for place in range(first, last):
        drawn = bits(key, person + np.uint64(place - first))
        hits[found] = place
        # No byte borrows from the next, since each has its highest bit set; it loses that bit
        # when draw < threshold.
        found += (((drawn | _HIGH) - packed[classes[place]]) & _HIGH) != _HIGH
    return found


@njit(cache=True, nogil=True)
def sweep(
    tables: Tables,
    state: State,
    classes: np.ndarray,
    blocks: np.ndarray,
    chance: Chance,
    step: int,
    tally: Tally,
) -> None:
    """Take the people of some blocks through lanes 3 to 9 of one step. `blocks` has first, last and first
    id.
    """
    hits = np.empty(CHUNK + 1, dtype=np.int64)
    for each in range(len(blocks)):
        first, last, person = np.int64(blocks[each, 0]), np.int64(blocks[each, 1]), blocks[each, 2]
        for begin in range(first, last, CHUNK):
            end, who = min(begin + CHUNK, last), person + np.uint64(begin - first)
            found = scan(classes, begin, end, who, chance.keys[SCAN], chance.packed, hits)
            visit(tables, state, classes, chance, hits[:found], begin, who, step, tally)


@njit(cache=True, nogil=True)
def visit(
    tables: Tables,
    state: State,
    classes: np.ndarray,
    chance: Chance,
    hits: np.ndarray,
    first: int,
    person: np.uint64,
    step: int,
    tally: Tally,
) -> None:
    """Take those who may move through the lanes in order, each lane seeing what the one before did."""
    # Numba counts a reference for each array that it takes out of a tuple, so that is done once for
    # all, not for each.
    keys, packed, going, counts = chance.keys, chance.packed, state.going, tally.counts
    events, used, at_hand, others = tally.events, tally.used, state.at_hand, tables.others
    start, upto, target, outcome = tables.start, state.upto, tables.target, tables.outcome
    kind, kind_start = tables.kind, tables.kind_start
    tree, group, area, attended = tables.tree[step], tables.group, tables.area, tables.attended
    survivor, after_start, after_share = tables.survivor, tables.after_start, tables.after_share
    after_target, after_outcome = tables.after_target, tables.after_outcome
    still, scan_key = len(counts) - 2, keys[SCAN]
    for place in hits:
        who = person + np.uint64(place - first)
        before = np.int64(classes[place])
        now = before
        drawn = bits(scan_key, who)
        for lane in range(LANES):
            shift = np.uint64(lane) * _EIGHT
            coarse = (drawn >> shift) & _SEVEN
            if coarse >= (packed[now] >> shift) & _BYTE:
                continue
            number = (np.float64(coarse) + uniform(keys[FINE + lane], who)) / GRAIN
            mine = kind[lane, now]
            if number >= going[mine]:
                continue
            if lane != OVERDOSE:
                chosen = uniform(keys[CHOICE + lane], who)
                now = leave(start[lane, now], upto[kind_start[mine] :], target, outcome, events, now, chosen)
            else:
                here = area[now]
                settings, shelf = tree[group[now]], used[here : here + 1]
                end = overdose(settings, attended, at_hand[here], others, keys, who, now, events, shelf)
                if end == DIED:
                    now = still
                elif end == SURVIVED:
                    now = survivor[now]
                else:
                    chosen = uniform(keys[AFTER], who)
                    now = after_hospital(
                        after_start,
                        after_share,
                        after_target,
                        after_outcome,
                        events,
                        now,
                        chosen,
                        survivor[now],
                    )
            if now >= still:
                break
        if now != before:
            classes[place] = now
            counts[before] -= 1
            counts[now] += 1


@njit(cache=True, inline="always")
def leave(
    first: int,
    upto: np.ndarray,
    target: np.ndarray,
    outcome: np.ndarray,
    events: np.ndarray,
    one: int,
    chosen: float,
) -> int:
    """Choose one of the possible moves of a class by their hazards, count it, and return the new class.

    Its rows begin at `first`; `upto` are the shares of its kind.
    """
    move = 0
    while chosen >= upto[move]:
        move += 1
    row = first + move
    if outcome[row] >= 0:
        events[outcome[row], one] += 1
    return target[row]


@njit(cache=True, inline="always")
def overdose(
    settings: Floats,
    attended: np.ndarray,
    at_hand: float,
    others: float,
    keys: np.ndarray,
    who: np.uint64,
    one: int,
    events: np.ndarray,
    used: np.ndarray,
) -> int:
    """Draw where it happened, who was there, naloxone, a call, death and hospital, and count them.

    Returns 0 for a survivor, 1 for one who comes out of hospital, 2 for one who died; `used` is the area's
    one cell.
    """
    events[0, one] += 1
    place = setting_of(settings, uniform(keys[PLACE], who))
    seen = uniform(keys[WITNESS], who) < settings[place, 1]
    called = seen and uniform(keys[CALL], who) < settings[place, 2]
    given = seen and attended[place]
    if seen and not given:
        drawn = uniform(keys[NALOXONE], who)
        used[0] += drawn < at_hand
        # Whoever has no kit of the programmes may still have naloxone from elsewhere.
        given = drawn < at_hand + (1.0 - at_hand) * others
    death = settings[place, 4] if given else settings[place, 5] if called else settings[place, 3]
    events[3, one] += seen
    events[4, one] += given
    events[5, one] += called
    if uniform(keys[DEATH], who) < death:
        events[1, one] += 1
        return DIED
    if called and uniform(keys[HOSPITAL], who) < settings[place, 6]:
        events[2, one] += 1
        return ADMITTED
    return SURVIVED


@njit(cache=True)
def setting_of(settings: Floats, drawn: float) -> int:
    """Return the setting in which a uniform draw falls."""
    place = 0
    while place < len(settings) - 1 and drawn >= settings[place, 0]:
        drawn -= settings[place, 0]
        place += 1
    return place


@njit(cache=True, inline="always")
def after_hospital(
    start: np.ndarray,
    share: np.ndarray,
    target: np.ndarray,
    outcome: np.ndarray,
    events: np.ndarray,
    one: int,
    left: float,
    survivor: int,
) -> int:
    """Return the class of somebody who leaves hospital."""
    for option in range(start[one], start[one + 1]):
        if left < share[option]:
            if outcome[option] >= 0:
                events[outcome[option], one] += 1
            return target[option]
        left -= share[option]
    return survivor
