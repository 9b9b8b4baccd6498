"""`meetpoint schedule`: the worker that runs what modules want done regularly."""

from __future__ import annotations

import json
import signal
from argparse import ArgumentParser
from collections.abc import Callable
from threading import Event
from typing import Any

from django.db import OperationalError, close_old_connections

from meetpoint.lib.commands import OwnCommand
from meetpoint.operate import schedules
from meetpoint.operate.models import ScheduleRun

LOOK_EVERY_SECONDS = 20.0


class Command(OwnCommand):
    help = "Run every module's regular tasks when they are due. `meetpoint serve` starts this by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--once", action="store_true", help="run what is due now, then end")
        how.add_argument("--list", action="store_true", help="show each task and its last runs")
        parser.add_argument("--json", action="store_true", help="with --list or --once: print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self._print([_shown(run) for run in _last_runs()], as_json=options["json"])
        elif options["once"]:
            ran = [
                {"task": r.slug, "organisation": r.organisation_id, "failed": r.failed} for r in _run_due()
            ]
            self._print(ran, as_json=options["json"])
        else:
            self._work()

    def _work(self) -> None:
        stop = Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        signal.signal(signal.SIGINT, lambda *_: stop.set())
        while not stop.is_set():
            close_old_connections()
            _run_due(stop.is_set)
            stop.wait(LOOK_EVERY_SECONDS)

    def _print(self, rows: list[dict[str, Any]], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(rows))
            return
        for row in rows:
            self.stdout.write("  ".join(f"{name}: {value}" for name, value in row.items()))
        if not rows:
            self.stdout.write("Nothing has run.")


def _run_due(stopping: Callable[[], bool] = lambda: False) -> list[schedules.Ran]:
    try:
        return list(schedules.run_due(schedules.declared(), stopping=stopping))
    except OperationalError as problem:
        schedules.log.error("The database did not answer: %s", schedules.where(problem))
        return []


def _last_runs() -> list[ScheduleRun]:
    runs = ScheduleRun.objects.unscoped("the operator's list covers every organisation of the installation")
    return list(runs.select_related("organisation").order_by("organisation__slug", "slug"))


def _shown(run: ScheduleRun) -> dict[str, Any]:
    finished = run.finished_at.isoformat() if run.finished_at else None
    return {
        "organisation": run.organisation.slug,
        "task": run.slug,
        "started": run.started_at.isoformat(),
        "finished": finished,
        "failed": run.failed,
    }
