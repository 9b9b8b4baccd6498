"""`meetpoint facts`: brings facts up to date, compares them with the records, or makes them anew."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import chain
from typing import Any

from django.core.management.base import CommandError

from meetpoint.core.facts.actions import keep_comparison
from meetpoint.core.facts.reading.comparing import figure_differences
from meetpoint.core.facts.store import refreshing
from meetpoint.core.facts.store.verifying import Difference, differences
from meetpoint.core.organisations.models import Organisation
from meetpoint.lib.commands import OwnCommand

SHOWN = 20


class Command(OwnCommand):
    help = (
        "Facts are the de-identified copies that indicators are counted from. `refresh` copies what was"
        " changed, `verify` compares every total with the records, `rebuild` copies everything again, and"
        " `rotate-key` does so under a new key, so that nobody can say which person was which before."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("part", choices=("refresh", "verify", "rebuild", "rotate-key"))
        parser.add_argument("--org", metavar="SLUG", help="only this organisation (default: every one)")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(organisations(options["org"]))
        if options["part"] == "verify":
            self._verify(found, as_json=options["json"])
            return
        copied = {one.slug: self._copy(options["part"], one) for one in found}
        if options["json"]:
            self.stdout.write(json.dumps([{"organisation": s, "copied": c} for s, c in copied.items()]))
            return
        for slug, count in copied.items():
            self.stdout.write(f"{slug}: {count} months copied; its facts are up to date.")

    def _copy(self, part: str, organisation: Organisation) -> int:
        work: dict[str, Callable[..., object]] = {
            "refresh": refreshing.refresh,
            "rebuild": refreshing.rebuild,
            "rotate-key": refreshing.rotate_key,
        }
        copied: list[str] = []
        work[part](organisation.pk, say=copied.append)
        return len(copied)

    def _verify(self, found: list[Organisation], *, as_json: bool) -> None:
        all_found = {}
        for one in found:
            all_found[one.slug] = list(chain(differences(one.pk), figure_differences(one.pk)))
            keep_comparison(one.pk, all_found[one.slug])
        if as_json:
            lines = [{"organisation": s, **asdict(d)} for s, ds in all_found.items() for d in ds]
            self.stdout.write(json.dumps(lines))
        else:
            for slug, differing in all_found.items():
                self._say(slug, differing)
        if any(all_found.values()):
            raise CommandError("Facts and records differ. Run meetpoint facts rebuild, then verify again.")

    def _say(self, slug: str, differing: list[Difference]) -> None:
        if not differing:
            self.stdout.write(f"{slug}: every total of its facts is that of its records.")
        for one in differing[:SHOWN]:
            self.stdout.write(
                f"{slug}: {one.table} {one.month}, {one.what}: facts {one.facts}, records {one.records}"
            )
        if len(differing) > SHOWN:
            self.stdout.write(f"{slug}: and {len(differing) - SHOWN} more; --json shows them all.")


def organisations(slug: str | None) -> Iterator[Organisation]:
    """Yield one organisation by its short name, or every one. Raises CommandError when it is not known."""
    found = Organisation.objects.order_by("slug")
    chosen = [one for one in found if slug in (None, one.slug)]
    if slug is not None and not chosen:
        known = ", ".join(one.slug for one in found) or "none yet"
        raise CommandError(f"There is no organisation {slug!r}. There are: {known}.")
    yield from chosen
