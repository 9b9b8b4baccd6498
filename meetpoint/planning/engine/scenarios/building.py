"""From a study to runs: programme levels over time, the numbers of one draw, and the arrays of each
scenario.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.compiling.anchors import Scales
from meetpoint.planning.engine.compiling.filling import Clock, Filled, filled, with_series
from meetpoint.planning.engine.compiling.structure import Structure, structure_of
from meetpoint.planning.engine.facts.priors import Parameter
from meetpoint.planning.engine.facts.table import central, drawn, shipped
from meetpoint.planning.engine.language.expressions import names_in, worked_out
from meetpoint.planning.engine.language.spec import Factor, Lever, Model, Move
from meetpoint.planning.engine.scenarios.schema import MONTHS, Alternative, Programme, Stratum, Study

Floats = NDArray[np.float64]
BASELINE = "baseline"
COVERAGE = "ssp"
"""The programme whose level is a share of injections covered, which may differ from person to person."""


@dataclass(frozen=True)
class Plan:
    """One scenario of a study, compiled as far as it can be without the numbers of a draw."""

    study: Study
    name: str
    alternative: Alternative | None
    levels: Mapping[str, Floats]
    today: Mapping[str, float]
    structure: Structure

    @property
    def clock(self) -> Clock:
        return Clock(steps_per_year=self.study.steps_per_year, years=self.study.years)

    @cached_property
    def table(self) -> dict[str, Parameter]:
        """Every parameter of this scenario: shipped, then local, then the scenario's own."""
        own = self.alternative.parameters if self.alternative else {}
        return {**shipped(), **self.study.parameters, **own}

    def programme(self, lever: Lever) -> Programme:
        """Return a programme as this scenario has it; prices not given again are those of today."""
        today = self.study.baseline.get(lever.name, Programme())
        own = (self.alternative.programmes if self.alternative else {}).get(lever.name, today)
        return replace(
            own,
            cost_per_unit=today.cost_per_unit if own.cost_per_unit is None else own.cost_per_unit,
            fixed_cost=today.fixed_cost if own.fixed_cost is None else own.fixed_cost,
        )

    def names(self, parameters: Mapping[str, float]) -> dict[str, Any]:
        """Return every name that formulas may read, with the parameters of one draw."""
        found: dict[str, Any] = {**parameters, **self.study.place}
        found |= {"years": self.clock.begins, "steps_per_year": float(self.clock.steps_per_year)}
        found |= self.levels
        found |= {f"{name}_today": level for name, level in self.today.items()}
        return with_series(self.structure.model, found)

    def filled(self, parameters: Mapping[str, float], scales: Scales | None = None) -> Filled:
        """Return the arrays of one draw; a scenario takes the scales of its baseline."""
        return filled(self.structure, self.names(parameters), self.clock, scales=scales)

    def draws(self, seed: int, number: int, *, first: int = 0) -> list[dict[str, float]]:
        """Return parameter draws from one on; those of the same name are the same in every scenario."""
        return drawn(self.table, seed, number, first=first)

    def central(self) -> dict[str, float]:
        return central(self.table)


class Build(Protocol):
    """What expands a model over its classes: `structure_of`, or one that remembers what it built."""

    def __call__(self, model: Model, *, off: frozenset[str]) -> Structure: ...


def plans_of(study: Study, *, build: Build = structure_of) -> tuple[Plan, ...]:
    """Return the baseline, then every scenario. Raises `PlanError` when a model does not hold together.

    All have the same classes, so that sums are taken in the same order and a scenario without a change is
    the baseline
    to the last bit: a move is left out only when nobody makes it in any of them.
    """
    plans = [_plan(study, alternative) for alternative in (None, *study.alternatives)]
    off = frozenset.intersection(*(_off(plan) for plan in plans))
    return tuple(replace(plan, structure=build(plan.structure.model, off=off)) for plan in plans)


def _plan(study: Study, alternative: Alternative | None) -> Plan:
    clock = Clock(steps_per_year=study.steps_per_year, years=study.years)
    levers = study.model.levers
    today = {lever.name: level_of(lever, study.baseline.get(lever.name), clock) for lever in levers}
    levels = dict(today)
    for lever in levers:
        if alternative and lever.name in alternative.programmes:
            own = alternative.programmes[lever.name]
            levels[lever.name] = changed(today[lever.name], own, clock, most=lever.most)
    first = {name: float(level[0]) for name, level in today.items()}
    name = alternative.name if alternative else BASELINE
    return Plan(study, name, alternative, levels, first, Structure.empty(_model(study, alternative)))


