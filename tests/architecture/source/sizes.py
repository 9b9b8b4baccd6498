"""Measures functions, files and folders; shared by the size tests and `make style`."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TREES = ("meetpoint", "tests", "scripts", "benchmarks")


@dataclass(frozen=True, slots=True)
class Function:
    """One function or method, from its `def` to its last line."""

    name: str
    path: Path
    line: int
    lines: int

    @property
    def place(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} {self.name}"


@cache
def python_files() -> tuple[Path, ...]:
    """Every Python file written by hand; migrations are generated."""
    found = [path for tree in TREES for path in sorted((ROOT / tree).rglob("*.py"))]
    return tuple(path for path in [ROOT / "conftest.py", *found] if "migrations" not in path.parts)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def functions() -> list[Function]:
    return [
        Function(node.name, path, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1)
        for path in python_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def files() -> dict[Path, int]:
    """Lines of every file that holds more than a line or two."""
    lengths = {path: len(path.read_text().splitlines()) for path in python_files()}
    return {path: lines for path, lines in lengths.items() if lines > 2}


def files_per_folder() -> Counter[Path]:
    return Counter(path.parent for path in python_files() if path.name != "__init__.py")
