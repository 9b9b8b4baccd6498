"""`meetpoint report`: a report for a funder, from the command line."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone, translation

from meetpoint.core.facts.serving.here import ask_here
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.organisations.packs import say
from meetpoint.core.reports.actions import run_report
from meetpoint.core.reports.answering.answer import sites_in_reach
from meetpoint.core.reports.answering.report import Report
from meetpoint.core.reports.asking.library import shipped
from meetpoint.core.reports.asking.template import Template
from meetpoint.core.reports.disclosing import disclose_report
from meetpoint.core.reports.documents.files import FORMS, as_json, csv_of, workbook_of
from meetpoint.core.reports.documents.paper import pdf_of
from meetpoint.core.reports.periods import check_span
from meetpoint.core.reports.queries import report_of, templates_of
from meetpoint.core.reports.releasing.policies import policy_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.export import BYTE_ORDER_MARK, pieces
from meetpoint.lib.commands import OwnCommand
from meetpoint.lib.errors import DomainError

NOT_UNDERSTOOD = 2


class Command(OwnCommand):
    help = (
        "Answer a funder's report for any days and sites, and keep it as it was. A row that cannot be"
        " answered from what is recorded says what is missing. What leaves is written into the accounting of"
        " disclosures."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", metavar="NAME", help="which report; see --list")
        parser.add_argument("--list", action="store_true", help="show the reports there are")
        parser.add_argument("--org", metavar="SLUG", help="the organisation's short name")
        parser.add_argument("--from", dest="first", type=_day, metavar="D", help="first day, year-month-day")
        parser.add_argument("--to", dest="last", type=_day, metavar="D", help="last day, which is included")
        parser.add_argument(
            "--site",
            action="append",
            default=[],
            metavar="S",
            help="a site's short name; may be repeated",
        )
        parser.add_argument("--format", choices=(*FORMS, "pdf"), default="json", help="default: json")
        parser.add_argument("--output", type=Path, metavar="FILE", help="write here (default: the terminal)")
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            help="of the words in it (default: the organisation's)",
        )
        parser.add_argument("--json", action="store_true", help="with --list: print JSON for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self._list(options)
            return
        if options["format"] in ("xlsx", "pdf") and options["output"] is None:
            raise CommandError("A workbook or PDF needs --output FILE.", returncode=NOT_UNDERSTOOD)
        own = Organisation.objects.filter(slug=options["org"]).first()
        template = _template(options["name"], _templates(own))
        first, last = _days(options)
        organisation = own or _organisation(options["org"])
        actor = Actor.system(organisation.pk, "meetpoint report")
        sites = _sites(actor, options["site"])
        with _as_at(organisation), translation.override(options["language"] or organisation.language):
            run = run_report(template, first, last, by=actor, sites=sites, ask=ask_here)
            content = self._content(actor, report_of(run), options, organisation)
        self._write(content, options["output"])

    def _list(self, options: dict[str, Any]) -> None:
        own = _organisation(options["org"]) if options["org"] else None
        lines = [_listed(template) for template in _templates(own).values()]
        if options["json"]:
            self.stdout.write(json.dumps(lines, ensure_ascii=False))
            return
        for line in lines:
            about = f"{', '.join(line['periods'])}; {line['funder'] or '–'}"
            self.stdout.write(f"{line['report']:<20} {line['title']} ({about})")

    def _content(
        self, actor: Actor, report: Report, options: dict[str, Any], organisation: Organisation
    ) -> bytes:
        form = options["format"]
        notice = disclose_report(actor, report, kind="export").notice
        if form == "json":
            return f"{as_json(report)}\n".encode()
        if form == "csv":
            return b"".join(csv_of(report, notice=notice)).removeprefix(BYTE_ORDER_MARK)
        if form == "pdf":
            return pdf_of(report, policy_of(organisation), notice=notice)
        return b"".join(pieces(workbook_of(report, notice=notice)))

    def _write(self, content: bytes, output: Path | None) -> None:
        if output is None:
            self.stdout.write(content.decode(), ending="")
            return
        try:
            output.write_bytes(content)
        except OSError as problem:
            raise CommandError(f"{output} could not be written: {problem.strerror}.") from None
        self.stderr.write(f"Wrote {output}.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a day. Write year-month-day, such as 2026-03-31.") from None


def _templates(organisation: Organisation | None) -> Mapping[str, Template]:
    """Return the shipped templates, with an organisation's own where one is named."""
    return templates_of(organisation.pk) if organisation else shipped()


def _template(name: str | None, there: Mapping[str, Template]) -> Template:
    known = ", ".join(there)
    if not name:
        raise CommandError(f"Name a report. There are: {known}.", returncode=NOT_UNDERSTOOD)
    if name not in there:
        raise CommandError(f"There is no report {name!r}. There are: {known}.", returncode=NOT_UNDERSTOOD)
    return there[name]


def _days(options: dict[str, Any]) -> tuple[date, date]:
    wanted = {"--org": options["org"], "--from": options["first"], "--to": options["last"]}
    if lacking := [name for name, given in wanted.items() if not given]:
        raise CommandError(f"Please give {', '.join(lacking)}.", returncode=NOT_UNDERSTOOD)
    try:
        check_span(options["first"], options["last"])
    except DomainError as problem:
        where = "".join(f"--{field}: " for field in problem.fields)
        raise CommandError(f"{where}{problem}", returncode=NOT_UNDERSTOOD) from None
    return options["first"], options["last"]


def _organisation(slug: str) -> Organisation:
    found = Organisation.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Organisation.objects.order_by("slug").values_list("slug", flat=True))
        raise CommandError(f"There is no organisation {slug!r}. There are: {known or 'none yet'}.")
    return found


def _sites(actor: Actor, slugs: list[str]) -> list[Site] | None:
    if not slugs:
        return None
    there = {site.slug: site for site in sites_in_reach(actor)}
    if unknown := [slug for slug in slugs if slug not in there]:
        raise CommandError(f"There is no site {', '.join(unknown)}. There are: {', '.join(there)}.")
    return [there[slug] for slug in slugs]


def _as_at(organisation: Organisation) -> timezone.override:
    return timezone.override(ZoneInfo(organisation.time_zone))


def _listed(template: Template) -> dict[str, Any]:
    return {
        "report": template.slug,
        "title": say(template.title),
        "funder": say(template.funder) if template.funder else "",
        "periods": [period.value for period in template.periods],
        "version": template.version,
    }