def level_of(lever: Lever, programme: Programme | None, clock: Clock) -> Floats:
    """Return a programme's level in each step of the baseline: what is given, from when it begins."""
    usual = np.full(clock.steps, lever.usual)
    if programme is None:
        return usual
    if programme.begins == 0 and programme.ramp_months == 0 and programme.delay_months == 0:
        usual = np.full(clock.steps, _target(lever.usual, programme))
    return changed(usual, programme, clock, most=lever.most)


def _target(now: Any, programme: Programme) -> Any:
    wanted = programme.level if programme.level is not None else now * (programme.times or 1.0)
    return np.minimum(wanted, programme.cap)


def changed(today: Floats, programme: Programme, clock: Clock, *, most: float) -> Floats:
    """Return a level that leaves today's when the programme begins and reaches its target at the end of the
    ramp.

    The ramp starts from the level that the baseline really has, so that a scenario which sets today's level
    is the
    baseline exactly.
    """
    if programme.level is None and programme.times is None:
        return np.minimum(today, programme.cap)
    begins = programme.begins + programme.delay_months / MONTHS
    since = clock.begins - begins
    ramp = programme.ramp_months / MONTHS
    share = np.where(since < -1e-9, 0.0, np.minimum(1.0, (since + clock.dt) / ramp) if ramp > 0 else 1.0)
    target = np.minimum(_target(today, programme), most)
    level: Floats = today + (target - today) * share
    return level


def _model(study: Study, alternative: Alternative | None) -> Model:
    model = study.model
    for stratum in study.strata:
        model = _divided(model, stratum)
    events = [
        replace(event, rate=event.rate if each is alternative else "0")
        for each in study.alternatives
        for event in each.events
    ]
    return replace(model, moves=(*model.moves, *events))


def _divided(model: Model, stratum: Stratum) -> Model:
    axis, levels = stratum.axis, tuple(stratum.levels)
    factors = [
        Factor(name=f"{axis} {level}", on=(on,), when={axis: (level,)}, ratio=repr(ratio))
        for on, ratios in (("overdose", stratum.overdose_ratio), ("other death", stratum.death_ratio))
        for level, ratio in ratios.items()
    ]
    ageing = [
        Move(
            name=f"{axis} {level} passes",
            lane="ageing",
            when={axis: (level,)},
            to={axis: after},
            rate=repr(1 / stratum.years_in[level]),
        )
        for level, after in pairwise(levels)
        if level in stratum.years_in
    ]
    return replace(
        model,
        axes={**model.axes, axis: levels},
        start={**model.start, axis: {level: repr(share) for level, share in stratum.levels.items()}},
        factors=(*_by_coverage(model.factors, stratum), *factors),
        moves=(*model.moves, *ageing),
    )


def _by_coverage(factors: tuple[Factor, ...], stratum: Stratum) -> tuple[Factor, ...]:
    """Return the factors with those that read the coverage of injections once for each level of a stratum.

    A person's coverage is the programme's level times the level's ratio, at most every injection: what
    somebody has beyond that goes to nobody else.
    """
    if not stratum.coverage:
        return factors
    found: list[Factor] = []
    for factor in factors:
        if COVERAGE not in names_in(factor.ratio):
            found.append(factor)
            continue
        found += [
            replace(
                factor,
                name=f"{factor.name}, {level}",
                when={**factor.when, stratum.axis: (level,)},
                ratio=re.sub(rf"\b{COVERAGE}\b", f"min(1, {ratio!r} * {COVERAGE})", factor.ratio),
            )
            for level, ratio in stratum.coverage.items()
        ]
    return tuple(found)


def _off(plan: Plan) -> frozenset[str]:
    """Return the moves that nobody makes because their programme stands at zero all the time."""
    names = plan.names(plan.central())
    levers = {lever.name for lever in plan.structure.model.levers}
    return frozenset(
        move.name
        for move in plan.structure.model.moves
        if levers & names_in(move.rate) and not np.any(worked_out(move.rate, names))
    )
