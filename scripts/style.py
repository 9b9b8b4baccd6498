"""Prints the sizes of docs' house rules beside their limits, then runs ruff, mypy and import-linter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.architecture.source import sizes  # noqa: E402 - the root must be importable first

TOOLS = (
    ("ruff", "check", "--quiet", "--output-format", "concise", "."),
    ("ruff", "format", "--check", "--quiet", "."),
    ("mypy",),
    ("lint-imports",),
)


def main() -> None:
    """Print the tables, run the tools, and fail if one of them does."""
    functions = sizes.functions()
    _table("function", [one.lines for one in functions], "median ≤ 8, p90 ≤ 30, none over 80")
    _longest([(one.lines, one.place) for one in functions])
    files = sizes.files()
    _table("file", list(files.values()), "median ≤ 100, p90 ≤ 300, none over 500")
    _longest([(lines, str(path.relative_to(ROOT))) for path, lines in files.items()])
    failed = [tool[0] for tool in TOOLS if _run(*tool)]
    sys.exit(f"Not in order: {', '.join(failed)}" if failed else 0)


def _table(what: str, lengths: list[int], limits: str) -> None:
    ordered = sorted(lengths)
    p90 = ordered[int(len(ordered) * 0.9)]
    measured = f"median {median(ordered):>5g}  p90 {p90:>4}  max {ordered[-1]:>4}"
    print(f"{what:>8}s {len(ordered):>6}  {measured}   ({limits})")


def _longest(measured: list[tuple[int, str]]) -> None:
    for lines, place in sorted(measured, reverse=True)[:5]:
        print(f"{lines:>16}  {place}")


def _run(tool: str, *arguments: str) -> int:
    print(f"\n== {tool} {' '.join(arguments)}", flush=True)
    command = [str(Path(sys.executable).parent / tool), *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603 - our own words


if __name__ == "__main__":
    main()
