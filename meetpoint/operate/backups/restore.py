"""Opening a backup: into a passing folder to prove it, or into an empty installation."""

from __future__ import annotations

import hashlib
import tarfile
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from meetpoint.operate import folders
from meetpoint.operate.backups import manifest, postgres_copy, sqlite_copy
from meetpoint.operate.backups.errors import BackupProblem, Damaged, NotEmpty
from meetpoint.operate.backups.identities import read_identity
from meetpoint.operate.backups.make import DATABASE_ENTRY, FOLDERS, workplace
from meetpoint.operate.backups.manifest import Contents, Manifest
from meetpoint.operate.backups.sealed import unsealing
from meetpoint.operate.progress import Progress


def verify(file: Path, identity: Path, *, progress: Progress) -> Manifest:
    """Restore a backup into a passing folder, compare it with its manifest, and remove it again.

    Raises BackupProblem (WrongIdentity, Damaged) when it would not bring the installation back.
    """
    with workplace(settings.HOME) as place:
        said = _open(file, identity, place)
        dumped = place / DATABASE_ENTRY[said.engine]
        if said.engine == "sqlite":
            sqlite_copy.prove_sound(dumped)
            found = sqlite_copy.contents(dumped, progress)
        else:
            found = postgres_copy.try_out(_database("postgresql"), dumped)
        _agree(file, said.contents, found)
    return said


def restore(file: Path, identity: Path, *, into: Path, progress: Progress) -> Manifest:
    """Bring an installation back into an empty home (and, for PostgreSQL, an empty database).

    Keys are not in a backup: put them back beside it before serving. Raises BackupProblem; then the
    home holds nothing new.
    """
    _refuse_if_in_use(into)
    folders.private(into)
    with workplace(into) as place:
        said = _open(file, identity, place)
        _refuse_if_newer(said)
        dumped = place / DATABASE_ENTRY[said.engine]
        if said.engine == "sqlite":
            _database("sqlite")
            _agree(file, said.contents, sqlite_copy.contents(dumped, progress))
            dumped.replace(into / DATABASE_ENTRY["sqlite"])
        else:
            _agree(file, said.contents, postgres_copy.load(_database("postgresql"), dumped))
        for folder in FOLDERS:
            if (place / folder).exists():
                (place / folder).replace(into / folder)
    return said


def _open(file: Path, identity: Path, place: Path) -> Manifest:
    with unsealing(file, read_identity(identity)) as stream:
        found = _extract(stream, place)
    said = manifest.read((place / manifest.NAME).read_bytes()) if manifest.NAME in found else None
    if said is None or said.engine not in DATABASE_ENTRY:
        raise Damaged(f"{file.name} is encrypted correctly but is not a backup of Meetpoint.")
    found.pop(manifest.NAME)
    if found != dict(said.sha256):
        raise Damaged(f"{file.name} does not hold what its manifest lists.")
    return said


def _extract(stream: BinaryIO, place: Path) -> dict[str, str]:
    fingerprints = {}
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            for entry in tar:
                tar.extract(entry, place, filter="data")
                fingerprints[entry.name] = _fingerprint(place / entry.name)
    except tarfile.TarError as problem:
        raise OSError(str(problem)) from None
    return fingerprints


def _fingerprint(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _agree(file: Path, said: Contents, found: Contents) -> None:
    if wrong := manifest.differences(said, found):
        raise Damaged(f"{file.name} does not restore to what it should: {'; '.join(wrong[:5])}.")


def _database(engine: str) -> dict[str, Any]:
    database: dict[str, Any] = settings.DATABASES["default"]
    is_postgres = database["ENGINE"].endswith("postgresql")
    if engine == "postgresql" and not is_postgres:
        raise BackupProblem(
            "This backup is of a PostgreSQL database. Set DATABASE_URL to one (empty, to restore)."
        )
    if engine == "sqlite" and is_postgres:
        raise BackupProblem("This backup is of an embedded database. Unset DATABASE_URL to restore it.")
    return database


def _refuse_if_in_use(home: Path) -> None:
    for name in (DATABASE_ENTRY["sqlite"], *FOLDERS):
        if (home / name).exists():
            raise NotEmpty(
                f"{home} already holds an installation ({name}). Name an empty folder with --into."
            )


def _refuse_if_newer(said: Manifest) -> None:
    loader = MigrationLoader(connection, load=False)
    loader.load_disk()
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    if unknown := [name for name in said.contents.migrations if name not in known]:
        raise BackupProblem(
            f"This backup was made by Meetpoint {said.meetpoint}, which is newer than this one "
            f"(it knows {unknown[0]}). Upgrade first, then restore."
        )
