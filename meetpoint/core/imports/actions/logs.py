"""Receiving a log that somebody brought, and throwing it away again."""

from __future__ import annotations

from typing import BinaryIO
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.imports import permissions
from meetpoint.core.imports.errors import NotNow
from meetpoint.core.imports.files import keeping
from meetpoint.core.imports.files.reading import rows_of
from meetpoint.core.imports.models import ImportRun, State
from meetpoint.core.imports.opened import opened, with_known_mapping
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


def receive_log(uid: UUID, file: BinaryIO, *, by: Actor, name: str = "", sheet: str = "") -> ImportRun:
    """Read a file, keep its rows sealed, and return its import, mapped as far as its headers are known.

    The same `uid` again returns what was received before. Raises FileRefused, NotAllowed; nothing is
    kept then.
    """
    by.require(permissions.RUN)
    before = ImportRun.objects.of(by).filter(uid=uid).first()
    if before is not None:
        return before
    count = keeping.keep(uid, rows_of(file, sheet=sheet))
    try:
        with transaction.atomic():
            run = ImportRun.objects.create(
                organisation_id=by.organisation_id,
                uid=uid,
                staff_id=by.staff_id,
                language=get_language() or "en",
                name=_storable(name) or _("The log"),
                file_rows=count,
                received_at=clock.now(),
            )
            with_known_mapping(run, by)
            audit.record(by, "import.received", "import", [str(uid)], fields={"rows": count})
    except IntegrityError:  # the same was sent twice, and the other one was quicker
        return ImportRun.objects.of(by).get(uid=uid)
    except BaseException:
        keeping.forget(uid)
        raise
    opened(run, by)
    return run


def discard_log(uid: UUID, *, by: Actor) -> None:
    """Throw away a log that was received and not imported. Raises NotNow, NotFound."""
    by.require(permissions.RUN)
    with transaction.atomic():
        gone, _each = ImportRun.objects.of(by).filter(uid=uid, state=State.CHOOSING).delete()
        if not gone:
            raise NotNow(_("This import has begun, so it cannot be thrown away. It can be undone."))
        audit.record(by, "import.discarded", "import", [str(uid)])
        transaction.on_commit(lambda: keeping.forget(uid))


def _storable(name: str) -> str:
    """Return a name as far as a database can hold it: a file may be called by anything."""
    return "".join(sign for sign in name if sign.isprintable()).strip()[:120]
