"""What a place knows better than the tables: its own parameters with ranges and sources, and its strata."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from meetpoint.planning.engine.errors import PlanError, unknown
from meetpoint.planning.engine.facts.priors import Component, Parameter
from meetpoint.planning.engine.facts.table import read_table, shipped, without_default
from meetpoint.planning.engine.language.lines import Misplaced, Path_
from meetpoint.planning.engine.language.spec import Model
from meetpoint.planning.engine.scenarios.schema import Stratum
from meetpoint.planning.engine.scenarios.values import number, only, table, text

_KEYS = {"value", "low", "high", "unit", "source", "by"}


def parameters_from(given: Mapping[str, Any], folder: Path, path: Path_) -> dict[str, Parameter]:
    """Return local parameters: those of `file` first, then those written in place.

    A number in place is taken as certain; a table has `value`, `low`, `high`, `source`, and `by`, who
    entered it. A name
    that the tables do not know needs a `unit`, and then may stand in a model of one's own.
    """
    found: dict[str, Parameter] = {}
    if "file" in given:
        found = _from_file(text(given, "file", path), folder, path)
    for name, raw in given.items():
        if name != "file":
            found[name] = _parameter(name, raw, (*path, name))
    return found


def _from_file(name: str, folder: Path, path: Path_) -> dict[str, Parameter]:
    try:
        return read_table(folder / name)
    except PlanError as problem:
        raise Misplaced((*path, "file"), str(problem)) from None


def _parameter(name: str, raw: Any, path: Path_) -> Parameter:
    given = raw if isinstance(raw, dict) else {"value": raw}
    only(given, _KEYS, path)
    unit = _unit(name, given, path)
    value = number(given, "value", path, -1e12, 1e12)
    low = number(given, "low", path, -1e12, 1e12, usual=value)
    high = number(given, "high", path, -1e12, 1e12, usual=value)
    source = (
        " ".join(str(given[key]) for key in ("source", "by") if key in given) or "entered in the scenario"
    )
    component = Component(value=value, low=low, high=high, source=source, confidence="local")
    try:
        return Parameter(name=name, unit=unit, components=(component,))
    except PlanError as problem:
        raise Misplaced(path, str(problem)) from None


def _unit(name: str, given: Mapping[str, Any], path: Path_) -> str:
    if "unit" in given:
        return text(given, "unit", path)
    known = {each.name: each.unit for each in shipped().values()}
    known |= {each.name: each.unit for each in without_default().values()}
    if name not in known:
        raise Misplaced(path, unknown("parameter", name, known) + " A new one needs a 'unit'.")
    if name in without_default() and not {"by", "source"} & given.keys():
        raise Misplaced(
            path,
            f'{name!r} has no default; write it as {{ value = …, low = …, high = …, by = "your name" }}.',
        )
    return known[name]


def strata_from(given: Mapping[str, Any], model: Model) -> tuple[Stratum, ...]:
    """Return the equity axes that a place declares."""
    found = []
    for axis in given:
        path: Path_ = ("strata", axis)
        if axis not in model.axes or len(model.axes[axis]) > 1:
            free = [name for name, levels in model.axes.items() if len(levels) == 1]
            raise Misplaced(path, unknown("axis to divide", axis, free))
        raw = table(given, axis, ("strata",))
        only(raw, {"levels", "overdose_ratio", "death_ratio", "coverage", "years_in"}, path)
        levels = _numbers(raw, "levels", path, None)
        if not levels or abs(sum(levels.values()) - 1) > 1e-6:
            raise Misplaced(
                (*path, "levels"), f"the shares sum to {sum(levels.values()):g}; they must sum to 1."
            )
        found.append(
            Stratum(
                axis=axis,
                levels=levels,
                overdose_ratio=_numbers(raw, "overdose_ratio", path, levels),
                death_ratio=_numbers(raw, "death_ratio", path, levels),
                coverage=_coverage(raw, path, levels),
                years_in=_numbers(raw, "years_in", path, levels),
            )
        )
    return tuple(found)


def _numbers(
    raw: Mapping[str, Any], key: str, path: Path_, levels: Mapping[str, float] | None
) -> dict[str, float]:
    row = table(raw, key, path)
    if levels is not None:
        only(row, levels, (*path, key))
    low, high = (0.0, 1.0) if levels is None else (0.0, 1e3)
    return {level: number(row, level, (*path, key), low, high) for level in row}


def _coverage(raw: Mapping[str, Any], path: Path_, levels: Mapping[str, float]) -> dict[str, float]:
    """Return each level's personal syringe coverage beside the mean of all, so that the mean stays the
    programme's level.
    """
    given = _numbers(raw, "coverage", path, levels)
    if not given:
        return {}
    ratios = {level: given.get(level, 1.0) for level in levels}
    mean = sum(share * ratios[level] for level, share in levels.items())
    if not mean > 0:
        raise Misplaced((*path, "coverage"), "somebody must have syringes: a ratio must be more than 0.")
    return {level: ratio / mean for level, ratio in ratios.items()}


def with_moves(model: Model, more: Any) -> Model:
    """Return a model with more moves, such as one-off events."""
    return replace(model, moves=(*model.moves, *more))
