"""`meetpoint plan PART` without Django: plans need no settings and no database, and starting those takes
longer than most plans. `management/commands/plan.py` is the same for code that calls commands.
"""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

from meetpoint.lib import environment
from meetpoint.planning.commands import Options, Part
from meetpoint.planning.engine.errors import PlanError

PARTS = {
    "run": "Run a scenario file: every outcome by year, with intervals, and differences to the baseline.",
    "need": "Work out what a place needs: naloxone kits, syringes, places in agonist treatment.",
    "explain": "Explain a parameter: value, range, unit, source, what reads it. Without a name, list all.",
    "replay": "Run a published model again from its rules and numbers.",
    "allocate": "Split kits over areas, or a budget over services, for fewest deaths, with a proven bound.",
    "partners": "Follow HIV or hepatitis C along ties between people who inject (needs starsim).",
    "calibrate": "Fit a model to local counts: a posterior with intervals, and checks of it.",
}
HELP = "Compare ways to spend in one place: deaths, infections, costs, with their uncertainty."


def part_named(name: str) -> Part:
    """Load a part; each brings what it needs of numpy, scipy and numba, and nothing for the others."""
    return cast(Part, import_module(f"meetpoint.planning.commands.{name}"))


def declare(parser: ArgumentParser, part: Part) -> None:
    """Add a part's own arguments, and `--json`, which every part has."""
    part.add_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print JSON for a program")


def answer(options: Options) -> str:
    """Run the part that is asked for and return what it prints. Raises `PlanError`."""
    keep_compiled_code()
    part = part_named(options["part"])
    result = part.run(options)
    return json.dumps(result, allow_nan=False) if options["json"] else part.show(result)


def keep_compiled_code() -> None:
    """Where the package may not be written to, keep compiled code in the installation's own folder."""
    spec = find_spec("meetpoint.planning.engine.running")
    if not spec or not spec.origin or os.access(Path(spec.origin).parent, os.W_OK):
        return
    home = environment.folder("MEETPOINT_HOME", Path.cwd() / "var")
    os.environ.setdefault("NUMBA_CACHE_DIR", str(home / "compiled"))


class _Parser(ArgumentParser):
    """Asks a part for its arguments only when that part is called."""

    def __init__(self, *, part: str = "", **how: Any) -> None:
        super().__init__(**how)
        self._part = part

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        if self._part:
            name, self._part = self._part, ""
            declare(self, part_named(name))
        return super().parse_known_args(args, namespace)


def main(words: Sequence[str]) -> int:
    """Run `meetpoint plan` with the words after it and return its exit code: 0 done, 1 refused, 2 a wrong
    word.
    """
    parser = _Parser(prog="meetpoint plan", description=HELP)
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    for name, says in PARTS.items():
        cast(Any, parts).add_parser(name, help=says, description=says, part=name)
    options = vars(parser.parse_args(words, Namespace()))
    try:
        print(answer(options))
    except PlanError as problem:
        print(f"CommandError: {problem}", file=sys.stderr)
        return 1
    return 0
