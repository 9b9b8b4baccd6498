"""Starting an import, going on with one that stopped, and undoing one: the work itself is done apart."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.imports import permissions
from meetpoint.core.imports.errors import NotNow, NotPlaced
from meetpoint.core.imports.mapping.written import write_mapping
from meetpoint.core.imports.models import ImportRun, State
from meetpoint.core.imports.opened import opened
from meetpoint.core.imports.survey import settled, survey, unplaced_in
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotFound


def start_import(uid: UUID, *, by: Actor, is_new_log: bool = False) -> ImportRun:
    """Put an import in the queue. Started twice, it runs once.

    `is_new_log` says that it is no later version of a log that was imported before, however alike. Raises
    NotPlaced with all that has to be said first, NotFound, NotNow.
    """
    by.require(permissions.RUN)
    run = _run(uid, by)
    if run.state != State.CHOOSING:
        return run
    log = opened(run, by)
    found = survey(log.sheet, log.mapping)
    mapping = settled(log.mapping, found, log.sites(by))
    unplaced = unplaced_in(log.sheet, mapping, found, sites=log.sites(by), known=log.known)
    if unplaced:
        raise NotPlaced(unplaced)
    changes = {"mapping": write_mapping(mapping), "rows": found.rows, "is_new_log": is_new_log}
    return _moved(run, (State.CHOOSING,), State.WAITING, "import.started", by, **changes)


def continue_import(uid: UUID, *, by: Actor) -> ImportRun:
    """Let an import that stopped go on where it stopped. Raises NotNow, NotFound."""
    by.require(permissions.RUN)
    return _moved(
        _run(uid, by), (State.STOPPED,), State.WAITING, "import.continued", by, attempts=0, stop_reason=""
    )


def start_undo(uid: UUID, *, by: Actor) -> ImportRun:
    """Queue the undoing of an import: every contact it recorded is voided, and its supplies go back; people
    whom it enrolled, and of whom nothing else is known, are erased.

    Raises NotNow while it is being recorded, NotFound.
    """
    by.require(permissions.UNDO)
    from_states = (State.DONE, State.STOPPED)
    return _moved(
        _run(uid, by), from_states, State.UNDO_WAITING, "import.undo_started", by, attempts=0, stop_reason=""
    )


def _run(uid: UUID, by: Actor) -> ImportRun:
    run = ImportRun.objects.of(by).filter(uid=uid).first()
    if run is None:
        raise NotFound(_("This import is not here."))
    return run


def _moved(
    run: ImportRun, before: tuple[State, ...], after: State, action: str, by: Actor, **changes: object
) -> ImportRun:
    with transaction.atomic():
        moved = ImportRun.objects.of(by).filter(pk=run.pk, state__in=before)
        if not moved.update(state=after, worker=None, worked_until=None, staff_id=by.staff_id, **changes):
            raise NotNow(_("This import is at another point by now. Please look at it again."))
        audit.record(by, action, "import", [str(run.uid)], fields={"rows": run.rows})
    run.refresh_from_db()
    return run
