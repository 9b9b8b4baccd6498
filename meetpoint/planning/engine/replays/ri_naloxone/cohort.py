"""The replay as expected counts: every class of every town and age band carried through every month, without
chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from meetpoint.planning.engine.replays.ri_naloxone.inputs import Inputs, Parameters
from meetpoint.planning.engine.replays.ri_naloxone.kits import Kits, availability, stock_after, stocks
from meetpoint.planning.engine.replays.ri_naloxone.response import outcomes
from meetpoint.planning.engine.replays.ri_naloxone.tables import Floats, Tables, tables

COUNTS = ("overdoses", "deaths", "emergency_visits", "naloxone_used", "fentanyl_deaths")
OVERDOSES, DEATHS, VISITS, NALOXONE, FENTANYL = range(len(COUNTS))


class Tree(NamedTuple):
    """What an overdose leads to: with nobody's naloxone at hand, and what each share of availability adds to
    it.
    """

    death: float
    death_with: float
    visit: float
    stopped: float
    stopped_with: float
    naloxone_with: float


@dataclass(frozen=True)
class Ledger:
    """Kits by month, channel and town: in circulation in the month, lost before it, given, used."""

    start: Floats
    held: Floats
    lost: Floats
    given: Floats
    used: Floats
    end: Floats


@dataclass(frozen=True)
class Course:
    """Expected counts by month, town and `COUNTS`; the people at the end; the kits, when used ones leave."""

    counts: Floats
    people: Floats
    kits: Ledger


def run_cohort(
    inputs: Inputs,
    given: Parameters,
    kits: Kits,
    *,
    used_kits_leave: bool = False,
    risk: Floats | None = None,
) -> Course:
    """Carry everybody through every month.

    `used_kits_leave` mends the source's stock, which never falls by use. `risk` multiplies everybody's
    chance of an overdose, by month.
    """
    table, tree = tables(inputs, given, risk), tree_of(given)
    people = inputs.people.astype(np.float64)
    counts = np.empty((inputs.months, len(inputs.towns), len(COUNTS)))
    if not used_kits_leave:
        held = stocks(kits, given.kit_loss_per_month)
        chances = availability(held, inputs.people.sum(axis=(1, 2)), given)
        _carry(people, inputs.other_death, table, tree, 0, chances, counts)
        return Course(counts, people, _ledger(kits, held, np.zeros_like(held), given))
    held, used = np.empty_like(kits.given), np.empty_like(kits.given)
    stock = kits.start
    for month in range(inputs.months):
        stock = (
            stock + kits.given[0]
            if month == 0
            else stock_after(stock, kits.given[month], given.kit_loss_per_month)
        )
        chances = availability(stock, inputs.people.sum(axis=(1, 2)), given)
        _carry(people, inputs.other_death, table, tree, month, chances[None], counts[month : month + 1])
        held[month], used[month] = stock, _used_by_channel(stock, counts[month, :, NALOXONE], given)
        stock = stock - used[month]
    return Course(counts, people, _ledger(kits, held, used, given))


def tree_of(given: Parameters) -> Tree:
    """Return the tree as the straight line it is in the availability of naloxone."""
    without, with_it = outcomes(given, 0.0), outcomes(given, 1.0)
    stop = given.inactive_after_hospital_if_survived
    return Tree(
        death=without.death,
        death_with=with_it.death - without.death,
        visit=without.emergency_visit,
        stopped=stop * without.survived_visit,
        stopped_with=stop * (with_it.survived_visit - without.survived_visit),
        naloxone_with=with_it.naloxone_used,
    )


@njit(cache=True, nogil=True)
def _carry(
    people: Floats,
    other_death: Floats,
    table: Tables,
    tree: Tree,
    first: int,
    chances: Floats,
    counts: Floats,
) -> None:
    """Move `people` through as many months as `chances` (month, town) has, from month `first`; fill `counts`.

    1 overdoses, with what follows; 2 other deaths; 3 moves; 4 the dead are replaced at once by an active
    person who never overdosed, of the same town, age band and form of use.
    """
    towns, ages, classes = people.shape
    after = np.empty(classes)
    for step in range(len(chances)):
        month = first + step
        for town in range(towns):
            chance = chances[step, town]
            dies = tree.death + chance * tree.death_with
            stops = tree.stopped + chance * tree.stopped_with
            overdoses, with_fentanyl = 0.0, 0.0
            for age in range(ages):
                after[:] = 0.0
                for kind in range(classes):
                    number = people[town, age, kind]
                    if number == 0.0:
                        continue
                    overdosed = number * table.overdose[month, kind]
                    dead = overdosed * dies + number * other_death[age]
                    first_moved = number * table.first_move[month, kind]
                    second_moved = number * table.second_move[month, kind]
                    after[table.replacement[kind]] += dead
                    after[table.survivor[kind]] += overdosed * (1.0 - dies - stops)
                    after[table.stopped[kind]] += overdosed * stops
                    after[table.first_to[kind]] += first_moved
                    after[table.second_to[kind]] += second_moved
                    after[table.stays[kind]] += (
                        number - overdosed - number * other_death[age] - first_moved - second_moved
                    )
                    overdoses += overdosed
                    with_fentanyl += overdosed * table.exposed[month, kind]
                people[town, age] = after
            counts[step, town, 0] = overdoses
            counts[step, town, 1] = overdoses * dies
            counts[step, town, 2] = overdoses * tree.visit
            counts[step, town, 3] = overdoses * chance * tree.naloxone_with
            counts[step, town, 4] = with_fentanyl * dies


def _used_by_channel(stock: Floats, used: NDArray[np.float64], given: Parameters) -> Floats:
    weight = np.array([[1.0], [1 / given.pharmacy_kit_divisor]]) * stock
    total = weight.sum(axis=0)
    return np.asarray(used * np.divide(weight, total, out=np.zeros_like(weight), where=total > 0))


def _ledger(kits: Kits, held: Floats, used: Floats, given: Parameters) -> Ledger:
    before = np.concatenate([kits.start[None], (held - used)[:-1]])
    lost = before * given.kit_loss_per_month
    lost[0] = 0.0
    return Ledger(kits.start, held, lost, kits.given, used, held[-1] - used[-1])
