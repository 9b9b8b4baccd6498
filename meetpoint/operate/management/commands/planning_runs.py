"""`meetpoint planning_runs`: does the long runs of plans that were asked for on a page."""

from __future__ import annotations

import logging
import signal
from argparse import ArgumentParser
from threading import Event
from typing import Any
from uuid import uuid4

from django.db import OperationalError, close_old_connections

from meetpoint.lib.commands import OwnCommand
from meetpoint.operate.schedules import where
from meetpoint.planning.runs.work import claim_next, engine_work, work_on

LOOK_EVERY_SECONDS = 1.0

log = logging.getLogger("meetpoint.planning")


class Command(OwnCommand):
    help = "Do long runs of plans that are waiting. `meetpoint serve` starts this by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is waiting now, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        signal.signal(signal.SIGINT, lambda *_: stop.set())
        while not stop.is_set():
            close_old_connections()
            if not _work_one(stop):
                if options["once"]:
                    return
                stop.wait(LOOK_EVERY_SECONDS)


def _work_one(stop: Event) -> bool:
    """Do one run that waits; tell whether there was one."""
    worker = uuid4()
    try:
        run = claim_next(worker)
        if run is None:
            return False
        work_on(run, worker, engine_work, stopping=stop.is_set)
    except OperationalError as problem:
        log.error("The database did not answer: %s", where(problem))
        return False
    except Exception as problem:  # noqa: BLE001 - one run's failure must not stop the others; its lease runs out
        log.error("A run failed: %s", where(problem))
    return True
