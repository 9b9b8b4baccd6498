"""Claim: 100 million agent-steps a second and core with six programmes on; 63,131 people for 48 months in
50 ms.
"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numba import njit

from benchmarks.peers.starsim_overdose import starsim_seconds
from benchmarks.table import show
from meetpoint.planning.engine.compiling.filling import Filled
from meetpoint.planning.engine.running.chance import stream_key
from meetpoint.planning.engine.running.individuals import crowd_of, run_individuals
from meetpoint.planning.engine.running.kernels.chance import bits
from meetpoint.planning.engine.scenarios.building import Plan, plans_of
from meetpoint.planning.engine.scenarios.reading import study_from

SIX = """
step = "month"
years = 4
[model]
leave_out = ["hiv", "hcv"]
[place]
people_at_risk = {people}
overdose_deaths_per_year = {deaths}
[programmes.kits_community]
level = {people}
[programmes.kits_vending]
level = {deaths}
[programmes.ssp]
level = 0.3
[programmes.site]
level = 0.1
[programmes.checking]
level = 0.1
[programmes.retention]
level = 0.3
[programmes.release_linkage]
level = 0.3
[programmes.education]
level = 0.2
"""
STEPS = 48
OURS = "ours, 8 programmes, 1 thread"
Row = tuple[str, int, float]
"""What, how many people, seconds."""


def main() -> None:
    """Run ours, the floors and a peer over sizes, each the best of three; each beside ours on one thread."""
    rows: list[Row] = []
    for people in (10_000, 63_131, 1_000_000, 10_000_000):
        (plan, ready), turns = _plan(people), 3 if people < 5_000_000 else 1
        for threads in (1, 2):
            seconds = _best(lambda p=plan, one=ready, t=threads: _ours(p, one, t), turns)
            rows.append((OURS if threads == 1 else "ours, 2 threads", people, seconds))
        floor = _best(lambda n=people: _floor(n), turns)
        rows.append(("floor: numba, one draw and one comparison each", people, floor))
        if people <= 1_000_000:
            arrays = _best(lambda n=people: _numpy(n), turns)
            rows.append(("numpy, one draw and one comparison each", people, arrays))
    for people in (10_000, 63_131, 1_000_000):
        if (peer := starsim_seconds(people, STEPS)) is None:
            break
        rows.append(("starsim, four states, one overdose hazard", people, peer))
    ours = {people: seconds for what, people, seconds in rows if what == OURS}
    show(
        "Individuals, 48 months",
        ["what", "people", "seconds", "million agent-steps/s", "times ours, 1 thread"],
        [[*_shown(row), f"{row[2] / ours[row[1]]:.2f}"] for row in rows],
    )
    small, large = _peak(10_000), _peak(10_000_000)
    print(
        f"\nPeak memory of a process with 10,000 people {small / 2**20:,.0f} MB, with 10 million "
        f"{large / 2**20:,.0f} MB: {(large - small) / 9_990_000:.1f} bytes for each further person."
    )


def _peak(people: int) -> int:
    """Return the most memory, in bytes, of a process of its own that draws so many people and runs them."""
    context = get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as alone:
        return alone.submit(_peak_here, people).result()


def _peak_here(people: int) -> int:
    plan, ready = _plan(people)
    _ours(plan, ready, 1)
    # The kernel's own mark of this process: `getrusage` hands the parent's peak on to its children.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024 * int(status.split("VmHWM:")[1].split()[0])


def _plan(people: int) -> tuple[Plan, Filled]:
    plan = plans_of(study_from(tomllib.loads(SIX.format(people=people, deaths=people // 100)), Path()))[0]
    return plan, plan.filled(plan.central())


def _ours(plan: Plan, ready: Filled, threads: int) -> float:
    crowd = crowd_of(ready, 1)
    began = time.perf_counter()
    outcomes = len(plan.structure.outcomes)
    run_individuals(ready, outcomes=outcomes, years=4, seed=1, threads=threads, crowd=crowd)
    return time.perf_counter() - began


@njit(cache=True)
def _scan(classes: np.ndarray, chances: np.ndarray, key: np.uint64) -> int:
    found = 0
    for place in range(len(classes)):
        found += bits(key, np.uint64(place)) < chances[classes[place]]
    return found


def _floor(people: int) -> float:
    classes = np.zeros(people, dtype=np.uint16)
    chances = np.full(1000, 2**58, dtype=np.uint64)
    keys = [stream_key(1, 1, step) for step in range(STEPS)]
    began = time.perf_counter()
    for key in keys:
        _scan(classes, chances, key)
    return time.perf_counter() - began


def _numpy(people: int) -> float:
    classes = np.zeros(people, dtype=np.uint16)
    chances = np.full(1000, 0.02)
    random = np.random.default_rng(1)
    began = time.perf_counter()
    for _step in range(STEPS):
        np.flatnonzero(random.random(people) < chances[classes])
    return time.perf_counter() - began


def _best(run: Callable[[], float], turns: int) -> float:
    run()
    return min(run() for _turn in range(turns))


def _shown(row: Row) -> list[object]:
    what, people, seconds = row
    return [what, f"{people:,}", f"{seconds:.3f}", f"{people * STEPS / seconds / 1e6:,.0f}"]


if __name__ == "__main__":
    main()
