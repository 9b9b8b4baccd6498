"""The tables of numbers that come with the engine, and tables of the same shape that a programme brings
along.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from meetpoint.planning.engine.errors import PlanError, unknown
from meetpoint.planning.engine.facts.priors import Component, Parameter
from meetpoint.planning.engine.running.chance import Stream, stream_key, uniforms

FOLDER = Path(__file__).resolve().parent
SHIPPED = ("published.csv", "assumptions.csv", "disputed.csv")
COLUMNS = frozenset({"name", "value", "low", "high", "unit", "definition", "source", "confidence"})


@dataclass(frozen=True)
class NoDefault:
    """A parameter without any value: somebody has to enter it by name."""

    name: str
    unit: str
    definition: str


@cache
def shipped() -> Mapping[str, Parameter]:
    """Return every parameter that has a value, by name."""
    return {name: each for file in SHIPPED for name, each in read_table(FOLDER / file).items()}


@cache
def without_default() -> Mapping[str, NoDefault]:
    """Return what a named person has to enter."""
    with (FOLDER / "no_default.csv").open(encoding="utf-8", newline="") as lines:
        return {row["name"]: NoDefault(**row) for row in csv.DictReader(lines)}


def read_table(path: Path) -> dict[str, Parameter]:
    """Read a table of parameters; rows of one name are sources that disagree, weighed by the column `weight`.

    Rows without a value are left out. Raises `PlanError` that names the file and line.
    """
    found: dict[str, list[tuple[str, Component]]] = {}
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            _refuse_columns(path, reader.fieldnames or ())
            for row in reader:
                if row["value"].strip():
                    component = _component(row, f"{path.name}, line {reader.line_num}")
                    found.setdefault(row["name"], []).append((row["unit"], component))
    except OSError as problem:
        raise PlanError(f"the table of parameters {path} cannot be read: {problem.strerror}.") from None
    return {name: _parameter(name, rows, path) for name, rows in found.items()}


def _refuse_columns(path: Path, given: Iterable[str]) -> None:
    if missing := sorted(COLUMNS - set(given)):
        raise PlanError(f"{path.name}: the columns {', '.join(missing)} are missing.")


def _component(row: Mapping[str, str], place: str) -> Component:
    try:
        value = float(row["value"])
        low = float(row["low"]) if row["low"].strip() else value
        high = float(row["high"]) if row["high"].strip() else value
        weight = float(row.get("weight") or 1)
    except ValueError as problem:
        raise PlanError(f"{place}: {problem}.") from None
    return Component(
        value=value,
        low=low,
        high=high,
        weight=weight,
        source=row["source"],
        confidence=row["confidence"],
        definition=row["definition"],
    )


def _parameter(name: str, rows: list[tuple[str, Component]], path: Path) -> Parameter:
    units = {unit for unit, _component in rows}
    if len(units) > 1:
        raise PlanError(f"{path.name}: {name!r} has several units: {', '.join(sorted(units))}.")
    try:
        return Parameter(name=name, unit=units.pop(), components=tuple(each for _unit, each in rows))
    except PlanError as problem:
        raise PlanError(f"{path.name}: {problem}") from None


def parameter(name: str, table: Mapping[str, Parameter]) -> Parameter:
    """Return one parameter. Raises `PlanError` when it is not known, or has no value anywhere."""
    if name in table:
        return table[name]
    if name in without_default():
        raise PlanError(
            f"{name!r} has no default: {without_default()[name].definition}. "
            "Give it a value under [parameters]."
        )
    raise PlanError(unknown("parameter", name, [*table, *without_default()]))


def central(table: Mapping[str, Parameter]) -> dict[str, float]:
    """Return every value in the engine's units."""
    return {name: each.central for name, each in table.items()}


def drawn(
    table: Mapping[str, Parameter], seed: int, number: int, *, first: int = 0
) -> list[dict[str, float]]:
    """Return `number` sets of draws from the set numbered `first` on. A parameter's draws depend on the seed,
    its name and the set's number only.
    """
    columns = {}
    for name, each in table.items():
        key = stream_key(seed, Stream.PARAMETERS, _number_of(name))
        columns[name] = each.drawn(uniforms(key, 3 * first, 3 * number).reshape(number, 3))
    return [{name: float(column[row]) for name, column in columns.items()} for row in range(number)]


@cache
def _number_of(name: str) -> int:
    # FNV-1a: the same on every machine and in every version of Python, which `hash` is not.
    number = 0x811C9DC5
    for byte in name.encode():
        number = ((number ^ byte) * 0x01000193) & 0x7FFFFFFF
    return number
