"""A planning worker for tests, as the supervisor runs it: the engine behind a socket, in a thread."""

import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from meetpoint.planning.warm import client, protocol

SETS = 8
"""A quarter of what pages ask for: enough for an interval, and no test is about how many."""
PATIENCE_SECONDS = 300.0
"""A busy machine is no fault of the page."""


@pytest.fixture(scope="session")
def answers() -> Any:
    from meetpoint.planning.warm.server import Answers  # noqa: PLC0415 - the engine takes a second to load

    made = Answers()
    made.warm_up()
    return made


@pytest.fixture
def worker(answers: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    from meetpoint.planning.warm.server import Server  # noqa: PLC0415 - the engine takes a second to load

    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder) / "planning.sock"
        monkeypatch.setattr(protocol, "address", lambda: at)
        monkeypatch.setattr(client, "SETS", SETS)
        for patience in ("QUICK_SECONDS", "WHOLE_SECONDS"):
            monkeypatch.setattr(client, patience, PATIENCE_SECONDS)
        with Server(at, answers) as server:
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
            thread.start()
            yield at
            server.shutdown()
            thread.join()
