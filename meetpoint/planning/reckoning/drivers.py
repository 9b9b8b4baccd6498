"""Which numbers the answer rests on: each in turn at both ends of its range, all others in the middle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.facts.priors import Parameter
from meetpoint.planning.engine.facts.units import in_engine_units
from meetpoint.planning.engine.outcomes.assumptions import described, parameters_read
from meetpoint.planning.engine.running.cohort import run_cohort
from meetpoint.planning.engine.scenarios.building import Plan, plans_of
from meetpoint.planning.plans.study import content_of
from meetpoint.planning.reckoning.asked import Progress, Question, Result
from meetpoint.planning.reckoning.draws import Asked
from meetpoint.planning.reckoning.summary import DEATHS

SHOWN = 20


def drivers(question: Question, progress: Progress) -> Result:
    """Return, for the first portfolio, the change in deaths a year at the low and the high end of each
    number, those that matter most first, and with every disputed number at its weak end together.
    """
    if not question.settings.portfolios:
        raise PlanError("there is no way to spend yet, so nothing can differ from today.")
    content = content_of(question.numbers, question.settings, question.settings.portfolios[:1])
    study = Asked(content=content, sets=1, infections=False).study()
    today, changed = plans_of(study)
    middle = today.central()
    table = {**today.table}
    names = sorted(name for name in parameters_read(study.model) if name in table and _ranges(table[name]))
    bars: list[dict[str, Any]] = []
    weak = dict(middle)
    for place, name in enumerate(names):
        ends = {end: _at(table[name], end) for end in ("low", "high")}
        changes = {end: _change(today, changed, {**middle, name: value}) for end, value in ends.items()}
        bars.append({**described(table[name]), "at_low": changes["low"], "at_high": changes["high"]})
        if table[name].disputed:
            weak[name] = ends[max(changes, key=changes.__getitem__)]
        progress(place + 1, len(names) + 1)
    bars.sort(key=lambda bar: -abs(bar["at_high"] - bar["at_low"]))
    return {
        "portfolio": question.settings.portfolios[0].name,
        "middle": _change(today, changed, middle),
        "weak": _change(today, changed, weak),
        "numbers": len(names),
        "bars": bars[:SHOWN],
    }


def _ranges(parameter: Parameter) -> bool:
    return parameter.low < parameter.high


def _at(parameter: Parameter, end: str) -> float:
    return float(in_engine_units(getattr(parameter, end), parameter.unit))


def _change(today: Plan, changed: Plan, parameters: Mapping[str, float]) -> float:
    """Return the change in overdose deaths a year."""
    made = today.filled(parameters)
    other = changed.filled(parameters, made.scales)
    deaths = today.structure.outcomes.index(DEATHS)
    years, outcomes = today.study.years, len(today.structure.outcomes)
    before = run_cohort(made, outcomes=outcomes, years=years).events[:, deaths].sum()
    after = run_cohort(other, outcomes=outcomes, years=years).events[:, deaths].sum()
    return float((after - before) / years)
