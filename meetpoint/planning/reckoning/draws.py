"""A study run over a fixed number of parameter sets through the cohort back end, kept warm between questions.

Every question about a plan uses the same sets, so that two levels of a slider differ by what was changed and
by nothing else (common random numbers). The baseline of a plan is run once and kept.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from meetpoint.planning.engine.compiling.anchors import Scales
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


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked: a study's content, how many parameter sets, from which seed, with infections or without.

    Without infections there are a twelfth of the classes, and the deaths are the same but for the few that
    untreated HIV adds.
    """

    content: Mapping[str, Any]
    sets: int
    seed: int = 1
    infections: bool = True

    def study(self) -> Study:
        """Return the study. Raises PlanError for content that the engine refuses."""
        left_out = [] if self.infections else list(INFECTIONS)
        try:
            return study_from({**self.content, "model": {"leave_out": left_out}}, Path())
        except Misplaced as problem:
            raise PlanError(f"{'.'.join(map(str, problem.path))}: {problem}") from None


@dataclass(frozen=True)
class Baseline:
    """What all scenarios of a plan share: the parameter sets, each set's scales, and how today goes on."""

    sets: Sequence[Mapping[str, float]]
    scales: Sequence[Scales]
    runs: Sequence[Yearly]


@dataclass
class Warm:
    """The engine, compiled, with the structures and baselines of the plans that were asked about last."""

    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(os.cpu_count() or 1))
    _baselines: OrderedDict[str, Baseline] = field(default_factory=OrderedDict)
    _structures: OrderedDict[str, Structure] = field(default_factory=OrderedDict)

    def runs(self, asked: Asked) -> tuple[Study, Sequence[Plan], dict[str, Sequence[Yearly]]]:
        """Return the study, its plans, and the outcomes of every set for the baseline and each scenario."""
        study = asked.study()
        plans = plans_of(study, build=partial(self._built, infections=asked.infections))
        baseline = self._baseline(asked, plans[0])
        found: dict[str, Sequence[Yearly]] = {BASELINE: baseline.runs}
        for plan in plans[1:]:
            found[plan.name] = list(self.pool.map(partial(_run_one, plan), baseline.sets, baseline.scales))
        return study, plans, found

    def baseline(self, asked: Asked) -> Baseline:
        """Return the sets, scales and outcomes of today's services."""
        plans = plans_of(asked.study(), build=partial(self._built, infections=asked.infections))
        return self._baseline(asked, plans[0])

    def _baseline(self, asked: Asked, plan: Plan) -> Baseline:
        classes = hashlib.sha256(plan.structure.live.tobytes()).hexdigest()
        key = _key([{**asked.content, "scenarios": []}, asked.sets, asked.seed, asked.infections, classes])
        if key not in self._baselines:
            sets = plan.draws(asked.seed, asked.sets)
            made = list(self.pool.map(partial(_first, plan), sets))
            kept = Baseline(sets, [scales for scales, _run in made], [run for _scales, run in made])
            _keep(self._baselines, key, kept, PLANS_KEPT)
        self._baselines.move_to_end(key)
        return self._baselines[key]

    def _built(self, model: Model, *, off: frozenset[str], infections: bool) -> Structure:
        # Plans of this worker have the community model, without strata or events: these two tell them apart.
        key = _key([sorted(off), infections])
        if key not in self._structures:
            _keep(self._structures, key, structure_of(model, off=off), STRUCTURES_KEPT)
        return self._structures[key]


def _first(plan: Plan, parameters: Mapping[str, float]) -> tuple[Scales, Yearly]:
    made = plan.filled(parameters)
    totals = run_cohort(made, outcomes=len(plan.structure.outcomes), years=plan.study.years)
    return made.scales, yearly(plan, totals, plan.names(parameters))


def _run_one(plan: Plan, parameters: Mapping[str, float], scales: Scales) -> Yearly:
    made = plan.filled(parameters, scales)
    totals = run_cohort(made, outcomes=len(plan.structure.outcomes), years=plan.study.years)
    return yearly(plan, totals, plan.names(parameters))


def _keep(kept: OrderedDict[str, Any], key: str, value: Any, most: int) -> None:
    kept[key] = value
    while len(kept) > most:
        kept.popitem(last=False)


def _key(parts: Sequence[Any]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
