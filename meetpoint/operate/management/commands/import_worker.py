"""`meetpoint import_worker`: records the imports that were started on a page."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from threading import Event
from typing import Any

from django.db import OperationalError, close_old_connections

from meetpoint.core.imports.actions.work import claim_next, log, new_worker, work
from meetpoint.lib.commands import OwnCommand
from meetpoint.operate.schedules import where

LOOK_EVERY_SECONDS = 1.0


class Command(OwnCommand):
    help = "Record imports that are waiting. `meetpoint serve` starts this by itself."

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
    """Do one import that waits; tell whether there was one."""
    try:
        worker = new_worker()
        run = claim_next(worker)
        if run is None:
            return False
        work(run, worker, stopping=stop.is_set)
    except OperationalError as problem:
        log.error("The database did not answer: %s", where(problem))
        return False
    except Exception as problem:  # noqa: BLE001 - one import's failure must not stop the others; its lease runs out
        log.error("An import failed: %s", where(problem))
    return True
