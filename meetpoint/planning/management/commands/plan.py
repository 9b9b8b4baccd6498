"""`meetpoint plan PART`: run scenarios, work out needs, explain numbers, replay models, split budgets.

The word `plan` on a command line goes to `commands/program.py` at once (`meetpoint/__main__.py`); this is the
way for code that calls commands, and for `meetpoint help`.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from meetpoint.lib.commands import OwnCommand
from meetpoint.planning.commands import program
from meetpoint.planning.engine.errors import PlanError


class Command(OwnCommand):
    help = program.HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
        for name, says in program.PARTS.items():
            program.declare(parts.add_parser(name, help=says, description=says), program.part_named(name))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(program.answer(options))
        except PlanError as problem:
            raise CommandError(str(problem)) from None
