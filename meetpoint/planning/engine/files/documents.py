"""JSON documents read key by key: whatever is wrong is said with its file, its line and what would be
allowed.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from pathlib import Path

from meetpoint.planning.engine.errors import PlanError, unknown

Key = str | int
_ABSENT = object()


class Document:
    """A JSON file. Values are asked for by their keys from the top: `document.number("towns", 3,
    "people")`.
    """

    def __init__(self, path: Path, text: str) -> None:
        self.path, self._text = path, text
        try:
            self._content: object = json.loads(text)
        except json.JSONDecodeError as problem:
            raise PlanError(f"{path}, line {problem.lineno}: this is not JSON ({problem.msg}).") from problem
        if not isinstance(self._content, dict):
            raise PlanError(f"{path}: the file must hold one JSON object, {{…}}.")

    def has(self, *keys: Key) -> bool:
        """Say whether there is a value."""
        return self._find(keys) is not _ABSENT

    def names(self, *keys: Key) -> list[str]:
        """Return the keys of an object."""
        found = self._need(keys)
        if not isinstance(found, dict):
            raise self.fault(keys, "must be an object, {…}")
        return list(found)

    def length(self, *keys: Key) -> int:
        """Return the length of a list that holds at least one thing."""
        found = self._need(keys)
        if not isinstance(found, list) or not found:
            raise self.fault(keys, "must be a list with at least one entry, […]")
        return len(found)

    def text(self, *keys: Key) -> str:
        """Return a string that is not empty."""
        found = self._need(keys)
        if not isinstance(found, str) or not found.strip():
            raise self.fault(keys, "must be a text that is not empty")
        return found

    def number(self, *keys: Key, at_least: float = -math.inf, at_most: float = math.inf) -> float:
        """Return a finite number within its limits."""
        found = self._need(keys)
        if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
            raise self.fault(keys, f"must be a number, not {found!r}")
        if not at_least <= found <= at_most:
            raise self.fault(keys, f"is {found:g}; allowed is {_between(at_least, at_most)}")
        return float(found)

    def whole(self, *keys: Key, at_least: int = 0, at_most: int = 10**12) -> int:
        """Return a whole number within its limits."""
        found = self.number(*keys, at_least=at_least, at_most=at_most)
        if found != int(found):
            raise self.fault(keys, f"is {found:g}; it must be a whole number")
        return int(found)

    def only(self, *keys: Key, allowed: Iterable[str], needed: Iterable[str] = ()) -> None:
        """Refuse keys that nobody reads, and say which are lacking."""
        names, may = self.names(*keys), set(allowed)
        for name in names:
            if name not in may:
                raise self.fault((*keys, name), unknown("key", name, may))
        if lacking := sorted(set(needed) - set(names)):
            raise self.fault(keys, f"lacks {', '.join(lacking)}")

    def fault(self, keys: Iterable[Key], problem: str) -> PlanError:
        """Return the error that says where a problem stands."""
        path = tuple(keys)
        named = ".".join(str(key) for key in path) or "the top"
        return PlanError(f"{self.path}, line {self._line(path)}, {named}: {problem}.".replace("..", "."))

    def _need(self, keys: tuple[Key, ...]) -> object:
        found = self._find(keys)
        if found is _ABSENT:
            raise self.fault(keys, "is lacking")
        return found

    def _find(self, keys: tuple[Key, ...]) -> object:
        here: object = self._content
        for key in keys:
            if isinstance(here, dict):
                here = here.get(key, _ABSENT)
            elif isinstance(here, list) and isinstance(key, int) and key < len(here):
                here = here[key]
            else:
                return _ABSENT
        return here

    def _line(self, keys: tuple[Key, ...]) -> int:
        # Python's parser keeps no lines; looking for key after key finds the place in any sane file.
        at = 0
        for key in keys:
            found = self._text.find(json.dumps(key), at) if isinstance(key, str) else at
            at = found if found >= 0 else at
        return self._text.count("\n", 0, at) + 1


def read_document(path: Path) -> Document:
    """Read a JSON file; a file that cannot be read is an error for people, too."""
    return Document(path, read_text(path))


def read_text(path: Path) -> str:
    """Return the text of a file, or say why it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "it is not UTF-8 text"
        raise PlanError(f"{path} cannot be read: {reason}.") from problem


def _between(at_least: float, at_most: float) -> str:
    if math.isinf(at_most):
        return f"{at_least:g} or more"
    return f"{at_most:g} or less" if math.isinf(at_least) else f"{at_least:g} to {at_most:g}"
