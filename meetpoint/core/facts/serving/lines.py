"""How the analysis worker is spoken with: a line of JSON each way, over a socket only this user may open."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from meetpoint.core.facts.store.places import home

LONGEST_NAME = 100
"""Socket addresses are cut at 104 to 108 bytes."""

LONGEST_LINE = 64 * 1024 * 1024


def socket_path() -> Path:
    """Return where the worker listens."""
    return home() / "worker.sock"


@contextmanager
def address_of(path: Path) -> Iterator[str]:
    """Give an address for a socket's path, however long the path is."""
    if len(os.fsencode(path)) <= LONGEST_NAME:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def send(line: socket.socket, said: Any) -> None:
    """Send one value."""
    line.sendall(json.dumps(said).encode() + b"\n")


def receive(line: socket.socket) -> Any:
    """Return the value that the other side sent. Raises ValueError when it hung up before the end."""
    parts: list[bytes] = []
    length = 0
    while not (parts and parts[-1].endswith(b"\n")):
        part = line.recv(65_536)
        length += len(part)
        if not part or length > LONGEST_LINE:
            raise ValueError("The other side broke off.")
        parts.append(part)
    return json.loads(b"".join(parts))
