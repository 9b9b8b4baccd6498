"""The planning worker: the engine, compiled once, answering one question at a time on a local socket."""

from __future__ import annotations

import logging
import os
import socket
import socketserver
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.outcomes.assumptions import assumptions_of
from meetpoint.planning.reckoning.crew import Crew
from meetpoint.planning.reckoning.draws import Answered, Asked, Stopping, Warm
from meetpoint.planning.reckoning.pasts import Pasts
from meetpoint.planning.reckoning.summary import summary_of
from meetpoint.planning.warm import protocol

log = logging.getLogger("meetpoint.planning")

READ_SECONDS = 5.0
MOST_SETS = 256
MOST_WAITING = 32
WHOLE_NICE = 5
"""Quick answers go first where there are few processors."""
WARM_UP = {
    "place": {"people_at_risk": 1000.0, "overdose_deaths_per_year": 10.0},
    "years": 1,
    "step": "month",
    "scenarios": [{"name": "p0", "programmes": {"kits_community": {"level": 100.0}}}],
}


Runs = Callable[[Asked, Stopping], Answered]


class Overtaken(Exception):
    """A later question of the same page waits."""


class Answers:
    """Answers questions in the order in which they come; of one page's questions only the last.

    Quick questions and whole ones, which take several times as long, wait in lines of their own, each worked
    on by processes of its own. What is being worked on is let go of as soon as its page asks for something
    else.
    """

    def __init__(self, *, threads: int | None = None) -> None:
        self._warm = Warm(threads=threads)
        self._crews: list[Crew] = []
        self._runs: dict[str, Runs] = {"quick": self._warm.runs, "whole": self._warm.runs}
        self._pasts = Pasts(self._warm.runs)
        self.turns = {"quick": threading.Lock(), "whole": threading.Lock()}
        self._latest: dict[str, int] = defaultdict(int)
        self._waiting = threading.BoundedSemaphore(MOST_WAITING)

    def warm_up(self) -> None:
        """Compile all that a plan needs, so that the first question need not wait for it."""
        for infections in (False, True):
            self._draws(Asked(content=WARM_UP, sets=1, infections=infections), lambda: None)

    def part(self, processes: int) -> None:
        """Share each question among so many processes from now on. Forks: only before threads run."""
        whole = Crew(self._warm, processes, nice=WHOLE_NICE)
        quick = Crew(self._warm, processes)
        self._crews = [quick, whole]
        self._runs = {"quick": quick.runs, "whole": whole.runs}

    def close(self) -> None:
        """End the processes."""
        for crew in self._crews:
            crew.close()

    def to(self, question: protocol.Message) -> dict[str, Any]:
        """Return the answer to one question. Raises PlanError, Overtaken, KeyError for one that is faulty."""
        if not self._waiting.acquire(blocking=False):
            raise PlanError("too many questions wait; ask again in a moment")
        try:
            return self._in_turn(question)
        finally:
            self._waiting.release()

    def _in_turn(self, question: protocol.Message) -> dict[str, Any]:
        page = str(question.get("page", ""))
        mine = self._arrived(page)

        def stopping() -> None:
            if page and self._latest[page] != mine:
                raise Overtaken

        if question["ask"] == "assumptions":
            return {"assumptions": assumptions_of(Asked(content=question["content"], sets=1).study())}
        asked = _asked(question)
        with self.turns[_line(asked)]:
            stopping()
            return self._draws(asked, stopping)

    def _arrived(self, page: str) -> int:
        if len(self._latest) > 10_000:
            self._latest.clear()
        self._latest[page] += 1
        return self._latest[page]

    def _draws(self, asked: Asked, stopping: Stopping) -> dict[str, Any]:
        began = time.perf_counter()
        study, plans, runs = self._runs[_line(asked)](asked, stopping)
        past = self._pasts.past(asked)
        found = summary_of(study, plans, runs, self._pasts.along(asked))
        return {
            **found,
            "past": past.as_json() if past else None,
            "infections": asked.infections,
            "seconds": round(time.perf_counter() - began, 4),
        }


def _line(asked: Asked) -> str:
    return "whole" if asked.infections else "quick"


def _asked(question: protocol.Message) -> Asked:
    sets = int(question["sets"])
    if not 1 <= sets <= MOST_SETS:
        raise PlanError(f"{sets} parameter sets are asked for; allowed are 1 to {MOST_SETS}.")
    return Asked(
        content=question["content"],
        sets=sets,
        seed=int(question["seed"]),
        infections=bool(question["infections"]),
        deaths={int(year): float(count) for year, count in question.get("deaths", {}).items()},
    )


class Handler(socketserver.BaseRequestHandler):
    """One connection: one question, one answer, whatever happens."""

    request: socket.socket
    server: Server

    def handle(self) -> None:
        self.request.settimeout(READ_SECONDS)
        try:
            question = protocol.receive(self.request, most=protocol.MOST_QUESTION)
        except (OSError, protocol.BadMessage) as problem:
            log.warning("A question was not understood: %s", problem)
            return
        try:
            protocol.send(self.request, self._answer(question))
        except OSError:
            log.info("Whoever asked has gone.")

    def _answer(self, question: protocol.Message) -> protocol.Message:
        try:
            return {"ok": True, "answer": self.server.answers.to(question)}
        except Overtaken:
            return {"ok": False, "fault": protocol.SUPERSEDED}
        except PlanError as problem:
            return {"ok": False, "fault": str(problem)}
        except (KeyError, TypeError, ValueError, ArithmeticError) as problem:
            log.error("A question could not be answered: %s", type(problem).__name__)
            return {"ok": False, "fault": "the question is not complete"}


class Server(socketserver.ThreadingUnixStreamServer):
    """Listens at an address that only this user may open; takes the place of a worker that died."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, at: Path, answers: Answers) -> None:
        self.answers = answers
        at.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        at.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            super().__init__(str(at), Handler)
        finally:
            os.umask(before)
