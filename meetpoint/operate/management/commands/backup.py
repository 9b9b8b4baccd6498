"""`meetpoint backup`: make an encrypted backup; `meetpoint backup verify`: prove one by restoring it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from meetpoint.lib.commands import OwnCommand
from meetpoint.operate import progress
from meetpoint.operate.backups import identities
from meetpoint.operate.backups.errors import BackupProblem
from meetpoint.operate.backups.make import Made, backups_in, make_backup
from meetpoint.operate.backups.manifest import Manifest
from meetpoint.operate.backups.restore import verify


class Command(OwnCommand):
    help = (
        "Back up the database and the files, encrypted with age, without the keys. "
        "`meetpoint backup verify latest` proves the newest by restoring it into a passing folder."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON for a program")
        parser.add_argument("--to", type=Path, help="the folder to write to (default MEETPOINT_HOME/backups)")
        parser.add_argument(
            "--recipient", help="the age public key to encrypt to (default: this installation's)"
        )
        parser.add_argument(
            "--keep", type=int, default=14, help="how many backups the folder keeps (default 14)"
        )
        actions = parser.add_subparsers(dest="action", metavar="verify")
        check = actions.add_parser("verify", help="restore a backup into a passing folder and compare")
        check.add_argument("file", help="a backup file, or `latest`")
        check.add_argument(
            "--identity", type=Path, help="the age identity file (default: in the keys folder)"
        )
        check.add_argument("--json", action="store_true", help="print JSON for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["action"] == "verify":
                self._verify(options)
            else:
                self._make(options)
        except BackupProblem as problem:
            raise CommandError(str(problem)) from None

    def _make(self, options: dict[str, Any]) -> None:
        chosen = identities.recipient_for(settings.KEYS, options["recipient"])
        shown = progress.silent if options["json"] else progress.bar("Backing up")
        to = options["to"] or settings.HOME / "backups"
        made = make_backup(to, chosen.recipient, keep=options["keep"], progress=shown)
        if options["json"]:
            self.stdout.write(json.dumps(_as_data(made, chosen)))
            return
        self.stdout.write(
            f"Backed up {_rows(made.manifest):,} rows to {made.path} ({made.size / 1e6:.1f} MB)."
        )
        for path in made.removed:
            self.stdout.write(f"Removed the old {path.name} (--keep {options['keep']}).")
        if chosen.made:
            self.stdout.write(_MOVE_IT.format(path=chosen.made))

    def _verify(self, options: dict[str, Any]) -> None:
        file = _file(options["file"], options["to"] or settings.HOME / "backups")
        identity = options["identity"] or settings.KEYS / identities.IDENTITY_FILE
        shown = progress.silent if options["json"] else progress.bar("Verifying")
        said = verify(file, identity, progress=shown)
        if options["json"]:
            self.stdout.write(
                json.dumps({"file": str(file), "sound": True, "rows": _rows(said), "made": said.made_at})
            )
        else:
            self.stdout.write(f"{file.name} is sound: {_rows(said):,} rows and every audit chain came back.")


_MOVE_IT = """
A key for opening backups was made just now: {path}
Move it to a place that is not this machine (a USB stick in a safe, say), and keep two copies: without it
no backup can be opened, and whoever holds it can open them all. New backups do not need it.
"""


def _file(given: str, folder: Path) -> Path:
    if given != "latest":
        return Path(given)
    found = backups_in(folder)
    if not found:
        raise CommandError(f"There is no backup in {folder}. Make one: meetpoint backup")
    return found[-1]


def _rows(said: Manifest) -> int:
    return sum(said.contents.rows.values())


def _as_data(made: Made, chosen: identities.Chosen) -> dict[str, Any]:
    return {
        "file": str(made.path),
        "bytes": made.size,
        "rows": _rows(made.manifest),
        "removed": [str(path) for path in made.removed],
        "new_identity": str(chosen.made) if chosen.made else None,
    }
