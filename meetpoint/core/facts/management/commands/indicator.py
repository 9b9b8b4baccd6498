"""`meetpoint indicator CODE`: what one indicator tells for some days, on the terminal."""

from __future__ import annotations

import csv
import io
import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import CommandError

from meetpoint.core.consent.gate import OWN_ORGANISATION, disclose
from meetpoint.core.facts.management.commands.facts import organisations
from meetpoint.core.facts.reading.answers import answers
from meetpoint.core.facts.reading.questions import Question
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.commands import OwnCommand
from meetpoint.lib.errors import DomainError

NOT_UNDERSTOOD = 2
FORMS = ("json", "csv")


class Command(OwnCommand):
    help = (
        "Tell one indicator for any days and sites; an indicator that cannot be told says what is missing."
        " What leaves is written into the accounting of disclosures."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", metavar="CODE", help="see meetpoint indicators")
        parser.add_argument("--org", required=True, metavar="SLUG", help="the organisation's short name")
        parser.add_argument("--from", dest="first", type=_day, required=True, metavar="D", help="first day")
        parser.add_argument(
            "--to", dest="last", type=_day, required=True, metavar="D", help="last day, which is included"
        )
        parser.add_argument("--by", default="", metavar="A,B", help="such as site,month; nothing: one value")
        parser.add_argument("--site", action="append", default=[], metavar="S", help="may be repeated")
        parser.add_argument("--format", choices=FORMS, default="json", help="default: json")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["first"] > options["last"]:
            raise CommandError("--to is before --from.", returncode=NOT_UNDERSTOOD)
        (organisation,) = organisations(options["org"])
        try:
            (answer,) = answers(_question(organisation, options))
        except DomainError as problem:
            raise CommandError(str(problem), returncode=NOT_UNDERSTOOD) from None
        data = answer.as_data()
        disclose(
            Actor.system(organisation.pk, "meetpoint indicator"),
            kind="export",
            what="indicator",
            purpose="own use",
            recipient=OWN_ORGANISATION,
            rows=len(answer.rows),
            programmes=[answer.indicator.code.partition(".")[0]],
        )
        self.stdout.write(
            _table(data) if options["format"] == "csv" else json.dumps(data, ensure_ascii=False)
        )


def _question(organisation: Organisation, options: dict[str, Any]) -> Question:
    return Question(
        organisation_id=organisation.pk,
        codes=(options["code"],),
        first=options["first"],
        last=options["last"],
        by=tuple(name.strip() for name in options["by"].split(",") if name.strip()),
        site_ids=_sites(organisation, options["site"]),
    )


def _sites(organisation: Organisation, slugs: list[str]) -> tuple[int, ...] | None:
    if not slugs:
        return None
    known = dict(Site.objects.of(organisation.pk).values_list("slug", "pk"))
    if unknown := [slug for slug in slugs if slug not in known]:
        raise CommandError(f"There is no site {', '.join(unknown)}. There are: {', '.join(known)}.")
    return tuple(known[slug] for slug in slugs)


def _table(data: dict[str, Any]) -> str:
    """Return the rows as CSV; what is missing, and contacts without a code, as lines of their own below."""
    lines = io.StringIO()
    names = list(data["rows"][0]) if data["rows"] else ["value"]
    writer = csv.DictWriter(lines, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(data["rows"])
    return lines.getvalue().rstrip("\n")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a day. Write year-month-day, such as 2026-03-31.") from None
