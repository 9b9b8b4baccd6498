"""`meetpoint import encounters FILE`: a programme's own log, recorded from the command line."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from meetpoint.core.imports.errors import NotPlaced, Unplaced
from meetpoint.core.imports.mapping.shape import DATE_ORDERS
from meetpoint.core.imports.one_go import Outcome, Wishes, import_file
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.commands import OwnCommand
from meetpoint.lib.errors import DomainError
from meetpoint.operate.progress import bar, silent

SHOWN_ERRORS = 20


class Command(OwnCommand):
    help = (
        "Record the contacts of a log (CSV or XLSX). The same file again changes nothing. "
        "Refuses with a list of what it could not place."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["encounters"], help="what the file holds")
        parser.add_argument("file", type=Path, metavar="FILE", help="the log, CSV or XLSX")
        parser.add_argument("--org", required=True, metavar="SLUG", help="the organisation's short name")
        parser.add_argument(
            "--mapping", type=Path, metavar="M.toml", help="what its columns mean (docs/operate/import.md)"
        )
        parser.add_argument("--site", default="", metavar="SLUG", help="the site of rows that name none")
        parser.add_argument(
            "--sheet", default="", metavar="NAME", help="the sheet of a workbook (default: the first)"
        )
        parser.add_argument(
            "--dates",
            default="",
            choices=[order for order in DATE_ORDERS if order],
            help="how 3/4/2026 is meant",
        )
        parser.add_argument("--create-sites", action="store_true", help="add the sites that the log names")
        parser.add_argument(
            "--ignore-columns", action="store_true", help="leave out columns that are not known"
        )
        parser.add_argument(
            "--new-log",
            action="store_true",
            help="this is another log than those imported before, however alike",
        )
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        by = Actor.system(_organisation(options["org"]), "import")
        try:
            outcome = self._import(by, options)
        except NotPlaced as problem:
            self._refuse(str(problem), problem.unplaced, options)
        except DomainError as problem:
            self._refuse("\n".join(problem.fields.values()) or str(problem), Unplaced(), options)
        else:
            self._say(outcome, as_json=options["json"])

    def _import(self, by: Actor, options: dict[str, Any]) -> Outcome:
        wishes = Wishes(
            mapping=_text_of(options["mapping"]) if options["mapping"] else "",
            site=options["site"],
            sheet=options["sheet"],
            dates=options["dates"],
            create_sites=options["create_sites"],
            ignore_columns=options["ignore_columns"],
            is_new_log=options["new_log"],
        )
        progress = silent if options["json"] else bar("Recording", unit=" rows")
        try:
            with options["file"].open("rb") as file:
                return import_file(file, wishes, name=options["file"].stem, by=by, progress=progress)
        except OSError as problem:
            raise CommandError(f"{options['file']} cannot be opened: {problem.strerror}.") from None

    def _say(self, outcome: Outcome, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(outcome.as_data()))
            return
        self.stdout.write(
            f"{outcome.rows:,} rows: {outcome.created:,} recorded, {outcome.unchanged:,} already here, "
            f"{outcome.rejected:,} rejected."
        )
        for error in outcome.errors[:SHOWN_ERRORS]:
            self.stdout.write(f"  row {error['row']}, {error['column'] or 'the row'}: {error['message']}")
        if len(outcome.errors) > SHOWN_ERRORS:
            self.stdout.write(f"  … and {len(outcome.errors) - SHOWN_ERRORS:,} more; --json lists all.")

    def _refuse(self, message: str, unplaced: Unplaced, options: dict[str, Any]) -> None:
        if options["json"]:
            nothing = {"rows": 0, "created": 0, "unchanged": 0, "rejected": 0, "errors": []}
            self.stdout.write(json.dumps({**nothing, "refused": message, "unplaced": unplaced.listed()}))
        lines = [message]
        for name, words in unplaced.listed().items():
            lines += [f"{name}: {word}" if name != "decisions" else word for word in words]
        raise CommandError("\n".join(lines))


def _organisation(slug: str) -> int:
    found = Organisation.objects.filter(slug=slug).values_list("pk", flat=True).first()
    if found is None:
        raise CommandError(f"There is no organisation called {slug} here.")
    return found


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise CommandError(f"{path} cannot be read: {problem}.") from None
