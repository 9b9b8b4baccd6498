"""A file between the moment it is looked at and the moment it is taken in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path, PurePosixPath
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from meetpoint.core.directory import permissions
from meetpoint.core.directory.actions.storing import Outcome, import_rows
from meetpoint.core.directory.errors import PackageRefused
from meetpoint.core.directory.hsds.parsed import Parsed
from meetpoint.core.directory.models import DirectoryFile
from meetpoint.core.directory.sources import LAYOUTS
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock, keys

KEPT_DAYS = 2
LARGEST = 64 << 20
READABLE = (".zip", ".csv", ".json")


def receive_file(uid: UUID, name: str, content: bytes, layout: str, *, by: Actor) -> DirectoryFile:
    """Keep an uploaded file, sealed, while somebody looks at what it comes to; the same uid keeps it once.

    Raises PackageRefused for what cannot be read in that layout, so that nothing is kept of it.
    """
    by.require(permissions.IMPORT)
    plain = PurePosixPath(name).name[-120:]
    if PurePosixPath(plain).suffix.casefold() not in READABLE:
        raise PackageRefused(_("Choose a zip, CSV or JSON file."))
    if len(content) > LARGEST:
        raise PackageRefused(
            _("Files of more than %(most)d MB are taken in with “meetpoint directory import”.")
            % {"most": LARGEST >> 20}
        )
    with _on_disk(plain, content) as path:
        LAYOUTS[layout](path)
    kept, _new = DirectoryFile.objects.of(by).get_or_create(
        organisation_id=by.organisation_id,
        uid=uid,
        defaults={
            "layout": layout,
            "name": plain,
            "received_at": clock.now(),
            "staff_id": by.staff_id,
            "content": keys.seal(_key(), content, bound_to=_binding(uid)),
        },
    )
    return kept


def preview_file(file: DirectoryFile, *, by: Actor) -> Outcome:
    """Return what taking a file in would come to; nothing is written."""
    return import_rows(_parsed(file), by=by, dry_run=True)


def take_in_file(file: DirectoryFile, *, by: Actor) -> Outcome:
    """Take a file in and let go of it; see `import_rows`."""
    outcome = import_rows(_parsed(file), by=by)
    DirectoryFile.objects.of(by).filter(pk=file.pk).delete()
    return outcome


def discard_file(file: DirectoryFile, *, by: Actor) -> None:
    """Let go of a file that is not taken in."""
    by.require(permissions.IMPORT)
    DirectoryFile.objects.of(by).filter(pk=file.pk).delete()


def forget_old_files(by: Actor) -> None:
    """Let go of files that nobody decided about for two days."""
    before = clock.now() - timedelta(days=KEPT_DAYS)
    DirectoryFile.objects.of(by).filter(received_at__lt=before).delete()


def _parsed(file: DirectoryFile) -> Parsed:
    content = keys.unseal(_key(), bytes(file.content), bound_to=_binding(file.uid))
    with _on_disk(file.name, content) as path:
        parsed = LAYOUTS[file.layout](path)
    parsed.listed_on = file.received_at.date()
    return parsed


@contextmanager
def _on_disk(name: str, content: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="directory-") as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        yield path


def _key() -> bytes:
    return keys.key(settings.KEYS, "directory")


def _binding(uid: UUID) -> str:
    return f"directory_directoryfile/content/{uid}"
