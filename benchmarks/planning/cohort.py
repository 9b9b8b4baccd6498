"""Claim: a cohort step of 1,024 classes in 20 µs."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

from benchmarks.table import show
from meetpoint.planning.engine.compiling.filling import Clock, filled
from meetpoint.planning.engine.compiling.structure import structure_of
from meetpoint.planning.engine.language.reading import model_from
from meetpoint.planning.engine.running.cohort import run_cohort
from meetpoint.planning.engine.scenarios.building import plans_of
from meetpoint.planning.engine.scenarios.reading import study_from

STEPS, TURNS = 480, 7
PLACE = "years = 5\n[place]\npeople_at_risk = 12000\noverdose_deaths_per_year = 120\n"
LANES = ("place", "treatment", "use", "infection", "ageing")


def main() -> None:
    """Run a made-up model of 1,024 classes, the community model, and bare sparse products beside them."""
    one, seven = _product(6976), 7 * _product(2048)
    found = [
        ("floor: one scipy sparse product of 1,024 classes", 6976, one),
        ("floor: seven of them, one a lane: who stays and who comes", 7 * 2048, seven),
        ("ours, 1,024 classes, 7 lanes, constant hazards", *reversed(_thousand("0"))),
        ("ours, the same, overdose hazards that change every step", *reversed(_thousand("0.01"))),
        ("ours, community model with HIV and HCV, weekly", *reversed(_community())),
    ]
    rows = [
        [what, f"{moves:,}", f"{each * 1e6:.1f}", f"{each / one:.1f}", f"{each / seven:.1f}"]
        for what, moves, each in found
    ]
    show("Cohort", ["what", "possible moves", "µs per step", "times one product", "times seven"], rows)


def _thousand(growth: str) -> tuple[float, int]:
    made = model_from(tomllib.loads(_text(growth)))
    clock = Clock(steps_per_year=12, years=STEPS // 12)
    structure = structure_of(made)
    ready = filled(structure, {"years": clock.begins, "steps_per_year": 12.0}, clock)
    return _seconds(lambda: run_cohort(ready, outcomes=6, years=clock.years)) / STEPS, len(ready.tables.rate)


def _text(growth: str) -> str:
    axes = "\n".join(f'a{each} = ["0", "1", "2", "3"]' for each in range(5))
    moves = "".join(
        f'[[moves]]\nname = "{lane} {level}"\nlane = "{lane}"\nwhen = {{ a{axis} = "{level}" }}\n'
        f'to = {{ a{axis} = "{(level + 1) % 4}" }}\nrate = 0.{level + 1}\n'
        for axis, lane in enumerate(LANES)
        for level in range(4)
    )
    return (
        f"people = 100000\n[axes]\n{axes}\n{moves}"
        '[[moves]]\nname = "die"\nlane = "death"\nwhen = {}\nrate = 0.02\n'
        f'ends = "dead"\n[overdose]\nrate = "0.1 + {growth} * years"\nwhen = {{}}\n'
        'survivor = { a0 = "1" }\n'
        '[[overdose.settings]]\nname = "private"\nshare = 1\nwitnessed = 0.5\n'
        "called = 0.4\ndeath_alone = 0.05\n"
        "death_naloxone = 0.01\ndeath_called = 0.03\nhospital = 0.9\n"
    )


def _community() -> tuple[float, int]:
    plan = plans_of(study_from(tomllib.loads(PLACE), Path()))[0]
    ready = plan.filled(plan.central())
    seconds = _seconds(lambda: run_cohort(ready, outcomes=len(plan.structure.outcomes), years=5))
    return seconds / len(ready.tables.year), len(ready.tables.rate)


def _product(entries: int) -> float:
    random = np.random.default_rng(1)
    matrix = csr_array((random.random(entries), random.integers(0, 1024, (2, entries))), shape=(1024, 1024))
    people = random.random(1024)

    def run() -> None:
        for _step in range(STEPS):
            matrix @ people

    return _seconds(run) / STEPS


def _seconds(run: Callable[[], object]) -> float:
    took = []
    for _turn in range(TURNS):
        began = time.perf_counter()
        run()
        took.append(time.perf_counter() - began)
    return min(took[1:])


if __name__ == "__main__":
    main()
