"""Keys, file permissions and disk space."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from meetpoint.operate.backups.identities import IDENTITY_FILE
from meetpoint.operate.checks.finding import Finding, error, warning

LEAST_FREE_SHARE = 0.10
OTHERS_MAY = stat.S_IRWXG | stat.S_IRWXO


def key_files() -> Iterator[Finding]:
    """Say when keys lie beside what they protect, are missing, or can be read by others."""
    folder: Path = settings.KEYS
    if folder.is_relative_to(settings.HOME):
        yield warning(
            folder,
            "The keys lie inside MEETPOINT_HOME: whoever copies that folder can read what is sealed.",
            mend="Move the folder elsewhere and name it in MEETPOINT_KEYS.",
        )
    if not any(folder.glob("*.key")):
        yield error(folder, "There are no keys here.", mend="Copy the keys of this installation back.")
    if (folder / IDENTITY_FILE).exists():
        yield warning(
            folder / IDENTITY_FILE,
            "The key that opens backups lies on this machine.",
            mend="Move it to a place that is not this machine; new backups do not need it.",
        )
    for path in [folder, *folder.glob("*")]:
        yield from _open_to_others(path)


def permissions() -> Iterator[Finding]:
    """Say which of the installation's files other users of the machine could open."""
    home: Path = settings.HOME
    database = home / "meetpoint.sqlite3"
    for path in [home, *home.glob(f"{database.name}*"), home / "files", home / "backups"]:
        if path.exists():
            yield from _open_to_others(path)


def disk() -> Iterator[Finding]:
    """Say when the disk of the installation is nearly full."""
    space = shutil.disk_usage(settings.HOME)
    if space.free < space.total * LEAST_FREE_SHARE:
        yield warning(
            settings.HOME,
            f"Only {space.free / 1e9:.1f} GB ({space.free / space.total:.0%}) of the disk is free.",
            mend="Free some space, or keep fewer backups: meetpoint backup --keep N.",
        )


def _open_to_others(path: Path) -> Iterator[Finding]:
    found = path.stat()
    if found.st_mode & OTHERS_MAY:
        mode = "700" if path.is_dir() else "600"
        yield warning(path, "Other users of this machine can open this.", mend=f"chmod {mode} {path}")
    if found.st_uid != os.getuid():
        yield warning(path, "This belongs to another user.", mend=f"chown $(id -un) {path}")
