"""`meetpoint setup`: the first organisation and its administrator, without demo data."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import override

from meetpoint.core.access import links
from meetpoint.core.organisations.actions import OrganisationDetails, SiteDetails
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.organisations.queries import PLACEHOLDER_NAME, PLACEHOLDER_SLUG
from meetpoint.lib.commands import OwnCommand
from meetpoint.lib.errors import DomainError
from meetpoint.operate.serving.prepare import prepare
from meetpoint.web.welcome.actions import Newcomer, welcome_organisation

NEEDED = {
    "org": "Name of the organisation",
    "slug": "Short name (a to z, hyphens)",
    "admin": "Administrator's email",
}
FLAGS = {
    "name": "--org",
    "slug": "--slug",
    "email": "--admin",
    "time_zone": "--time-zone",
    "policy_pack": "--policy",
    "site_name": "--site",
}


class Command(OwnCommand):
    help = (
        "Set up the first organisation with its administrator, and print a one-time sign-in link. "
        "Run again, it says that Meetpoint is set up and changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--org", help="the organisation's name")
        parser.add_argument("--slug", help="its short name: small letters, digits, hyphens")
        parser.add_argument("--admin", metavar="EMAIL", help="the first administrator's email address")
        parser.add_argument(
            "--admin-name", default="Administrator", help="how colleagues see the administrator"
        )
        parser.add_argument(
            "--site",
            default=PLACEHOLDER_NAME,
            help=f"the name of the first site (default: {PLACEHOLDER_NAME})",
        )
        parser.add_argument("--time-zone", default="UTC", help="such as America/Chicago (default UTC)")
        parser.add_argument(
            "--policy", default="", help="the jurisdiction pack, such as us-ri (default none)"
        )
        parser.add_argument("--language", default="en", choices=[code for code, _ in settings.LANGUAGES])
        parser.add_argument(
            "--another", action="store_true", help="add one more organisation to this installation"
        )
        parser.add_argument(
            "--address", help="where people reach Meetpoint, for the link (default: from the settings)"
        )
        parser.add_argument(
            "--no-input", action="store_true", help="ask nothing; fail when something is missing"
        )
        parser.add_argument(
            "--json", action="store_true", help="print JSON for a program (implies --no-input)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        prepare(demo=False, say=lambda line: None if options["json"] else self.stdout.write(line))
        if there := _already(options):
            self._say(options, f"Meetpoint is already set up here ({there}). Nothing was changed.", link=None)
            return
        answers = self._answers(options)
        try:
            with override(options["language"]):
                made = welcome_organisation(_newcomer(answers, options), another=options["another"])
        except DomainError as problem:
            raise CommandError(_explain(problem)) from None
        link = links.in_full(made.link, address=options["address"] or "")
        self._say(
            options, f"{answers['org']} is set up. Sign in once with this link, within 72 hours:", link=link
        )

    def _answers(self, options: dict[str, Any]) -> dict[str, str]:
        silent = options["no_input"] or options["json"]
        missing = [name for name in NEEDED if not options[name]]
        if missing and silent:
            raise CommandError(f"Please give {', '.join(f'--{name}' for name in missing)}.")
        return {name: options[name] or input(f"{label}: ") for name, label in NEEDED.items()}

    def _say(self, options: dict[str, Any], line: str, *, link: str | None) -> None:
        if options["json"]:
            self.stdout.write(json.dumps({"message": line, "link": link}))
            return
        self.stdout.write(line)
        if link:
            self.stdout.write(link)


def _already(options: dict[str, Any]) -> str:
    present = list(Organisation.objects.order_by("pk").values_list("slug", flat=True))
    if options["another"] and options["slug"] not in present:
        return ""
    return ", ".join(present)


def _newcomer(answers: dict[str, str], options: dict[str, Any]) -> Newcomer:
    details = OrganisationDetails(
        name=answers["org"],
        time_zone=options["time_zone"],
        language=options["language"],
        policy_pack=options["policy"],
    )
    return Newcomer(
        slug=answers["slug"],
        details=details,
        site=SiteDetails(name=options["site"], slug=PLACEHOLDER_SLUG),
        admin_email=answers["admin"],
        admin_name=options["admin_name"],
    )


def _explain(problem: DomainError) -> str:
    lines = [f"{FLAGS.get(field, field)}: {message}" for field, message in problem.fields.items()]
    return "\n".join(lines) or str(problem)
