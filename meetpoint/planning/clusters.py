"""Running on a Dask cluster by its scheduler's address: the optional extra `meetpoint[cluster]`."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

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
        from distributed import Client  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise PlanError("--cluster needs Dask: install meetpoint[cluster], or leave --cluster out.") from None
    try:
        client = Client(address, timeout=PATIENCE_SECONDS)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as problem:
        raise PlanError(f"the cluster at {address} does not answer: {problem}") from None
    with client:
        yield client.get_executor(retries=TRIES)  # type: ignore[no-untyped-call]
