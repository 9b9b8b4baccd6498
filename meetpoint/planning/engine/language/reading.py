"""From a model file to a `Model`: every table and key is known, or refused with its line and what is
allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from meetpoint.planning.engine.errors import PlanError, unknown
from meetpoint.planning.engine.language import spec
from meetpoint.planning.engine.language.expressions import parsed
from meetpoint.planning.engine.language.lines import Misplaced, Path_, TomlFile

Kind = TypeVar("Kind")
MODELS = Path(__file__).resolve().parent.parent / "models"

_WHENS = frozenset({"when", "infectious", "among", "at_risk", "anchor"})
_LEVELS = frozenset({"to", "survivor"})
_WORDS = frozenset(
    {"name", "lane", "ends", "places", "force", "counts", "by", "axis", "unit", "says", "per", "volume"}
)
_FLAGS = frozenset({"attended", "anchored"})
_NUMBERS = frozenset({"at", "most", "usual"})
_FORMULAS = frozenset({(spec.Capacity, "places"), (spec.Stock, "most")})
_NESTED: dict[str, type[Any]] = {
    "switch": spec.Switch,
    "stronger": spec.Stronger,
    "settings": spec.Setting,
    "after_hospital": spec.After,
    "channels": spec.Channel,
}
_LISTS: dict[str, type[Any]] = {
    "moves": spec.Move,
    "factors": spec.Factor,
    "capacities": spec.Capacity,
    "forces": spec.Force,
    "entries": spec.Entry,
    "qalys": spec.Value,
    "costs": spec.Value,
    "levers": spec.Lever,
    "start_where": spec.Start,
}
_TABLES = frozenset({"name", "people", "axes", "start", "overdose", "stock", "series", "watch"})


@cache
def community_model() -> spec.Model:
    """Return the model that comes with the engine."""
    return read_model(MODELS / "community.toml")


def read_model(path: Path) -> spec.Model:
    """Read a model file. Raises `PlanError` that names the line and what is allowed there."""
    file = TomlFile(path)
    try:
        return model_from(file.content)
    except Misplaced as problem:
        raise file.refusal(problem) from None


def model_from(content: Mapping[str, Any]) -> spec.Model:
    """Build a model from what a TOML file holds. Raises `Misplaced`."""
    for name in content:
        if name not in _TABLES | set(_LISTS):
            raise Misplaced((name,), unknown("table", name, _TABLES | set(_LISTS)))
    axes = {axis: _levels(levels, ("axes", axis)) for axis, levels in _table(content, "axes").items()}
    made: dict[str, Any] = {
        "name": str(content.get("name", "model")),
        "people": _formula(content.get("people", "people"), ("people",)),
        "axes": axes,
        "start": {axis: _shares(row, ("start", axis)) for axis, row in _table(content, "start").items()},
        "series": {
            name: _formula(text, ("series", name)) for name, text in _table(content, "series").items()
        },
        "watch": {name: _when(each, ("watch", name)) for name, each in _table(content, "watch").items()},
    }
    if "overdose" in content:
        made["overdose"] = build(spec.Overdose, content["overdose"], ("overdose",))
    if "stock" in content:
        made["stock"] = build(spec.Stock, content["stock"], ("stock",))
    for name, kind in _LISTS.items():
        made[name] = _many(kind, content.get(name, []), (name,))
    return spec.Model(**made)


def _table(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = content.get(name, {})
    if not isinstance(table, dict):
        raise Misplaced((name,), f"{name!r} must be a table.")
    return table


def build(kind: type[Kind], raw: Any, path: Path_) -> Kind:
    """Build one dataclass of the language. Raises `Misplaced` for a key that it does not have or lacks."""
    if not isinstance(raw, dict):
        raise Misplaced(path, f"{path[-1]!r} must be a table.")
    known = {each.name: each for each in fields(kind)}  # type: ignore[arg-type]
    for key in raw:
        if key not in known:
            raise Misplaced((*path, key), unknown("key", key, known))
    for name, each in known.items():
        if name not in raw and each.default is MISSING and each.default_factory is MISSING:
            raise Misplaced(path, f"the key {name!r} is missing.")
    return kind(**{key: _read(kind, key, value, (*path, key)) for key, value in raw.items()})


def _read(kind: type[Any], key: str, value: Any, path: Path_) -> Any:
    if key in _NESTED:
        return _many(_NESTED[key], value, path)
    if key == "shares":
        nested = kind is spec.Entry
        return (
            {axis: _shares(row, (*path, axis)) for axis, row in value.items()}
            if nested
            else _shares(value, path)
        )
    if key in {"on", "needs"}:
        return _levels(value, path)
    if (kind, key) in _FORMULAS:
        return _formula(value, path)
    if kind is spec.Lever and key == "share":
        return _flag(value, path)
    for names, reader in _READERS:
        if key in names:
            return reader(value, path)
    return _formula(value, path)


def _many(kind: type[Any], raw: Any, path: Path_) -> tuple[Any, ...]:
    if not isinstance(raw, list):
        raise Misplaced(path, f"{path[-1]!r} must be a list of tables.")
    return tuple(build(kind, each, (*path, place)) for place, each in enumerate(raw))


def _levels(raw: Any, path: Path_) -> tuple[str, ...]:
    levels = [raw] if isinstance(raw, str) else raw
    if not isinstance(levels, list) or not levels or not all(isinstance(each, str) for each in levels):
        raise Misplaced(path, f"{path[-1]!r} must be a word or a list of words.")
    return tuple(levels)


def _when(raw: Any, path: Path_) -> dict[str, tuple[str, ...]]:
    if not isinstance(raw, dict):
        raise Misplaced(path, f"{path[-1]!r} must be a table of levels by axis.")
    return {axis: _levels(levels, (*path, axis)) for axis, levels in raw.items()}


def _single(raw: Any, path: Path_) -> dict[str, str]:
    when = _when(raw, path)
    for axis, levels in when.items():
        if len(levels) > 1:
            raise Misplaced((*path, axis), f"{axis!r} can become one level only.")
    return {axis: levels[0] for axis, levels in when.items()}


def _shares(raw: Any, path: Path_) -> dict[str, str]:
    if not isinstance(raw, dict):
        raise Misplaced(path, f"{path[-1]!r} must be a table of shares by level.")
    return {
        level: "rest" if share == "rest" else _formula(share, (*path, level)) for level, share in raw.items()
    }


def _formula(raw: Any, path: Path_) -> str:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise Misplaced(path, f"{path[-1]!r} must be a number or a formula in quotes.")
    text = repr(raw) if not isinstance(raw, str) else raw
    try:
        parsed(text)
    except PlanError as problem:
        raise Misplaced(path, str(problem)) from None
    return text


def _word(raw: Any, path: Path_) -> str:
    if not isinstance(raw, str):
        raise Misplaced(path, f"{path[-1]!r} must be text in quotes.")
    return raw


def _flag(raw: Any, path: Path_) -> bool:
    if not isinstance(raw, bool):
        raise Misplaced(path, f"{path[-1]!r} must be true or false.")
    return raw


def _number(raw: Any, path: Path_) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise Misplaced(path, f"{path[-1]!r} must be a number.")
    return float(raw)


_READERS: tuple[tuple[frozenset[str], Callable[[Any, Path_], Any]], ...] = (
    (_WHENS, _when),
    (_LEVELS, _single),
    (_WORDS, _word),
    (_FLAGS, _flag),
    (_NUMBERS, _number),
)
