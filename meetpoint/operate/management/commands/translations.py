"""`meetpoint translations`: what is not yet translated, and the catalogues to write it into."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from meetpoint.lib.commands import OwnCommand
from meetpoint.operate import translations


class Command(OwnCommand):
    help = "List what is not translated yet; with --update, rewrite the catalogues and keep what is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--update", action="store_true", help="bring every django.po up to date with the code"
        )
        parser.add_argument("--json", action="store_true", help="print JSON for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        changed = self._update() if options["update"] else []
        lacking = {
            language: {
                str(app.relative_to(translations.PACKAGE)): [p.text for p in some]
                for app, some in found.items()
            }
            for language in translations.languages()
            if (found := translations.missing(language))
        }
        if options["json"]:
            self.stdout.write(json.dumps({"changed": changed, "missing": lacking}, ensure_ascii=False))
        else:
            self._write(changed, lacking)
        if lacking:
            raise CommandError("Some phrases are not translated yet.")

    def _update(self) -> list[str]:
        return [
            str(translations.catalogue_path(app, language).relative_to(translations.PACKAGE))
            for language in translations.languages()
            for app in translations.our_apps()
            if translations.update(app, language)
        ]

    def _write(self, changed: list[str], lacking: dict[str, dict[str, list[str]]]) -> None:
        for path in changed:
            self.stdout.write(f"Rewrote {path}.")
        for language, by_app in lacking.items():
            for app, texts in by_app.items():
                self.stdout.write(f"{app} ({language}):")
                for text in texts:
                    self.stdout.write(f"  {text!r}")
        if not lacking:
            self.stdout.write("Everything is translated.")
