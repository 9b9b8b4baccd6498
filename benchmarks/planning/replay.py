"""Claims: 63,131 people over 48 months are drawn within 50 ms on one core; the cohort of the same rules
takes 2 ms.

Processor time, so that other work on the machine matters less. In the same run: a floor in numba that
only hashes once for each person and month, and compares; a peer in numpy that draws the same rules with
whole arrays. The peer's deaths stand beside ours, since both do the same job.
"""

import time
from collections.abc import Callable

import numpy as np
from numba import njit

from benchmarks.planning.place import place
from benchmarks.table import show
from meetpoint.planning.engine.replays.ri_naloxone.cohort import DEATHS, run_cohort
from meetpoint.planning.engine.replays.ri_naloxone.individuals import Draws, crowd_of, run_individuals
from meetpoint.planning.engine.replays.ri_naloxone.inputs import Inputs, Parameters
from meetpoint.planning.engine.replays.ri_naloxone.kits import Kits, availability, kits_of, stocks
from meetpoint.planning.engine.replays.ri_naloxone.response import outcomes
from meetpoint.planning.engine.replays.ri_naloxone.tables import tables
from meetpoint.planning.engine.running.chance import stream_key
from meetpoint.planning.engine.running.kernels.chance import bits

TIMES = 7


def main() -> None:
    """Measure each on one core, the median of several runs."""
    inputs = place()
    given, kits, crowd = inputs.parameters(1), kits_of(inputs), crowd_of(inputs)
    people, months = len(crowd.number), inputs.months
    one = Draws(replicates=1, threads=1)
    keys = np.array([stream_key(1, 1, month) for month in range(months)], dtype=np.uint64)
    runs: dict[str, tuple[Callable[[], object], str]] = {
        "floor: one hash and one comparison": (lambda: _hash_only(crowd.number, keys), ""),
        "individuals": (
            lambda: run_individuals(inputs, given, kits, draws=one, crowd=crowd),
            _deaths(
                run_individuals(inputs, given, kits, draws=Draws(replicates=20), crowd=crowd).mean(axis=0)
            ),
        ),
        "numpy, the same rules": (
            lambda: _with_arrays(inputs, given, kits),
            f"{_with_arrays(inputs, given, kits):,}",
        ),
        "cohort": (
            lambda: run_cohort(inputs, given, kits),
            _deaths(run_cohort(inputs, given, kits).counts.sum(axis=1)),
        ),
    }
    seconds = {name: _median(run) for name, (run, _deaths_found) in runs.items()}
    floor = seconds["floor: one hash and one comparison"]
    show(
        f"Rhode Island's rules: {people:,} people, {months} months, one core",
        ["what", "ms", "million person-months/s", "times the floor", "deaths"],
        [
            [name, took * 1000, people * months / took / 1e6, took / floor, runs[name][1]]
            for name, took in seconds.items()
        ],
    )


def _median(run: Callable[[], object]) -> float:
    run()
    taken = []
    for _time in range(TIMES):
        began = time.process_time()
        run()
        taken.append(time.process_time() - began)
    return float(np.median(taken))


def _deaths(counts: np.ndarray) -> str:
    return f"{counts[:, DEATHS].sum():,.0f}"


@njit(cache=True)
def _hash_only(numbers: np.ndarray, keys: np.ndarray) -> int:
    seen = 0
    for number in numbers:
        for key in keys:
            seen += bits(key, number) < np.uint64(1 << 58)
    return seen


def _with_arrays(inputs: Inputs, given: Parameters, kits: Kits) -> int:
    """Draw the same rules with whole arrays, as most models in Python would; return the deaths."""
    rng, crowd, table = np.random.default_rng(1), crowd_of(inputs), tables(inputs, given)
    chances = availability(stocks(kits, given.kit_loss_per_month), inputs.people.sum(axis=(1, 2)), given)
    stop, kind, deaths = given.inactive_after_hospital_if_survived, crowd.kind.copy(), 0
    none, every = outcomes(given, 0.0), outcomes(given, 1.0)
    other = inputs.other_death[crowd.age]
    for month in range(inputs.months):
        draw, overdose = rng.random(len(kind)), table.overdose[month, kind]
        first, second = table.first_move[month, kind], table.second_move[month, kind]
        over, gone = draw < overdose, draw < overdose + other
        moved, moved_second = draw < overdose + other + first, draw < overdose + other + first + second
        after = table.stays[kind]
        after = np.where(moved_second, table.second_to[kind], after)
        after = np.where(moved, table.first_to[kind], after)
        after = np.where(gone, table.replacement[kind], after)
        who = np.flatnonzero(over)
        chance, fate = chances[month, crowd.town[who]], rng.random(len(who))
        dies = fate < none.death + chance * (every.death - none.death)
        survived = none.survived_visit + chance * (every.survived_visit - none.survived_visit)
        stops = ~dies & (rng.random(len(who)) < stop * survived)
        after[who] = np.where(dies, table.replacement[kind[who]], table.survivor[kind[who]])
        after[who[stops]] = table.stopped[kind[who[stops]]]
        deaths += int(dies.sum())
        kind = after
    return deaths


if __name__ == "__main__":
    main()
