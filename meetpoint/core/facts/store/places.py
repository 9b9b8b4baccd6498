"""Where an organisation's facts stand, and the lock under which they change."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


def home() -> Path:
    """Return the folder of all facts; nobody but the installation's user may look into it."""
    return private(Path(settings.HOME) / "facts")


def folder(organisation_id: int) -> Path:
    """Return the folder of one organisation's facts."""
    return private(home() / str(organisation_id))


def private(path: Path) -> Path:
    """Make a folder for this user alone, and return it."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


@contextmanager
def alone(organisation_id: int) -> Iterator[None]:
    """Wait until no other process changes an organisation's facts, and keep them out meanwhile."""
    handle = os.open(folder(organisation_id) / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
