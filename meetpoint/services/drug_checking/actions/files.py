"""A laboratory's file between the moment it is looked at and the moment it is taken in."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from meetpoint.core.imports.errors import FileRefused
from meetpoint.core.supplies.queries import Place, places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock, keys
from meetpoint.lib.errors import NotFound
from meetpoint.services.drug_checking import permissions
from meetpoint.services.drug_checking.actions.importing import Outcome, import_samples
from meetpoint.services.drug_checking.models import LabFile
from meetpoint.services.drug_checking.reading.parsed import Parsed
from meetpoint.services.drug_checking.reading.tedi import read_tedi
from meetpoint.services.drug_checking.reading.unc import read_unc

LAYOUTS = {"unc": read_unc, "tedi": read_tedi}
KEPT_DAYS = 2
READABLE = (".csv", ".xlsx")
LARGEST = 48 << 20


def read_path(path: Path, layout: str) -> Parsed:
    """Read a file, or every CSV and XLSX of a folder, in a layout. Raises FileRefused, and OSError."""
    paths = sorted(path.iterdir()) if path.is_dir() else [path]
    chosen = [
        each for each in paths if each.suffix.lower() in READABLE and not each.name.startswith((".", "~"))
    ]
    if not chosen:
        raise FileRefused(_("There is no CSV or XLSX file in %(folder)s.") % {"folder": path.name})
    sources: list[tuple[str, BinaryIO]] = [(each.name, BytesIO(each.read_bytes())) for each in chosen]
    return LAYOUTS[layout](sources)


def receive(
    uid: UUID, files: Sequence[tuple[str, bytes]], layout: str, site_id: int, *, by: Actor
) -> LabFile:
    """Keep uploaded files, sealed, while somebody looks at what they come to; the same uid keeps them once.

    Raises FileRefused for what cannot be read in that layout, so that nothing is kept of it.
    """
    by.require(permissions.IMPORT, site_id=site_id)
    if sum(len(content) for _name, content in files) > LARGEST:
        raise FileRefused(
            _("These files are larger than %(most)d MB. Please split them.") % {"most": LARGEST >> 20}
        )
    LAYOUTS[layout]([(name, BytesIO(content)) for name, content in files])
    packed = gzip.compress(json.dumps([[name, content.hex()] for name, content in files]).encode())
    kept, _new = LabFile.objects.of(by).get_or_create(
        organisation_id=by.organisation_id,
        uid=uid,
        defaults={
            "layout": layout,
            "site_id": site_id,
            "received_at": clock.now(),
            "staff_id": by.staff_id,
            "content": keys.seal(_key(), packed, bound_to=_binding(uid)),
        },
    )
    return kept


def preview(file: LabFile, *, by: Actor) -> Outcome:
    """Return what taking a file in would come to; nothing is written."""
    return import_samples(_parsed(file), _place(file, by), by=by, dry_run=True)


def take_in_file(file: LabFile, *, by: Actor, tell: bool) -> Outcome:
    """Take a file in and let go of it; see `import_samples`."""
    outcome = import_samples(_parsed(file), _place(file, by), by=by, tell=tell)
    LabFile.objects.of(by).filter(pk=file.pk).delete()
    return outcome


def discard(file: LabFile, *, by: Actor) -> None:
    """Let go of a file that is not taken in."""
    by.require(permissions.IMPORT, site_id=file.site_id)
    LabFile.objects.of(by).filter(pk=file.pk).delete()


def forget_old(by: Actor) -> int:
    """Let go of files that nobody decided about for two days; return how many."""
    before = clock.now() - timedelta(days=KEPT_DAYS)
    deleted, _of_each = LabFile.objects.of(by).filter(received_at__lt=before).delete()
    return deleted


def _parsed(file: LabFile) -> Parsed:
    packed = keys.unseal(_key(), bytes(file.content), bound_to=_binding(file.uid))
    files = json.loads(gzip.decompress(packed))
    return LAYOUTS[file.layout]([(name, BytesIO(bytes.fromhex(content))) for name, content in files])


def _place(file: LabFile, by: Actor) -> Place:
    place = places_of(by).get(file.site_id)
    if place is None:
        raise NotFound(_("This site is not one of yours."))
    return place


def _key() -> bytes:
    return keys.key(settings.KEYS, "drug-checking")


def _binding(uid: UUID) -> str:
    return f"drug_checking_labfile/content/{uid}"
