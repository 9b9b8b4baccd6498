"""The work of an import: taken by one worker at a time, batch by batch, and gone on with after a crash."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import chain
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from meetpoint.core.access.models import StaffMember
from meetpoint.core.access.queries import reach_of
from meetpoint.core.audit import actions as audit
from meetpoint.core.imports.actions.recording import Recorder
from meetpoint.core.imports.actions.undoing import undo_people, undo_rows
from meetpoint.core.imports.files import keeping
from meetpoint.core.imports.models import NEXT, WORKING, ImportedRow, ImportRun, State
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError, NotAllowed
from meetpoint.lib.keys import KeyMissing

log = logging.getLogger("meetpoint.imports")

LEASE = timedelta(seconds=20)
"""How long a worker that says nothing is believed to be alive; a batch takes about a second."""

ROWS_SURVEYED_A_SECOND = 5_000
"""A worker first goes through the whole log without a word, at least this fast (measured: ten times)."""

MOST_ATTEMPTS = 3

Progress = Callable[[int, int], None]


class Lost(Exception):
    """Another worker has taken this import over, because this one was silent for too long."""


def claim_next(
    worker: UUID, *, organisation_id: int | None = None, uid: UUID | None = None
) -> ImportRun | None:
    """Take the oldest import that waits, or whose worker fell silent; None when there is none.

    One import runs in an organisation at a time, so that two versions of a log cannot pass one another.
    """
    now = clock.now()
    silent = Q(state__in=WORKING, worked_until__lt=now)
    every = ImportRun.objects.unscoped(
        "the import worker serves every organisation, each run as whoever started it"
    )
    every = every.filter(organisation_id=organisation_id) if organisation_id else every
    every = every.filter(uid=uid) if uid else every
    for run in every.filter(Q(state__in=NEXT) | silent).order_by("id")[:50]:
        if run.attempts >= MOST_ATTEMPTS and run.worker is not None:
            _stop(run, run.worker, _("This import was broken off several times at the same place."))
        elif _taken(run, worker):
            run.refresh_from_db()
            return run
    return None


def work(
    run: ImportRun,
    worker: UUID,
    *,
    progress: Progress | None = None,
    stopping: Callable[[], bool] | None = None,
) -> None:
    """Do an import's work, or its undoing, until it is done, is stopped, or goes to another worker.

    What is recorded and how far the run has come are written in the same transaction, so that a worker may
    be killed at any moment. An error is tried again up to three times; then the run stops and says so.
    """
    with override(run.language):
        try:
            by = actor_of(run)
            if run.state == State.UNDOING:
                _undo(run, worker, by, progress or _silent, stopping or _never)
            else:
                _record(run, worker, by, progress or _silent, stopping or _never)
        except Lost:
            log.warning("Import %s went to another worker.", run.pk)
        except (keeping.RowsGone, KeyMissing):
            _stop(
                run,
                worker,
                _("The rows of this log are not on this machine any more. Import the file again."),
            )
        except NotAllowed as problem:
            _stop(run, worker, str(problem))
        except DomainError as problem:
            _try_again(run, worker, str(problem))


def actor_of(run: ImportRun) -> Actor:
    """Return who started an import, with what they may do now. Raises NotAllowed when they left."""
    if run.staff_id is None:
        return Actor.system(run.organisation_id, "import")
    member = StaffMember.objects.of(run.organisation_id).filter(pk=run.staff_id, ended_at=None).first()
    if member is None:
        raise NotAllowed(
            _("Whoever started this import does not work here any more. Somebody else may continue it.")
        )
    reach = reach_of(member)
    return Actor(
        organisation_id=run.organisation_id,
        staff_id=member.pk,
        permissions=reach.permissions,
        site_ids=reach.site_ids,
        name=member.display_name,
    )


def hold(run: ImportRun, worker: UUID, /, **changes: object) -> None:
    """Renew the lease and write how far the run has come, in the caller's transaction. Raises Lost."""
    mine = ImportRun.objects.of(run.organisation_id).filter(pk=run.pk, worker=worker, state__in=WORKING)
    if not mine.update(worked_until=clock.now() + LEASE, **changes):
        raise Lost


def _taken(run: ImportRun, worker: UUID) -> bool:
    now = clock.now()
    theirs = ImportRun.objects.of(run.organisation_id)
    with transaction.atomic():
        if connection.vendor == "postgresql":
            list(theirs.select_for_update().filter(Q(state__in=WORKING) | Q(pk=run.pk)).order_by("id"))
        if theirs.filter(state__in=WORKING, worked_until__gte=now).exclude(pk=run.pk).exists():
            return False
        free = theirs.filter(
            Q(state=run.state, worker=None) | Q(state__in=WORKING, worked_until__lt=now), pk=run.pk
        )
        return bool(
            free.update(
                state=NEXT.get(State(run.state), run.state),
                worker=worker,
                worked_until=now + LEASE + timedelta(seconds=run.file_rows / ROWS_SURVEYED_A_SECOND),
                attempts=F("attempts") + 1,
            )
        )


def _record(
    run: ImportRun, worker: UUID, by: Actor, progress: Progress, stopping: Callable[[], bool]
) -> None:
    recorder = Recorder(run, by, lambda **changes: hold(run, worker, **changes))
    for done in recorder.batches():
        progress(done, recorder.total)
        if stopping():
            _release(run, worker)
            return
    _finish(run, worker, by, State.DONE, "import.done")


def _undo(run: ImportRun, worker: UUID, by: Actor, progress: Progress, stopping: Callable[[], bool]) -> None:
    total, done = ImportedRow.objects.of(run.organisation_id).filter(run=run).count(), 0
    renew = partial(hold, run, worker)
    for count in chain(undo_rows(run, by, renew), (0 for _erased in undo_people(run, by, renew))):
        done += count
        progress(done, total)
        if stopping():
            _release(run, worker)
            return
    _finish(run, worker, by, State.UNDONE, "import.undone")


def _finish(run: ImportRun, worker: UUID, by: Actor, state: State, action: str) -> None:
    with transaction.atomic():
        hold(run, worker, state=state, worker=None, finished_at=clock.now())
        run.refresh_from_db()
        fields = {
            "created": run.created,
            "unchanged": run.unchanged,
            "rejected": run.rejected,
            "undone": run.undone,
        }
        audit.record(by, action, "import", [str(run.uid)], fields=fields)
        transaction.on_commit(lambda: keeping.forget(run.uid))


def _release(run: ImportRun, worker: UUID) -> None:
    """Let go of a run at once, so that the next worker need not wait for the lease to end."""
    hold(run, worker)
    now = clock.now()
    mine = ImportRun.objects.of(run.organisation_id).filter(pk=run.pk, worker=worker)
    mine.update(worked_until=now - timedelta(seconds=1), attempts=0)


def _stop(run: ImportRun, worker: UUID, reason: str) -> None:
    mine = ImportRun.objects.of(run.organisation_id).filter(pk=run.pk, worker=worker)
    mine.update(state=State.STOPPED, worker=None, worked_until=None, stop_reason=reason[:1_000])


def _try_again(run: ImportRun, worker: UUID, reason: str) -> None:
    if run.attempts >= MOST_ATTEMPTS:
        _stop(run, worker, reason)
        return
    mine = ImportRun.objects.of(run.organisation_id).filter(pk=run.pk, worker=worker)
    mine.update(worked_until=clock.now() - timedelta(seconds=1))


def new_worker() -> UUID:
    """Return a name for a worker."""
    return uuid4()


def _silent(done: int, total: int) -> None:
    """Show nothing."""


def _never() -> bool:
    return False
