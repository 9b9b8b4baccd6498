"""The supervisor: web server, schedule worker and modules' processes start, live and end together."""

from __future__ import annotations

import signal
import socket
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from types import FrameType

from meetpoint.core.modules.interface import Process
from meetpoint.operate.serving.child import Child

LOOK_EVERY_SECONDS = 0.1
GRACE_SECONDS = 15.0

Say = Callable[[str], None]


def children(listener: socket.socket, processes: Iterable[Process], say: Say) -> list[Child]:
    """Return the children of an installation: `web`, `schedule` and each enabled process of a module."""
    fd = listener.fileno()
    config = "python:meetpoint.operate.serving.web"
    web = [sys.executable, "-m", "gunicorn", "-c", config, "-b", f"fd://{fd}", "meetpoint.wsgi:application"]
    ours = [
        Child(slug="web", command=web, say=say, keep_open=(fd,)),
        Child(slug="schedule", command=meetpoint("schedule"), say=say),
    ]
    return ours + [
        Child(slug=each.slug, command=meetpoint(*each.arguments), say=say)
        for each in processes
        if each.enabled()
    ]


def meetpoint(*arguments: str) -> Sequence[str]:
    """Return the command line of a `meetpoint` command under this interpreter."""
    return [sys.executable, "-m", "meetpoint", *arguments]


class Supervisor:
    """Looks after its children until SIGTERM, SIGINT or SIGHUP; a second signal stops them at once."""

    def __init__(self, kept: Sequence[Child], say: Say) -> None:
        self.kept = kept
        self.say = say
        self.stops = 0

    def run(self, *, when_ready: Callable[[], bool]) -> None:
        """Run until told to stop. `when_ready` is asked again and again until it has said yes once."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        for child in self.kept:
            child.start()
        told = False
        while not self.stops:
            told = told or when_ready()
            for child in self.kept:
                child.look_after()
            time.sleep(LOOK_EVERY_SECONDS)
        self._stop()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stops += 1

    def _stop(self) -> None:
        self.say("Stopping.")
        for child in self.kept:
            child.ask_to_stop()
        deadline = time.monotonic() + GRACE_SECONDS
        while not all(child.is_gone() for child in self.kept):
            if self.stops > 1 or time.monotonic() > deadline:
                for child in self.kept:
                    child.kill()
            time.sleep(LOOK_EVERY_SECONDS)
        self.say("Stopped.")
