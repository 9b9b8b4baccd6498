"""Runs what modules want done regularly, once per organisation and period, however many runners there are."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from meetpoint.core.modules.interface import Schedule
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.operate.models import ScheduleRun

log = logging.getLogger("meetpoint.schedule")

GIVEN_UP_AFTER = timedelta(hours=6)
"""A run that has not finished by then is taken for dead, and the schedule becomes due again."""


@dataclass(frozen=True, slots=True)
class Ran:
    """One schedule that was run just now."""

    slug: str
    organisation_id: int
    failed: bool


def declared() -> list[Schedule]:
    """Return the schedules of all modules, in the order of the settings."""
    return [schedule for module in registry() for schedule in module.schedules]


def run_due(schedules: Iterable[Schedule], *, stopping: Callable[[], bool] = lambda: False) -> Iterator[Ran]:
    """Run every schedule that is due for an organisation, one after the other, and yield each that ran."""
    for organisation_id in Organisation.objects.order_by("pk").values_list("pk", flat=True):
        for schedule in schedules:
            if not stopping() and claim(schedule, organisation_id, clock.now()):
                yield Ran(schedule.slug, organisation_id, failed=not _run(schedule, organisation_id))


def claim(schedule: Schedule, organisation_id: int, at: datetime) -> bool:
    """Take a schedule that is due, so that no other runner takes it too; tell whether it was free and due."""
    period_ago = at - timedelta(minutes=schedule.every_minutes)
    at_rest = Q(finished_at__gte=F("started_at")) | Q(started_at__lte=at - GIVEN_UP_AFTER)
    runs = ScheduleRun.objects.of(organisation_id).filter(slug=schedule.slug)
    with transaction.atomic():
        if runs.filter(at_rest, started_at__lte=period_ago).update(started_at=at, failed=False):
            return True
        new = ScheduleRun(organisation_id=organisation_id, slug=schedule.slug, started_at=at)
        return _insert_if_new(new)


def _insert_if_new(run: ScheduleRun) -> bool:
    if ScheduleRun.objects.of(run.organisation_id).filter(slug=run.slug).exists():
        return False
    # Two runners may both get here on PostgreSQL; the one that loses inserts nothing.
    ScheduleRun.objects.bulk_create([run], ignore_conflicts=True)
    return (
        ScheduleRun.objects.of(run.organisation_id).filter(slug=run.slug, started_at=run.started_at).exists()
    )


def _run(schedule: Schedule, organisation_id: int) -> bool:
    succeeded = True
    try:
        schedule.run(Actor.system(organisation_id, f"schedule:{schedule.slug}"))
    except Exception as problem:  # noqa: BLE001 - one module's failure must not stop the others
        succeeded = False
        log.error("Schedule %s failed: %s", schedule.slug, where(problem))
    ScheduleRun.objects.of(organisation_id).filter(slug=schedule.slug).update(
        finished_at=clock.now(), failed=not succeeded
    )
    return succeeded


def where(problem: BaseException) -> str:
    """Return an error's kind and place, without its message, which may quote what somebody wrote."""
    frames = traceback.extract_tb(problem.__traceback__)
    place = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(problem).__name__}{place}"
