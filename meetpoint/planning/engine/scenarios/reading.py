"""From a scenario file to a `Study`: every key is known, or refused with its line and what is allowed
there.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from meetpoint.planning.engine.errors import PlanError, unknown
from meetpoint.planning.engine.facts.priors import Parameter
from meetpoint.planning.engine.facts.table import parameter, shipped
from meetpoint.planning.engine.language.lines import Misplaced, Path_, TomlFile
from meetpoint.planning.engine.language.reading import build, community_model, read_model
from meetpoint.planning.engine.language.spec import Model, Move
from meetpoint.planning.engine.order import STEPS_PER_YEAR
from meetpoint.planning.engine.scenarios.local import parameters_from, strata_from
from meetpoint.planning.engine.scenarios.schema import Alternative, Programme, Study
from meetpoint.planning.engine.scenarios.values import listed, number, only, table, text, whole

_TOP = {
    "name",
    "start",
    "years",
    "step",
    "seed",
    "price_year",
    "currency",
    "perspective",
    "discount",
    "model",
    "place",
    "shares",
    "strata",
    "parameters",
    "programmes",
    "scenarios",
    "costs",
}
_PLACE = {"people_at_risk", "overdose_deaths_per_year", "population"}
_PROGRAMME = {"level", "times", "from", "ramp_months", "delay_months", "cap", "cost_per_unit", "fixed_cost"}
MOST_YEARS = 50


def read_scenario(path: Path) -> Study:
    """Read a scenario file. Raises `PlanError` that names the line and what is allowed there."""
    file = TomlFile(path)
    try:
        return study_from(file.content, path.parent)
    except Misplaced as problem:
        raise file.refusal(problem) from None


def study_from(content: Mapping[str, Any], folder: Path) -> Study:
    """Build a study from what a TOML file holds; other files are found from `folder`. Raises `Misplaced`."""
    only(content, _TOP, ())
    model = _model(content, folder)
    start = whole(content, "start", (), 2000, 2100, usual=2026)
    strata = strata_from(table(content, "strata", ()), model)
    parameters = parameters_from(table(content, "parameters", ()), folder, ("parameters",))
    baseline = _programmes(table(content, "programmes", ()), model, start, ("programmes",))
    made = Study(
        name=text(content, "name", (), usual="Plan"),
        model=_with_shares(model, table(content, "shares", ())),
        start=start,
        years=whole(content, "years", (), 1, MOST_YEARS, usual=5),
        step=_step(content),
        seed=whole(content, "seed", (), 0, 2**63 - 1, usual=1),
        price_year=whole(content, "price_year", (), 1990, 2100, usual=start),
        currency=text(content, "currency", (), usual="USD"),
        perspective=text(content, "perspective", (), usual="programmes and what is entered under [costs]"),
        discount=number(content, "discount", (), 0, 0.2, usual=0.03),
        place=_place(table(content, "place", ())),
        parameters=parameters,
        strata=strata,
        baseline=baseline,
        alternatives=(),
        costs=_costs(table(content, "costs", ()), model),
    )
    return replace(made, alternatives=_alternatives(content, made, folder))


def _model(content: Mapping[str, Any], folder: Path) -> Model:
    given = table(content, "model", ())
    only(given, {"file", "leave_out"}, ("model",))
    model = community_model()
    if "file" in given:
        model = read_model(folder / text(given, "file", ("model",)))
    return _without(model, listed(given, "leave_out", ("model",)))


def _without(model: Model, axes: tuple[str, ...]) -> Model:
    """Leave out infections or other axes whose people then all stand at the first level."""
    for axis in axes:
        if axis not in model.axes:
            raise Misplaced(("model", "leave_out"), unknown("axis", axis, model.axes))
        first = model.axes[axis][0]
        gone = [move.name for move in model.moves if axis in move.when or axis in move.to]
        model = replace(
            model,
            axes={**model.axes, axis: (first,)},
            start={**model.start, axis: {first: "1"}},
            start_where=tuple(each for each in model.start_where if each.axis != axis),
            moves=tuple(move for move in model.moves if move.name not in gone),
            factors=tuple(
                replace(factor, on=tuple(each for each in factor.on if each not in gone))
                for factor in model.factors
                if axis not in factor.when and set(factor.on) - set(gone)
            ),
            forces=tuple(each for each in model.forces if axis not in each.infectious),
            qalys=tuple(each for each in model.qalys if axis not in each.when),
            watch={name: when for name, when in model.watch.items() if axis not in when},
        )
    return model


def _with_shares(model: Model, shares: Mapping[str, Any]) -> Model:
    """Replace the shares at the start by local ones; conditional shares of such an axis no longer hold."""
    start = dict(model.start)
    for axis, row in shares.items():
        if axis not in model.axes:
            raise Misplaced(("shares", axis), unknown("axis", axis, model.axes))
        given = table(shares, axis, ("shares",))
        for level in given:
            if level not in model.axes[axis]:
                raise Misplaced(("shares", axis, level), unknown("level", level, model.axes[axis]))
        start[axis] = {
            level: "rest" if row[level] == "rest" else repr(number(row, level, ("shares", axis), 0, 1))
            for level in given
        }
    kept = tuple(
        each
        for each in model.start_where
        if each.axis not in shares or set(each.when) - {"use"} or _never(each)
    )
    return replace(model, start=start, start_where=kept)


def _never(where: Any) -> bool:
    # Nobody who does not use opioids is on opioid treatment, whatever the local shares are.
    return list(where.shares.values()) == ["1"]


def _step(content: Mapping[str, Any]) -> str:
    step = text(content, "step", (), usual="week")
    if step not in STEPS_PER_YEAR:
        raise Misplaced(("step",), unknown("step", step, STEPS_PER_YEAR))
    return step


def _place(given: Mapping[str, Any]) -> dict[str, float]:
    only(given, _PLACE, ("place",))
    most = 5e8
    return {
        "people_at_risk": number(given, "people_at_risk", ("place",), 1, most),
        "overdose_deaths_per_year": number(given, "overdose_deaths_per_year", ("place",), 0, most, usual=0.0),
        "population": number(given, "population", ("place",), 0, 1e10, usual=0.0),
    }


def _costs(given: Mapping[str, Any], model: Model) -> dict[str, float]:
    allowed = {"overdose_deaths", "overdoses", "emergency_visits", "calls", "naloxone_used"}
    allowed |= {move.counts for move in model.moves if move.counts} | set(model.watch)
    only(given, allowed, ("costs",))
    return {name: number(given, name, ("costs",), 0, 1e9) for name in given}


def _programmes(given: Mapping[str, Any], model: Model, start: int, path: Path_) -> dict[str, Programme]:
    levers = {lever.name: lever for lever in model.levers}
    found = {}
    for name in given:
        if name not in levers:
            raise Misplaced((*path, name), unknown("programme", name, levers))
        here = (*path, name)
        found[name] = _programme(table(given, name, path), levers[name].most, start, here)
    return found


def _programme(given: Mapping[str, Any], most: float, start: int, path: Path_) -> Programme:
    only(given, _PROGRAMME, path)
    if "level" in given and "times" in given:
        raise Misplaced((*path, "times"), "give either 'level' or 'times', not both.")
    return Programme(
        level=number(given, "level", path, 0, most) if "level" in given else None,
        times=number(given, "times", path, 0, 1e6) if "times" in given else None,
        begins=_years_after(given, start, path),
        ramp_months=number(given, "ramp_months", path, 0, 600, usual=0.0),
        delay_months=number(given, "delay_months", path, 0, 600, usual=0.0),
        cap=number(given, "cap", path, 0, most, usual=float("inf")),
        cost_per_unit=number(given, "cost_per_unit", path, 0, 1e9) if "cost_per_unit" in given else None,
        fixed_cost=number(given, "fixed_cost", path, 0, 1e12) if "fixed_cost" in given else None,
    )


def _years_after(given: Mapping[str, Any], start: int, path: Path_) -> float:
    """Return when something begins, in years since the start: from a year, or a date."""
    when = given.get("from", start)
    if isinstance(when, datetime.date):
        years = when.year + (when.timetuple().tm_yday - 1) / 366 - start
    elif isinstance(when, int | float) and not isinstance(when, bool):
        years = float(when) - start
    else:
        raise Misplaced(
            (*path, "from"), "'from' must be a year such as 2027 or 2027.5, or a date such as 2027-07-01."
        )
    if years < 0:
        raise Misplaced((*path, "from"), f"'from' lies before the start, {start}.")
    return years


def _alternatives(content: Mapping[str, Any], study: Study, folder: Path) -> tuple[Alternative, ...]:
    given = content.get("scenarios", [])
    if not isinstance(given, list):
        raise Misplaced(("scenarios",), "scenarios are written as [[scenarios]].")
    found: list[Alternative] = []
    for place, each in enumerate(given):
        path: Path_ = ("scenarios", place)
        only(each, {"name", "programmes", "parameters", "events"}, path)
        name = text(each, "name", path)
        if name in {"baseline", *(one.name for one in found)}:
            raise Misplaced((*path, "name"), f"there is a scenario {name!r} already; names must differ.")
        found.append(
            Alternative(
                name=name,
                programmes=_programmes(
                    table(each, "programmes", path), study.model, study.start, (*path, "programmes")
                ),
                parameters=parameters_from(table(each, "parameters", path), folder, (*path, "parameters")),
                events=_events(each.get("events", []), study.start, (*path, "events")),
            )
        )
    _refuse_missing(study, found)
    return tuple(found)


def _events(given: Any, start: int, path: Path_) -> tuple[Move, ...]:
    if not isinstance(given, list):
        raise Misplaced(path, "events are written as [[scenarios.events]].")
    made = []
    for place, each in enumerate(given):
        here = (*path, place)
        only(each, {"name", "from", "when", "to", "ends", "probability", "switch", "counts"}, here)
        raw = {key: value for key, value in each.items() if key not in {"from", "probability"}}
        raw |= {"lane": "place", "rate": each.get("probability", 1), "at": _years_after(each, start, here)}
        made.append(build(Move, raw, here))
    return tuple(made)


def _refuse_missing(study: Study, alternatives: list[Alternative]) -> None:
    """Refuse a programme that needs a number which nobody has entered."""
    levers = {lever.name: lever for lever in study.model.levers}
    plans: list[tuple[Path_, Mapping[str, Programme], Mapping[str, Parameter]]] = [
        ((), study.baseline, study.parameters)
    ]
    plans += [
        (("scenarios", place), each.programmes, {**study.parameters, **each.parameters})
        for place, each in enumerate(alternatives)
    ]
    for path, programmes, given in plans:
        for name, programme in programmes.items():
            for needed in levers[name].needs if programme.level or programme.times else ():
                try:
                    parameter(needed, {**shipped(), **given})
                except PlanError as problem:
                    raise Misplaced((*path, "programmes", name), str(problem)) from None
