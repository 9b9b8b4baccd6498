"""A study run over a fixed number of parameter sets through the cohort back end, kept warm between questions.

Every question about a plan uses the same sets, so that two levels of a slider differ by what was changed and
by nothing else (common random numbers). The baseline of a plan is run once and kept.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, Generic, TypeVar

from meetpoint.planning.engine.compiling.anchors import Scales
from meetpoint.planning.engine.compiling.filling import filled
from meetpoint.planning.engine.compiling.structure import Structure, structure_of
from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.language.lines import Misplaced
from meetpoint.planning.engine.language.spec import Model
from meetpoint.planning.engine.outcomes.yearly import Yearly, yearly
from meetpoint.planning.engine.running.cohort import run_cohort
from meetpoint.planning.engine.scenarios.building import BASELINE, Plan, plans_of
from meetpoint.planning.engine.scenarios.reading import study_from
from meetpoint.planning.engine.scenarios.schema import Study

INFECTIONS = ("hiv", "hcv")
PLANS_KEPT = 8
STRUCTURES_KEPT = 16

One = TypeVar("One")
Stopping = Callable[[], None]
"""Asked between two sets; raises when nobody waits for the answer any more."""
Answered = tuple[Study, Sequence[Plan], dict[str, Sequence[Yearly]]]
"""The study, its plans, and the outcomes of every set for the baseline and each scenario."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked: a study's content, how many parameter sets, from which seed, with infections or without.

    Without infections there are a twelfth of the classes, and the deaths are the same but for the few that
    untreated HIV adds. `deaths` are those of the years that are known and final: with them the intervals hold
    how far off the model was.
    """

    content: Mapping[str, Any]
    sets: int
    seed: int = 1
    infections: bool = True
    deaths: Mapping[int, float] = field(default_factory=dict)
    part: tuple[int, int] = (0, 1)
    """From which set on, and every how many: so several processes share one question."""

    def study(self) -> Study:
        """Return the study. Raises PlanError for content that the engine refuses."""
        left_out = [] if self.infections else list(INFECTIONS)
        try:
            return study_from({**self.content, "model": {"leave_out": left_out}}, Path())
        except Misplaced as problem:
            raise PlanError(f"{'.'.join(map(str, problem.path))}: {problem}") from None


def go_on() -> None:
    """Never stop."""


class Kept(Generic[One]):
    """The last few of something that is dear to make, by what it was made from; for several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[str, One] = OrderedDict()

    def get(self, parts: Sequence[Any], make: Callable[[], One]) -> One:
        """Return what was kept, or make it. Two that ask at once may both make it, and keep the same."""
        key = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made


@dataclass(frozen=True)
class Baseline:
    """What all scenarios of a plan share: the parameter sets, each set's scales, and how today goes on."""

    sets: Sequence[Mapping[str, float]]
    scales: Sequence[Scales]
    runs: Sequence[Yearly]


class Warm:
    """The engine, compiled, with the structures and baselines of the plans that were asked about last."""

    def __init__(self, *, threads: int | None = None) -> None:
        """Work on so many threads: as many as there are processors, or on none but the caller's own (0)."""
        self._map: Callable[..., Iterable[Any]] = map
        if threads != 0:
            self._map = ThreadPoolExecutor(threads or os.cpu_count() or 1).map
        self._baselines: Kept[Baseline] = Kept(PLANS_KEPT)
        self._structures: Kept[Structure] = Kept(STRUCTURES_KEPT)

    def runs(self, asked: Asked, stopping: Stopping = go_on) -> Answered:
        """Run today's services and each scenario with every set."""
        study, plans = self.plans(asked)
        baseline = self._baseline(asked, plans[0], stopping)
        found: dict[str, Sequence[Yearly]] = {BASELINE: baseline.runs}
        for plan in plans[1:]:
            run = partial(_run_one, plan, stopping)
            found[plan.name] = list(self._map(run, baseline.sets, baseline.scales))
        return study, plans, found

    def baseline(self, asked: Asked) -> Baseline:
        """Return the sets, scales and outcomes of today's services."""
        _study, plans = self.plans(asked)
        return self._baseline(asked, plans[0], go_on)

    def plans(self, asked: Asked) -> tuple[Study, Sequence[Plan]]:
        """Return the study and its plans, the baseline first. Raises PlanError."""
        study = asked.study()
        return study, plans_of(study, build=partial(self._built, infections=asked.infections))

    def _baseline(self, asked: Asked, plan: Plan, stopping: Stopping) -> Baseline:
        def make() -> Baseline:
            first, step = asked.part
            sets = plan.draws(asked.seed, asked.sets)[first::step]
            made = list(self._map(partial(_first, plan, stopping), sets))
            return Baseline(sets, [scales for scales, _run in made], [run for _scales, run in made])

        classes = hashlib.sha256(plan.structure.live.tobytes()).hexdigest()
        which = [asked.sets, asked.part, asked.seed, asked.infections]
        parts = [{**asked.content, "scenarios": []}, which, classes]
        return self._baselines.get(parts, make)

    def _built(self, model: Model, *, off: frozenset[str], infections: bool) -> Structure:
        # Plans of this worker have the community model, without strata or events: these two tell them apart.
        return self._structures.get([sorted(off), infections], lambda: structure_of(model, off=off))


def _first(plan: Plan, stopping: Stopping, parameters: Mapping[str, float]) -> tuple[Scales, Yearly]:
    return _run(plan, stopping, parameters, None)


def _run_one(plan: Plan, stopping: Stopping, parameters: Mapping[str, float], scales: Scales) -> Yearly:
    return _run(plan, stopping, parameters, scales)[1]


def _run(
    plan: Plan, stopping: Stopping, parameters: Mapping[str, float], scales: Scales | None
) -> tuple[Scales, Yearly]:
    stopping()
    names = plan.names(parameters)
    made = filled(plan.structure, names, plan.clock, scales=scales)
    totals = run_cohort(made, outcomes=len(plan.structure.outcomes), years=plan.study.years)
    return made.scales, yearly(plan, totals, names)
