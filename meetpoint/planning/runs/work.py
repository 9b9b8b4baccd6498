"""The queue of long runs: claimed, worked on, let go of when called off, taken up again after a crash."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError
from meetpoint.planning.models import PlanRun, RunKind, RunState

log = logging.getLogger("meetpoint.planning")

LEASE = timedelta(seconds=120)
"""How long a worker that says nothing is believed to be alive; one step takes seconds."""
MOST_ATTEMPTS = 3
SAID_EVERY_SECONDS = 1.0

Say = Callable[[int, int], None]
Work = Callable[[PlanRun, Path, Say], dict[str, Any]]
"""Does a run's work and returns its result and versions; told apart from the queue so that the engine is
loaded only when there is something to do.
"""


class LetGo(Exception):
    """The run was cancelled, went to another worker, or this worker is to end."""


def claim_next(worker: UUID) -> PlanRun | None:
    """Take the oldest run that waits, or whose worker fell silent; None when there is none."""
    now = clock.now()
    free = Q(state=RunState.WAITING) | Q(state=RunState.RUNNING, worked_until__lt=now)
    every = PlanRun.objects.unscoped("the planning worker serves every organisation")
    for run in every.filter(free).order_by("id")[:20]:
        mine = PlanRun.objects.of(run.organisation_id).filter(free, pk=run.pk)
        if run.attempts >= MOST_ATTEMPTS:
            reason = _("This run was broken off several times.")
            mine.update(state=RunState.FAILED, worker=None, stop_reason=reason, finished_at=now)
        elif mine.update(
            state=RunState.RUNNING, worker=worker, worked_until=now + LEASE, attempts=F("attempts") + 1
        ):
            run.refresh_from_db()
            return run
    return None


def work_on(run: PlanRun, worker: UUID, work: Work, *, stopping: Callable[[], bool]) -> None:
    """Do a run's work. What the engine refuses is kept as the reason; what is called off is let go of."""
    kept = kept_file(run.uid)
    try:
        found = work(run, kept, _teller(run, worker, stopping))
    except LetGo:
        if stopping():
            _mine(run, worker).update(
                worked_until=clock.now() - timedelta(seconds=1), attempts=F("attempts") - 1
            )
        else:
            kept.unlink(missing_ok=True)
        return
    except (DomainError, ValueError) as problem:
        if _mine(run, worker).update(
            state=RunState.FAILED, worker=None, finished_at=clock.now(), stop_reason=str(problem)[:400]
        ):
            kept.unlink(missing_ok=True)
        return
    by = Actor.system(run.organisation_id, "planning")
    with transaction.atomic():
        if _mine(run, worker).update(
            state=RunState.DONE,
            worker=None,
            worked_until=None,
            done=F("total"),
            finished_at=clock.now(),
            **found,
        ):
            audit.record(by, "plan.run_done", "plan_run", [str(run.uid)], fields={"kind": run.kind})
    kept.unlink(missing_ok=True)


def kept_file(uid: UUID) -> Path:
    """Return where the finished parts of a run stand until it is done."""
    folder = Path(settings.HOME) / "planning"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{uid}.jsonl"


def engine_work(run: PlanRun, kept: Path, say: Say) -> dict[str, Any]:
    """Do a run's work with the engine, which is loaded now if it was not before."""
    from meetpoint.planning.reckoning.asked import question_of, versions  # noqa: PLC0415 - the engine
    from meetpoint.planning.reckoning.drivers import drivers  # noqa: PLC0415 - the engine
    from meetpoint.planning.reckoning.history import history  # noqa: PLC0415 - the engine
    from meetpoint.planning.reckoning.people import people  # noqa: PLC0415 - the engine
    from meetpoint.planning.reckoning.split import split  # noqa: PLC0415 - the engine

    does = {
        RunKind.PEOPLE: people,
        RunKind.SPLIT: split,
        RunKind.DRIVERS: drivers,
        RunKind.HISTORY: history,
    }[RunKind(run.kind)]
    return {"result": does(question_of(run.question, run.seed, kept), say), "versions": versions()}


def _mine(run: PlanRun, worker: UUID) -> Any:
    return PlanRun.objects.of(run.organisation_id).filter(pk=run.pk, worker=worker, state=RunState.RUNNING)


def _teller(run: PlanRun, worker: UUID, stopping: Callable[[], bool]) -> Say:
    """Return what is told of each step: it writes how far the run is, and renews the lease, once a second."""
    said = 0.0

    def say(done: int, total: int) -> None:
        nonlocal said
        if stopping():
            raise LetGo
        if done < total and time.monotonic() - said < SAID_EVERY_SECONDS:
            return
        said = time.monotonic()
        if not _mine(run, worker).update(done=done, total=total, worked_until=clock.now() + LEASE):
            raise LetGo

    return say
