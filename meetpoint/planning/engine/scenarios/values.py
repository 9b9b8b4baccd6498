"""Single values out of a TOML table, refused with their place when they are not what they must be."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from meetpoint.planning.engine.errors import unknown
from meetpoint.planning.engine.language.lines import Misplaced, Path_


def only(given: Any, allowed: Collection[str], path: Path_) -> None:
    """Refuse what is not a table, and every key that is not allowed."""
    if not isinstance(given, dict):
        raise Misplaced(path, f"{path[-1] if path else 'the file'!r} must be a table.")
    for key in given:
        if key not in allowed:
            raise Misplaced((*path, key), unknown("key", key, allowed))


def table(given: Mapping[str, Any], key: str, path: Path_) -> Mapping[str, Any]:
    """Return a table, empty when it is not there."""
    found = given.get(key, {})
    if not isinstance(found, dict):
        raise Misplaced((*path, key), f"{key!r} must be a table.")
    return found


def text(given: Mapping[str, Any], key: str, path: Path_, *, usual: str | None = None) -> str:
    """Return text; without `usual` it must be there."""
    found = given.get(key, usual)
    if found is None:
        raise Misplaced(path, f"the key {key!r} is missing.")
    if not isinstance(found, str) or not found.strip():
        raise Misplaced((*path, key), f"{key!r} must be text in quotes.")
    return found


def listed(given: Mapping[str, Any], key: str, path: Path_) -> tuple[str, ...]:
    """Return a list of words, empty when it is not there."""
    found = given.get(key, [])
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise Misplaced((*path, key), f"{key!r} must be a list of words.")
    return tuple(found)


def number(
    given: Mapping[str, Any], key: str, path: Path_, low: float, high: float, *, usual: float | None = None
) -> float:
    """Return a number between `low` and `high`; without `usual` it must be there."""
    found = given.get(key, usual)
    if found is None:
        raise Misplaced(path, f"the key {key!r} is missing: a number from {low:g} to {high:g}.")
    if isinstance(found, bool) or not isinstance(found, int | float) or found != found:
        raise Misplaced((*path, key), f"{key!r} must be a number from {low:g} to {high:g}.")
    if not low <= found <= high:
        # What is not given may lie outside, such as a cap that is infinite.
        if key not in given:
            return float(found)
        raise Misplaced((*path, key), f"{key!r} is {found:g}; allowed are numbers from {low:g} to {high:g}.")
    return float(found)


def whole(
    given: Mapping[str, Any], key: str, path: Path_, low: int, high: int, *, usual: int | None = None
) -> int:
    """Return a whole number between `low` and `high`."""
    found = number(given, key, path, low, high, usual=usual)
    if found != int(found):
        raise Misplaced((*path, key), f"{key!r} is {found:g}; it must be a whole number.")
    return int(given.get(key, found))
