"""Making a backup: database and files into one tar, encrypted on the way; keys never go in."""

from __future__ import annotations

import hashlib
import io
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

import meetpoint
from meetpoint.lib import clock
from meetpoint.operate import folders
from meetpoint.operate.backups import manifest, postgres_copy, sqlite_copy
from meetpoint.operate.backups.errors import BackupProblem
from meetpoint.operate.backups.manifest import Contents, Manifest
from meetpoint.operate.backups.sealed import sealing
from meetpoint.operate.progress import Progress

DATABASE_ENTRY = {"sqlite": "meetpoint.sqlite3", "postgresql": "meetpoint.pgdump"}
FOLDERS = ("files", "audit-anchors")
"""What lies beside the database and belongs to the records. Keys never do."""
NAMES = "meetpoint-*.age"


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup."""

    path: Path
    size: int
    manifest: Manifest
    removed: tuple[Path, ...]


def make_backup(to: Path, recipient: str, *, keep: int, progress: Progress) -> Made:
    """Write one encrypted backup into a folder, then remove the oldest beyond `keep`.

    Raises BackupProblem; then there is no new file, and none was removed.
    """
    if keep < 1:
        raise BackupProblem("At least one backup must be kept: --keep 1 or more.")
    stamp = clock.now().strftime("%Y%m%dT%H%M%S%fZ")
    path = folders.private(to) / f"meetpoint-{stamp}.age"
    with workplace(settings.HOME) as place:
        engine, dumped, contents = _dump(place, progress)
        with sealing(path, recipient) as sink:
            written = _write_tar(sink, {DATABASE_ENTRY[engine]: dumped}, _about(engine, contents))
    return Made(path, path.stat().st_size, written, _remove_oldest(to, keep))


@contextmanager
def workplace(home: Path) -> Iterator[Path]:
    """Give a private folder inside the installation that is gone afterwards; nothing is written elsewhere."""
    place = Path(tempfile.mkdtemp(prefix="backup-", dir=folders.private(home / "tmp")))
    try:
        yield place
    finally:
        shutil.rmtree(place)


def _dump(place: Path, progress: Progress) -> tuple[str, Path, Contents]:
    database: dict[str, Any] = settings.DATABASES["default"]
    if database["ENGINE"].endswith("postgresql"):
        target = place / DATABASE_ENTRY["postgresql"]
        return "postgresql", target, postgres_copy.dump(database, target)
    target = place / DATABASE_ENTRY["sqlite"]
    sqlite_copy.copy(Path(database["NAME"]), target, progress)
    return "sqlite", target, sqlite_copy.contents(target, progress)


def _about(engine: str, contents: Contents) -> Manifest:
    return Manifest(
        made_at=clock.now().isoformat(),
        meetpoint=meetpoint.__version__,
        engine=engine,
        contents=contents,
        sha256={},
    )


def _write_tar(sink: BinaryIO, dumped: dict[str, Path], about: Manifest) -> Manifest:
    fingerprints = {}
    with tarfile.open(fileobj=sink, mode="w|") as tar:
        for name, source in {**dumped, **_files()}.items():
            fingerprints[name] = _add(tar, name, source)
        finished = Manifest(
            made_at=about.made_at,
            meetpoint=about.meetpoint,
            engine=about.engine,
            contents=about.contents,
            sha256=fingerprints,
        )
        _add_text(tar, manifest.NAME, finished.to_json())
    return finished


def _files() -> dict[str, Path]:
    home: Path = settings.HOME
    found = sorted(path for folder in FOLDERS for path in (home / folder).rglob("*") if path.is_file())
    return {path.relative_to(home).as_posix(): path for path in found}


def _add(tar: tarfile.TarFile, name: str, source: Path) -> str:
    with source.open("rb") as stream:
        hashed = _Hashed(stream)
        entry = tar.gettarinfo(arcname=name, fileobj=stream)
        entry.mode, entry.uid, entry.gid, entry.uname, entry.gname = 0o600, 0, 0, "", ""
        tar.addfile(entry, hashed)
    return hashed.digest.hexdigest()


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    data = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(data), 0o600
    tar.addfile(entry, io.BytesIO(data))


class _Hashed(io.RawIOBase):
    """A file that remembers the fingerprint of what was read from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.digest = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        data = self.stream.read(size)
        self.digest.update(data)
        return data


def backups_in(folder: Path) -> list[Path]:
    """Return the finished backups of a folder, oldest first."""
    return sorted(folder.glob(NAMES))


def _remove_oldest(folder: Path, keep: int) -> tuple[Path, ...]:
    surplus = tuple(backups_in(folder)[:-keep])
    for path in surplus:
        path.unlink()
    return surplus
