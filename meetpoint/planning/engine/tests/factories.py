"""Small models and studies for the engine's tests."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np

from meetpoint.planning.engine.compiling.filling import Clock, Filled, filled
from meetpoint.planning.engine.compiling.structure import Structure, structure_of
from meetpoint.planning.engine.language.reading import model_from
from meetpoint.planning.engine.language.spec import Model
from meetpoint.planning.engine.outcomes.yearly import Yearly, yearly
from meetpoint.planning.engine.running.cohort import run_cohort
from meetpoint.planning.engine.running.individuals import run_individuals
from meetpoint.planning.engine.scenarios.building import Plan, plans_of
from meetpoint.planning.engine.scenarios.reading import study_from
from meetpoint.planning.engine.scenarios.schema import Study

PLACE = """
name = "Harbor County"
years = 3
[place]
people_at_risk = 20000
overdose_deaths_per_year = 200
[programmes.kits_community]
level = 8000
cost_per_unit = 45
"""

ROOM = """
people = 1000
[axes]
use = ["using", "resting"]
former = ["no", "yes"]
[start.use]
using = 1
[[moves]]
name = "rest"
lane = "use"
when = { use = "using" }
to = { use = "resting" }
rate = 0.4
counts = "rests"
[[moves]]
name = "return"
lane = "use"
when = { use = "resting" }
to = { use = "using" }
rate = 1.1
[[moves]]
name = "other death"
lane = "death"
when = {}
ends = "dead"
rate = 0.02
[overdose]
rate = 0.3
when = { use = "using" }
survivor = { former = "yes" }
[[overdose.settings]]
name = "private"
share = 1
witnessed = 0.6
called = 0.4
death_alone = 0.05
death_naloxone = 0.01
death_called = 0.03
hospital = 0.9
"""


def study(more: str = "", *, place: str = PLACE) -> Study:
    """Return a study of the community model."""
    return study_from(tomllib.loads(place + more), Path())


def model(text: str = ROOM, more: str = "") -> Model:
    """Return a model of one's own."""
    return model_from(tomllib.loads(text + more))


def made(one: Model, *, steps_per_year: int = 12, years: int = 4, **names: Any) -> tuple[Structure, Filled]:
    """Return a model compiled with numbers."""
    clock = Clock(steps_per_year=steps_per_year, years=years)
    structure = structure_of(one)
    return structure, filled(
        structure, {"years": clock.begins, "steps_per_year": float(steps_per_year), **names}, clock
    )


def events(structure: Structure, run: Any, outcome: str) -> float:
    """Return how often something happened in a whole run."""
    return float(run.events[:, structure.outcomes.index(outcome)].sum())


def cohort(plan: Plan, scales: Any = None, **changed: float) -> Yearly:
    """Run a plan as a cohort with central parameters, some of them changed."""
    parameters = {**plan.central(), **changed}
    ready = plan.filled(parameters, scales)
    totals = run_cohort(ready, outcomes=len(plan.structure.outcomes), years=plan.study.years)
    return yearly(plan, totals, plan.names(parameters))


def individuals(plan: Plan, seed: int, scales: Any = None, *, threads: int = 1) -> Yearly:
    """Run a plan as individuals with central parameters."""
    ready = plan.filled(plan.central(), scales)
    outcomes = len(plan.structure.outcomes)
    totals = run_individuals(ready, outcomes=outcomes, years=plan.study.years, seed=seed, threads=threads)
    return yearly(plan, totals, plan.names(plan.central()))


def compared(more: str, *, place: str = PLACE) -> tuple[dict[str, float], dict[str, float]]:
    """Return baseline and first scenario as sums over the years, as cohorts with the same scales."""
    baseline, scenario = plans_of(study(more, place=place))
    scales = baseline.filled(baseline.central()).scales
    return _sums(cohort(baseline, scales)), _sums(cohort(scenario, scales))


def _sums(found: Yearly) -> dict[str, float]:
    return {name: float(np.sum(values)) for name, values in found.items()}


def scenario(programme: str, level: float, *, more: str = "") -> str:
    """Return the text of a scenario that sets one programme's level from the start."""
    return f'[[scenarios]]\nname = "more"\n[scenarios.programmes.{programme}]\nlevel = {level}\n{more}'
