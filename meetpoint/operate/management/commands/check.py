"""`meetpoint check`: Django's checks of the code and our checks of the installation."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import check as django_check

from meetpoint.operate import progress
from meetpoint.operate.checks.finding import Check, Finding, Level
from meetpoint.operate.checks.run import CHECKS, run

MARKS = {Level.WARNING: "warning", Level.ERROR: "ERROR"}


class Command(django_check.Command):
    help = (
        "Check the code and this installation. Name one of "
        f"{', '.join(CHECKS)} to run it alone; other names are Django app labels."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--json", action="store_true", help="print the findings as JSON for a program")

    def handle(self, *names: Any, **options: Any) -> None:
        ours = [name for name in names if name in CHECKS]
        labels = [name for name in names if name not in CHECKS]
        django_only = labels or options["tags"] or options["list_tags"]
        if django_only or not ours:
            self._check_the_code(labels, options)
        if ours or not django_only:
            self._check_the_installation(ours or list(CHECKS), as_json=options["json"])

    def _check_the_code(self, labels: list[Any], options: dict[str, Any]) -> None:
        if not options["json"]:
            super().handle(*labels, **options)
            return
        written, self.stdout = self.stdout, _Nowhere()  # type: ignore[assignment]
        try:
            super().handle(*labels, **options)
        finally:
            self.stdout = written

    def _check_the_installation(self, slugs: list[str], *, as_json: bool) -> None:
        shown = progress.silent if as_json else progress.bar("Checking")
        results = list(run(slugs, shown))
        if as_json:
            self.stdout.write(json.dumps([_as_data(*result) for result in results]))
        else:
            for check, findings in results:
                self._write(check, findings)
        errors = sum(one.level is Level.ERROR for _, findings in results for one in findings)
        if errors:
            raise CommandError(f"{errors} of these must be mended.", returncode=1)

    def _write(self, check: Check, findings: list[Finding]) -> None:
        self.stdout.write(f"{check.title}: {'' if findings else 'fine'}")
        for one in findings:
            self.stdout.write(f"  {MARKS[one.level]}  {one.where}: {one.what}\n           {one.mend}")


class _Nowhere:
    """Takes Django's report, which is not JSON; its errors are raised all the same."""

    def write(self, *text: object, **style: object) -> None:
        return


def _as_data(check: Check, findings: list[Finding]) -> dict[str, Any]:
    return {"check": check.slug, "findings": [asdict(one) for one in findings]}
