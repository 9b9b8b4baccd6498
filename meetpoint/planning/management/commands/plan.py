"""`meetpoint plan PART`: run scenarios, work out needs, explain numbers, replay models, split budgets."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from types import ModuleType
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from meetpoint.planning.commands import allocate, calibrate, explain, need, replay, run
from meetpoint.planning.engine.errors import PlanError

PARTS: tuple[ModuleType, ...] = (run, need, explain, replay, allocate, calibrate)


def name_of(part: ModuleType) -> str:
    """Return the word by which a part is called."""
    return part.__name__.rsplit(".", 1)[-1]


class Command(BaseCommand):
    help = "Compare ways to spend in one place: deaths, infections, costs, with their uncertainty."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
        for part in PARTS:
            own = parts.add_parser(name_of(part), help=part.HELP, description=part.HELP)
            part.add_arguments(own)
            own.add_argument("--json", action="store_true", help="print JSON for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        part = next(each for each in PARTS if name_of(each) == options["part"])
        try:
            result = part.run(options)
        except PlanError as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(json.dumps(result, allow_nan=False) if options["json"] else part.show(result))
