"""`meetpoint let_in`: a one-time link for somebody whom nobody else can let in again."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from meetpoint.core.access import links
from meetpoint.core.access.actions.server import let_in
from meetpoint.lib.commands import OwnCommand
from meetpoint.lib.errors import DomainError


class Command(OwnCommand):
    help = (
        "Print a one-time link with which a member of staff chooses a new passphrase: for the last "
        "administrator, or an account that several organisations share. Be sure who asks."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--org", required=True, metavar="SLUG", help="the organisation's short name")
        parser.add_argument("--email", required=True, help="the person's email address")
        parser.add_argument(
            "--remove-second-factor",
            action="store_true",
            help="also take away the authenticator app, passkeys and recovery codes, which were lost",
        )
        parser.add_argument(
            "--address", help="where people reach Meetpoint, for the link (default: from the settings)"
        )
        parser.add_argument("--json", action="store_true", help="print JSON for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            path = let_in(options["org"], options["email"], remove_factor=options["remove_second_factor"])
        except DomainError as problem:
            raise CommandError(str(problem)) from None
        link = links.in_full(path, address=options["address"] or "")
        said = json.dumps({"link": link}) if options["json"] else f"One link, for 72 hours: {link}"
        self.stdout.write(said)
