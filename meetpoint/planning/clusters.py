"""Running on a Dask cluster by its scheduler's address: the optional extra `meetpoint[cluster]`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from typing import Any

from meetpoint.planning.engine.errors import PlanError

PATIENCE_SECONDS = 20
TRIES = 3
"""A job whose worker is lost is given to another worker, this many times."""


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """Connect to a scheduler and give its workers as an executor. Raises `PlanError` when that is not
    possible.
    """
    try:
        from distributed import Client, KilledWorker  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise PlanError("--cluster needs Dask: install meetpoint[cluster], or leave --cluster out.") from None
    try:
        client = Client(address, timeout=PATIENCE_SECONDS)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as problem:
        raise PlanError(f"the cluster at {address} does not answer: {problem}") from None
    with client:
        yield Lossless(client.get_executor(retries=TRIES), KilledWorker)  # type: ignore[no-untyped-call]


class Lossless(Executor):
    """An executor that says of a job whose workers are lost for good what a pool of processes says of it
    (`BrokenExecutor`), so that whoever waits for the job runs it again. Dask has words of its own for it.
    """

    def __init__(self, pool: Executor, lost: type[Exception]) -> None:
        self._pool, self._lost = pool, lost

    def submit(self, work: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        """Hand a job to the cluster."""
        found: Future[Any] = Future()
        self._pool.submit(work, *given, **named).add_done_callback(lambda done: self._pass_on(done, found))
        return found

    def _pass_on(self, done: Future[Any], found: Future[Any]) -> None:
        if done.cancelled():
            found.set_exception(BrokenExecutor("the cluster went away"))
        elif problem := done.exception():
            lost = isinstance(problem, self._lost)
            found.set_exception(BrokenExecutor(str(problem)) if lost else problem)
        else:
            found.set_result(done.result())
