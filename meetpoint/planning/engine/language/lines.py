"""On which line of a TOML file a key stands, since Python's reader does not say."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from meetpoint.planning.engine.errors import PlanError

Path_ = tuple[str | int, ...]
_TABLE = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


class Misplaced(PlanError):
    """A fault at one key of a file; whoever knows the file adds its name and line."""

    def __init__(self, path: Sequence[str | int], message: str) -> None:
        super().__init__(message)
        self.path = tuple(path)
        self.message = message


class TomlFile:
    """A TOML file that was read, and where its keys stand."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.text = path.read_text(encoding="utf-8")
            self.content: dict[str, Any] = tomllib.loads(self.text)
        except OSError as problem:
            raise PlanError(f"{path} cannot be read: {problem.strerror}.") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
            raise PlanError(f"{path.name} is not TOML: {problem}.") from None
        self.lines = lines_of(self.text)

    def refusal(self, problem: Misplaced) -> PlanError:
        """Return the error with the file's name and the line of the key, or of the table that holds it."""
        return PlanError(f"{self.path.name}, line {self.line(problem.path)}: {problem.message}")

    def line(self, path: Path_) -> int:
        """Return the line of the longest part of a path that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def lines_of(text: str) -> dict[Path_, int]:
    """Return the line of every table and key that begins a line."""
    found: dict[Path_, int] = {}
    counts: dict[Path_, int] = {}
    table: Path_ = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _TABLE.match(line):
            table = _table(_parts(header[2]), header[1] == "[[", counts)
            for end in range(1, len(table) + 1):
                found.setdefault(table[:end], number)
        elif key := _KEY.match(line):
            path: Path_ = table
            for part in _parts(key[1]):
                path = (*path, part)
                found.setdefault(path, number)
    return found


def _parts(text: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(text)]


def _table(parts: list[str], is_list: bool, counts: dict[Path_, int]) -> Path_:
    path: Path_ = ()
    for place, part in enumerate(parts):
        path = (*path, part)
        if is_list and place == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path
