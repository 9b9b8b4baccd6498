"""`meetpoint directory import|export|refresh`: the directory from files and into them."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from meetpoint.core.consent import gate
from meetpoint.core.directory.actions.cards import Touched, refresh_cards
from meetpoint.core.directory.actions.storing import Outcome, import_rows
from meetpoint.core.directory.hsds.writing import write_package
from meetpoint.core.directory.models import DirectoryEntry
from meetpoint.core.directory.sources import LAYOUTS
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.commands import OwnCommand
from meetpoint.lib.errors import DomainError

NOT_UNDERSTOOD = 2
SHOWN_ERRORS = 20


class Command(OwnCommand):
    help = (
        "Take services of other organisations into the directory, or write it out. Bad rows are named and"
        " left out, good ones are stored; the same file again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["import", "export", "refresh"], help="what to do")
        parser.add_argument("path", type=Path, nargs="?", metavar="FILE", help="a file, or a folder of them")
        parser.add_argument("--layout", default="hsds", choices=sorted(LAYOUTS), help="whose columns it has")
        parser.add_argument(
            "--org", default="", metavar="SLUG", help="which organisation (default: the only one)"
        )
        parser.add_argument(
            "--listed-on",
            type=date.fromisoformat,
            metavar="DATE",
            help="the day of the list (default: today)",
        )
        parser.add_argument(
            "--tables", default="csv", choices=["csv", "json"], help="how export writes tables"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would come of it")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        by = Actor.system(_organisation(options["org"]).pk, "meetpoint directory")
        if options["what"] != "refresh" and options["path"] is None:
            raise CommandError("Name a file.", returncode=NOT_UNDERSTOOD)
        try:
            said = {"import": self._import, "export": self._export, "refresh": self._refresh}[
                options["what"]
            ](by, options)
        except OSError as problem:
            raise CommandError(f"{options['path']} cannot be read or written: {problem.strerror}.") from None
        except DomainError as problem:
            raise CommandError(str(problem)) from None
        if options["json"]:
            self.stdout.write(json.dumps(said, ensure_ascii=False))

    def _import(self, by: Actor, options: dict[str, Any]) -> dict[str, Any]:
        parsed = LAYOUTS[options["layout"]](options["path"])
        parsed.listed_on = options["listed_on"] or clock.now().date()
        outcome = import_rows(parsed, by=by, dry_run=options["dry_run"])
        if not options["json"]:
            self._say(outcome)
        return outcome.as_json()

    def _say(self, outcome: Outcome) -> None:
        words = ("added", "changed", "same")
        self.stdout.write("Entries: " + ", ".join(f"{outcome.entries[word]} {word}" for word in words) + ".")
        for table, count in outcome.rows.items():
            told = ", ".join(f"{number} {word}" for word, number in count.items() if number)
            self.stdout.write(f"{table}: {told or 'none'}.")
        for what, number in outcome.not_kept.items():
            self.stdout.write(f"Not kept: {number} × {what}.")
        for problem in outcome.errors[:SHOWN_ERRORS]:
            self.stderr.write(f"{problem.file} line {problem.line}, {problem.column}: {problem.problem}")
        if len(outcome.errors) > SHOWN_ERRORS:
            self.stderr.write(f"… and {len(outcome.errors) - SHOWN_ERRORS} more; --json names them all.")

    def _export(self, by: Actor, options: dict[str, Any]) -> dict[str, Any]:
        rows = DirectoryEntry.objects.of(by).filter(in_use=True).count()
        gate.disclose(
            by,
            kind="export",
            what="directory",
            purpose="operations",
            recipient=gate.OWN_ORGANISATION,
            rows=rows,
        )
        with options["path"].open("wb") as file:
            written = write_package(file, by, as_json=options["tables"] == "json")
        if not options["json"]:
            self.stdout.write(f"{options['path']}: " + ", ".join(f"{n} {t}" for t, n in written.rows.items()))
            for what, number in written.left_out.items():
                self.stdout.write(f"Left out: {number} × {what}.")
        return {"rows": written.rows, "left_out": written.left_out}

    def _refresh(self, by: Actor, options: dict[str, Any]) -> dict[str, Any]:
        with transaction.atomic():
            entries = set(DirectoryEntry.objects.of(by).values_list("pk", flat=True))
            count = refresh_cards(Touched(entries=entries), by=by)
        if not options["json"]:
            self.stdout.write(
                f"Entries: {count['changed'] + count['added']} worked out anew, {count['same']} the same."
            )
        return dict(count)


def _organisation(slug: str) -> Organisation:
    there = list(Organisation.objects.order_by("slug"))
    found = [one for one in there if slug in (one.slug, "")]
    if len(found) == 1:
        return found[0]
    known = ", ".join(one.slug for one in there) or "none yet"
    raise CommandError(f"Name the organisation with --org. There are: {known}.", returncode=NOT_UNDERSTOOD)
