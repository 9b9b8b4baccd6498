"""`meetpoint analysis_worker`: answers what pages ask of facts; `meetpoint serve` starts it."""

from __future__ import annotations

import signal
from threading import Event
from typing import Any

from meetpoint.core.facts.serving.worker import serve
from meetpoint.lib.commands import OwnCommand


class Command(OwnCommand):
    help = "Answer what pages ask of facts, and keep facts fresh. `meetpoint serve` starts this by itself."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        signal.signal(signal.SIGINT, lambda *_: stop.set())
        serve(stop.is_set)
