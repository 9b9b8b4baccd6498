"""The replay as people: everybody's months drawn one after the other from counter-based random numbers."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from meetpoint.planning.engine.replays.ri_naloxone.cohort import COUNTS
from meetpoint.planning.engine.replays.ri_naloxone.inputs import Inputs, Parameters
from meetpoint.planning.engine.replays.ri_naloxone.kits import Kits, availability, stocks
from meetpoint.planning.engine.replays.ri_naloxone.tables import Floats, Ints, Tables, tables
from meetpoint.planning.engine.running.chance import stream_key
from meetpoint.planning.engine.running.kernels.chance import bits, uniform

Keys = NDArray[np.uint64]
_S11 = np.uint64(11)


class Decision(IntEnum):
    """One stream of random numbers for each decision, so that changing one never shifts another. Append
    only.
    """

    REPLICATE = 300
    EVENT = 301
    FENTANYL = 302
    PLACE = 303
    WITNESS = 304
    NALOXONE = 305
    CALL = 306
    HOSPITAL = 307
    DEATH = 308
    STOPPING = 309


_DRAWN = tuple(Decision)[1:]
EVENT, FENTANYL, PLACE, WITNESS, NALOXONE, CALL, HOSPITAL, DEATH, STOPPING = range(len(_DRAWN))


class Response(NamedTuple):
    """The chances of the overdose tree; pairs are (private, public)."""

    public: float
    witnessed: tuple[float, float]
    called: tuple[float, float]
    hospital: float
    stopping: float
    death: float
    death_with_ambulance: float
    death_with_naloxone: float


@dataclass(frozen=True)
class Crowd:
    """Everybody's permanent number, town, age band and class at the start."""

    number: NDArray[np.uint64]
    town: Ints
    age: Ints
    kind: Ints


def crowd_of(inputs: Inputs) -> Crowd:
    """Return everybody, in the order of towns, age bands and classes."""
    town, age, kind = np.nonzero(inputs.people)
    repeat = inputs.people[town, age, kind]
    number = np.arange(repeat.sum(), dtype=np.uint64)
    return Crowd(number, np.repeat(town, repeat), np.repeat(age, repeat), np.repeat(kind, repeat))


@dataclass(frozen=True, kw_only=True)
class Draws:
    """How chance is drawn. `fresh` is only turned off to show what it does to a trend if everybody draws one
    number.
    """

    seed: int = 1
    replicates: int = 100
    threads: int = 0
    fresh: bool = True


def run_individuals(
    inputs: Inputs, given: Parameters, kits: Kits, *, draws: Draws, crowd: Crowd | None = None
) -> NDArray[np.int64]:
    """Return counts by replicate, month and `COUNTS`; the same seed gives the same counts on any number of
    threads.
    """
    crowd = crowd or crowd_of(inputs)
    table, response = tables(inputs, given), response_of(given)
    people = inputs.people.sum(axis=(1, 2))
    chances = availability(stocks(kits, given.kit_loss_per_month), people, given)
    place = Place(table, response, chances, inputs.other_death)
    quiet, everybody = _quiet_from(place), (crowd.number, crowd.town, crowd.age, crowd.kind)
    counts = np.zeros((draws.replicates, inputs.months, len(COUNTS)), dtype=np.int64)

    def one(replicate: int) -> None:
        keys = keys_of(draws, replicate, inputs.months)
        _live(everybody, place, quiet, keys, counts[replicate])

    with ThreadPoolExecutor(draws.threads or os.cpu_count() or 1) as pool:
        list(pool.map(one, range(draws.replicates)))
    return counts


def response_of(given: Parameters) -> Response:
    """Return the overdose tree of a parameter set."""
    return Response(
        public=given.overdose_in_public,
        witnessed=(given.witnessed_private, given.witnessed_public),
        called=(given.call_private_if_witnessed, given.call_public_if_witnessed),
        hospital=given.hospital_if_called,
        stopping=given.inactive_after_hospital_if_survived,
        death=given.death_without_naloxone_or_ems,
        death_with_ambulance=given.death_without_naloxone_or_ems * given.ratio_of_death_with_ems,
        death_with_naloxone=given.death_with_naloxone,
    )


