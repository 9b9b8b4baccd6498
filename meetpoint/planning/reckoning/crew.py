"""Processes that share the sets of one question: Python fills the arrays of a run, and one process does that
on one processor only, however many threads it has.

The processes are forked once the engine is compiled, so that they share its memory. Each has every n-th set,
and keeps its part of the baselines. The answer is that of one process, to the last bit.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any

from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.outcomes.yearly import Yearly
from meetpoint.planning.reckoning.draws import Answered, Asked, Stopping, Warm, go_on
from meetpoint.planning.reckoning.summary import kept_outcomes

log = logging.getLogger("meetpoint.planning")

MOST = 4
ASKED_EVERY_SECONDS = 0.01
"""How often whoever waits for the answer is asked whether they still do."""
ORPHAN_SECONDS = 2.0


class Dropped(Exception):
    """The question of a process is not asked any more."""


def processors() -> int:
    """Return how many processes are worth having here."""
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1, MOST)


class Crew:
    """So many processes. One question at a time: whoever asks sees to that."""

    def __init__(self, warm: Warm, number: int, *, nice: int = 0) -> None:
        """Fork the processes. Other threads must not run yet. `nice` lets others go first."""
        self._warm = warm
        self._whole = True
        context = multiprocessing.get_context("fork")
        self._current: Any = context.Value("Q", 0)
        self._pipes: list[Connection] = []
        self._processes = []
        for _each in range(number):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(warm, theirs, self._current, nice), daemon=True)
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)

    def runs(self, asked: Asked, stopping: Stopping = go_on) -> Answered:
        """Return what `Warm.runs` does, outcomes that no summary reads left out. Raises PlanError."""
        if self._whole:
            try:
                return self._shared(asked, stopping)
            except (EOFError, OSError):
                self._whole = False
                log.error("A process of the planning worker ended; it goes on with one.")
        return self._warm.runs(asked, stopping)

    def close(self) -> None:
        """End the processes."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join()

    def _shared(self, asked: Asked, stopping: Stopping) -> Answered:
        study, plans = self._warm.plans(asked)
        with self._current.get_lock():
            self._current.value += 1
            number = self._current.value
        for place, pipe in enumerate(self._pipes):
            pipe.send((number, replace(asked, part=(place, len(self._pipes)))))
        answers: list[tuple[str, dict[str, list[Yearly]]]] = []
        try:
            for pipe in self._pipes:
                while not pipe.poll(ASKED_EVERY_SECONDS):
                    stopping()
                answers.append(pipe.recv())
        except BaseException:
            self._let_go_of(self._pipes[len(answers) :])
            raise
        if faults := [fault for fault, _runs in answers if fault]:
            raise PlanError(faults[0])
        return study, plans, _together([runs for _fault, runs in answers])

    def _let_go_of(self, pipes: list[Connection]) -> None:
        with self._current.get_lock():
            self._current.value += 1
        for pipe in pipes:
            pipe.recv()


def _together(parts: list[dict[str, list[Yearly]]]) -> dict[str, Any]:
    """Return the runs in the order of their sets."""
    sets = sum(len(next(iter(part.values()))) for part in parts)
    return {
        name: [parts[place % len(parts)][name][place // len(parts)] for place in range(sets)]
        for name in parts[0]
    }


def _serve(warm: Warm, pipe: Connection, current: Any, nice: int) -> None:
    """Answer until whoever asks has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.nice(nice)
    parent = os.getppid()
    while os.getppid() == parent:
        if not pipe.poll(ORPHAN_SECONDS):
            continue
        try:
            number, asked = pipe.recv()
            pipe.send(_answer(warm, asked, number, current))
        except (EOFError, OSError):
            return


def _answer(warm: Warm, asked: Asked, number: int, current: Any) -> tuple[str, dict[str, list[Yearly]]]:
    def stopping() -> None:
        if current.value != number:
            raise Dropped

    try:
        _study, _plans, runs = warm.runs(asked, stopping)
    except Dropped:
        return "dropped", {}
    except PlanError as problem:
        return str(problem), {}
    except (KeyError, TypeError, ValueError, ArithmeticError) as problem:
        log.error("A question could not be answered: %s", type(problem).__name__)
        return "the question is not complete", {}
    return "", {name: [kept_outcomes(run) for run in found] for name, found in runs.items()}
