"""`meetpoint restore`: bring an installation back from a backup into an empty home."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from meetpoint.lib.commands import OwnCommand
from meetpoint.operate import progress
from meetpoint.operate.backups.errors import BackupProblem
from meetpoint.operate.backups.restore import restore


class Command(OwnCommand):
    help = "Restore a backup into an empty home. Keys are not in it: copy them back yourself before serving."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the backup file")
        parser.add_argument(
            "--identity", type=Path, required=True, help="the age identity file that opens it"
        )
        parser.add_argument(
            "--into", type=Path, required=True, help="an empty folder: the restored MEETPOINT_HOME"
        )
        parser.add_argument("--json", action="store_true", help="print JSON for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        home = options["into"].expanduser().resolve()
        shown = progress.silent if options["json"] else progress.bar("Restoring")
        try:
            said = restore(options["file"], options["identity"], into=home, progress=shown)
        except BackupProblem as problem:
            raise CommandError(str(problem)) from None
        if options["json"]:
            self.stdout.write(
                json.dumps({"home": str(home), "made": said.made_at, "rows": dict(said.contents.rows)})
            )
            return
        self.stdout.write(
            f"Restored {sum(said.contents.rows.values()):,} rows of {said.made_at} into {home}.\n"
            f"Now copy the keys back to {home / 'keys'} (or set MEETPOINT_KEYS), then: "
            f"MEETPOINT_HOME={home} meetpoint check && MEETPOINT_HOME={home} meetpoint serve"
        )
