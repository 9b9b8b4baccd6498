"""`meetpoint drugcheck import DIR|FILE`: samples and results from a laboratory's files."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.supplies.queries import Place, places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.commands import OwnCommand
from meetpoint.lib.errors import DomainError
from meetpoint.services.drug_checking.actions.files import LAYOUTS, read_path
from meetpoint.services.drug_checking.actions.importing import Outcome, import_samples

NOT_UNDERSTOOD = 2
SHOWN_ERRORS = 20


class Command(OwnCommand):
    help = (
        "Take in samples and results from a laboratory's files (CSV or XLSX). Bad rows are named and left"
        " out,"
        " good ones are stored; the same files again change nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["import"], help="what to do")
        parser.add_argument("path", type=Path, metavar="DIR|FILE", help="a file, or a folder of them")
        parser.add_argument(
            "--layout", required=True, choices=sorted(LAYOUTS), help="whose columns they have"
        )
        parser.add_argument(
            "--org", default="", metavar="SLUG", help="which organisation (default: the only one)"
        )
        parser.add_argument(
            "--site", default="", metavar="SLUG", help="the site of samples that are new (default: the first)"
        )
        parser.add_argument(
            "--release", action="store_true", help="let results be read under their slips at once"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would come of it")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        by = Actor.system(_organisation(options["org"]).pk, "meetpoint drugcheck")
        place = _place(by, options["site"])
        try:
            parsed = read_path(options["path"], options["layout"])
            outcome = import_samples(
                parsed, place, by=by, dry_run=options["dry_run"], tell=options["release"]
            )
        except OSError as problem:
            raise CommandError(f"{options['path']} cannot be read: {problem.strerror}.") from None
        except DomainError as problem:
            raise CommandError(str(problem)) from None
        if options["json"]:
            self.stdout.write(json.dumps(outcome.as_json(), ensure_ascii=False))
        else:
            self._say(outcome)

    def _say(self, outcome: Outcome) -> None:
        for what in ("samples", "results", "substances"):
            counts = ", ".join(f"{number} {word}" for word, number in getattr(outcome, what).items())
            self.stdout.write(f"{what.capitalize()}: {counts}.")
        if outcome.not_listed:
            names = ", ".join(name for name, _times in outcome.not_listed.most_common(10))
            self.stdout.write(
                f"Kept as the laboratory wrote them, since the vocabulary has no word: {names}."
            )
        for problem in outcome.errors[:SHOWN_ERRORS]:
            self.stderr.write(f"{problem.file} line {problem.line}, {problem.column}: {problem.problem}")
        if len(outcome.errors) > SHOWN_ERRORS:
            self.stderr.write(f"… and {len(outcome.errors) - SHOWN_ERRORS} more; --json names them all.")


def _organisation(slug: str) -> Organisation:
    there = list(Organisation.objects.order_by("slug"))
    found = [one for one in there if slug in (one.slug, "")]
    if len(found) == 1:
        return found[0]
    known = ", ".join(one.slug for one in there) or "none yet"
    raise CommandError(f"Name the organisation with --org. There are: {known}.", returncode=NOT_UNDERSTOOD)


def _place(by: Actor, slug: str) -> Place:
    sites = Site.objects.of(by).order_by("pk")
    site = (sites.filter(slug=slug) if slug else sites.filter(closed_on=None)).first()
    if site is None:
        known = ", ".join(sites.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no such site. There are: {known}.", returncode=NOT_UNDERSTOOD)
    return places_of(by)[site.pk]
