"""`meetpoint analysis_worker`: answers what pages ask of facts; `meetpoint serve` starts it."""

from __future__ import annotations

import signal
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand

from meetpoint.core.facts.serving.worker import serve


class Command(BaseCommand):
    help = "Answer what pages ask of facts, and keep facts fresh. `meetpoint serve` starts this by itself."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        stop = Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        signal.signal(signal.SIGINT, lambda *_: stop.set())
        serve(stop.is_set)
