"""`meetpoint disclosure protect|audit TABLE.json`: which cells of a table to hide, and whether it is safe."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from meetpoint.core.reports.publishing.answers import Answer, audited, policy_for, protected
from meetpoint.core.reports.publishing.errors import PublishingError
from meetpoint.core.reports.publishing.policies import Policy, policies, policy_named
from meetpoint.core.reports.publishing.tables.given import Given
from meetpoint.core.reports.publishing.tables.reading import read_tables
from meetpoint.core.reports.publishing.tables.writing import drawn, sentence
from meetpoint.lib.commands import OwnCommand

NOT_UNDERSTOOD = 2
QUESTIONS = {"protect": protected, "audit": audited}


class Command(OwnCommand):
    help = (
        "Choose the cells that a table must hide before it is published, or find out what can be worked out"
        " of a table. Needs no database."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
        for name, told in (
            ("protect", "Choose what to hide: the small cells, and as few others as possible."),
            ("audit", "Say what readers can work out; exit code 1 when a cell is exposed."),
        ):
            part = parts.add_parser(name, help=told, description=told)
            part.add_argument("table", type=Path, metavar="TABLE.json", help="one table, or a list of tables")
            part.add_argument(
                "--policy", metavar="NAME", help="name or name@version (default: the table's, or cms)"
            )
            part.add_argument("--json", action="store_true", help="print JSON for a program")
        listed = parts.add_parser("policies", help="Show which policies there are, with their sources.")
        listed.add_argument("--json", action="store_true", help="print JSON for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["part"] == "policies":
            self._policies(as_json=options["json"])
            return
        _known_policy(options["policy"])
        try:
            tables, listed = read_tables(options["table"])
            answers = [
                (
                    given,
                    policy := policy_for(given, options["policy"]),
                    QUESTIONS[options["part"]](given, policy),
                )
                for given in tables
            ]
        except PublishingError as problem:
            raise CommandError(str(problem)) from None
        self._tell(answers, listed=listed, as_json=options["json"])
        if exposed := sum(len(answer.audit.exposed) for _given, _policy, answer in answers):
            raise CommandError(f"Do not publish this: {exposed} exposed.")

    def _tell(self, answers: list[tuple[Given, Policy, Answer]], *, listed: bool, as_json: bool) -> None:
        if as_json:
            told = [answer.json for _given, _policy, answer in answers]
            self.stdout.write(json.dumps(told if listed else told[0], ensure_ascii=False, allow_nan=False))
            return
        for each in answers:
            self.stdout.write("\n".join(_lines(*each)))

    def _policies(self, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps([_told(each) for each in policies()], ensure_ascii=False))
            return
        for each in policies():
            self.stdout.write(f"{each.name}@{each.version}  {each.threshold}. {each.title}. {each.url}")


def _known_policy(name: str | None) -> None:
    try:
        if name:
            policy_named(name)
    except PublishingError as problem:
        raise CommandError(str(problem), returncode=NOT_UNDERSTOOD) from None


def _lines(given: Given, policy: Policy, answer: Answer) -> list[str]:
    hidden, cells = int(answer.hidden.sum()), len(answer.hidden)
    told = answer.json
    others = len(told["secondary_min_count_loss"])
    lines = [
        f"{given.name}: {policy.name}@{policy.version}, {policy.threshold}",
        *drawn(given, answer.hidden),
        f"{hidden} of {cells} cells hidden, {others} of them to protect others.",
    ]
    if "method" in told:
        proven = "no choice hides fewer" if told["fewest_proven"] else "fewer may be possible"
        lines.append(f"Chosen by: {told['method']}; {proven}.")
    lines += [sentence(each) for each in answer.audit.exposed]
    if answer.audit.is_safe:
        lines.append("Safe: no small cell can be known more closely than the policy allows.")
    return [*lines, ""]


def _told(policy: Policy) -> dict[str, Any]:
    return {
        "name": policy.name,
        "version": policy.version,
        "title": policy.title,
        "jurisdiction": policy.jurisdiction,
        "threshold": policy.threshold,
        "small": list(policy.small),
        "reach": policy.reach,
        "width": policy.width,
        "informed_values": policy.informed_values,
        "source": policy.source,
        "url": policy.url,
        "read_on": policy.read_on.isoformat(),
        "ours": policy.ours,
    }
