"""The parts of `meetpoint plan`, one file each: `add_arguments`, `run` (what JSON holds) and `show`
(for people).

They need no database, and are loaded by that command alone, each on its own (`program.py`), since
some bring numba.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any, Protocol

Options = dict[str, Any]
Result = dict[str, Any]


class Part(Protocol):
    """What each file of this folder offers."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the part's own arguments; `--json` is there already."""

    def run(self, options: Options) -> Result:
        """Do the work and return what `--json` prints."""

    def show(self, result: Result) -> str:
        """Return the result as people read it."""
