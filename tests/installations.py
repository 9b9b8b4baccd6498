"""An installation made once a run, by whichever process asks first, and copies for tests that change it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from meetpoint.operate.tests.installation import SETUP, Installation


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "pristine" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.embedded)


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An organisation with its administrator, and nothing else. Copy it before changing it."""
    mine = tmp_path_factory.getbasetemp()
    together = mine.parent if os.environ.get("PYTEST_XDIST_WORKER") else mine
    made = Installation(together / "pristine" / "home")
    with (together / "pristine.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.home.exists():
            made.home.parent.mkdir(exist_ok=True)
            made.json(*SETUP)
    return made


@pytest.fixture
def installation(pristine: Installation, tmp_path: Path) -> Installation:
    return pristine.copy_to(tmp_path / "home")