def keys_of(draws: Draws, replicate: int, months: int) -> Keys:
    """Return the keys of one replicate by month and decision; neighbouring seeds and replicates share
    nothing.
    """
    own = stream_key(draws.seed, Decision.REPLICATE, replicate)
    keys = [[stream_key(int(own), each, month) for each in _DRAWN] for month in range(months)]
    table = np.array(keys, dtype=np.uint64)
    if not draws.fresh:
        table[:, EVENT] = table[0, EVENT]
    return table


class Place(NamedTuple):
    """What everybody lives with: chances by class, the tree, naloxone at hand by (month, town), other death
    by age.
    """

    table: Tables
    response: Response
    chances: Floats
    other_death: Floats


def _quiet_from(place: Place) -> Keys:
    """Return, by class and month, the 53 random bits from which nothing can happen to anybody, whatever their
    age.
    """
    table = place.table
    event = table.overdose + table.first_move + table.second_move + place.other_death.max()
    return np.ascontiguousarray(np.ceil(event.T * 2.0**53)).astype(np.uint64)


@njit(cache=True, nogil=True)
def _live(crowd: tuple[Keys, Ints, Ints, Ints], place: Place, quiet: Keys, keys: Keys, counts: Ints) -> None:
    """Draw every month of everybody. One draw chooses an overdose, another death, a move, or none of
    these.
    """
    numbers, towns, ages, kinds = crowd
    stays, months = place.table.stays, len(keys)
    event_keys = keys[:, 0].copy()
    for person in range(len(numbers)):
        number, kind = numbers[person], np.uint64(kinds[person])
        for month in range(months):
            if bits(event_keys[month], number) >> _S11 >= quiet[kind, month]:
                kind = np.uint64(stays[kind])
            else:
                kind = np.uint64(
                    _event((number, kind, ages[person], towns[person]), place, month, keys, counts)
                )


# Inlined, since a call would copy every table's address each time: a quarter of the whole run.
@njit(cache=True, nogil=True, inline="always")
def _event(
    who: tuple[np.uint64, np.uint64, int, int], place: Place, month: int, keys: Keys, counts: Ints
) -> int:
    """Draw what happens to one person in one month in which something may, and return the class
    afterwards.
    """
    number, kind, age, town = who
    table = place.table
    draw = uniform(keys[month, 0], number)
    if draw < table.overdose[month, kind]:
        counts[month, 0] += 1
        about = (kind, table.exposed[month, kind], place.chances[month, town])
        return _overdose(number, keys[month], place, about, counts[month])
    draw -= table.overdose[month, kind]
    if draw < place.other_death[age]:
        return int(table.replacement[kind])
    draw -= place.other_death[age]
    if draw < table.first_move[month, kind]:
        return int(table.first_to[kind])
    if draw < table.first_move[month, kind] + table.second_move[month, kind]:
        return int(table.second_to[kind])
    return int(table.stays[kind])


@njit(cache=True, nogil=True)
def _overdose(
    number: np.uint64, keys: Keys, place: Place, who: tuple[np.uint64, float, float], counts: Ints
) -> int:
    """Draw what follows one overdose, count it, and return the class afterwards. `keys` stand in order of
    decisions.
    """
    kind, exposed, availability = who
    response = place.response
    public = 1 if uniform(keys[2], number) < response.public else 0
    witnessed = uniform(keys[3], number) < response.witnessed[public]
    naloxone = witnessed and uniform(keys[4], number) < availability
    called = witnessed and uniform(keys[5], number) < response.called[public]
    visit = called and uniform(keys[6], number) < response.hospital
    death = response.death_with_ambulance if called else response.death
    death = response.death_with_naloxone if naloxone else death
    counts[2] += visit
    counts[3] += naloxone
    if uniform(keys[7], number) < death:
        counts[1] += 1
        counts[4] += uniform(keys[1], number) < exposed
        return int(place.table.replacement[kind])
    if visit and uniform(keys[8], number) < response.stopping:
        return int(place.table.stopped[kind])
    return int(place.table.survivor[kind])
