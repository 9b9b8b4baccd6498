"""The words between a page and the planning worker: length, then JSON, over a socket that only this user
opens.

A question is `{"protocol": 1, "ask": "draws", …}`, an answer `{"protocol": 1, "ok": true, "answer": {…}}` or
`{"protocol": 1, "ok": false, "fault": "…"}`. One question for each connection.
"""

from __future__ import annotations

import json
import socket
import struct
from pathlib import Path
from typing import Any

from django.conf import settings

PROTOCOL = 1
MOST_QUESTION = 256 * 1024
MOST_ANSWER = 4 * 1024 * 1024
SUPERSEDED = "superseded"
"""The fault of a question that a later one of the same page overtook."""

_LENGTH = struct.Struct(">I")

Message = dict[str, Any]


class BadMessage(Exception):
    """What arrived is no message of this protocol."""


def address() -> Path:
    """Return where the worker listens."""
    return Path(settings.HOME) / "run" / "planning.sock"


def send(connection: socket.socket, message: Message) -> None:
    """Send one message."""
    content = json.dumps({"protocol": PROTOCOL, **message}, allow_nan=False).encode()
    connection.sendall(_LENGTH.pack(len(content)) + content)


def receive(connection: socket.socket, *, most: int) -> Message:
    """Return one message of at most `most` bytes. Raises BadMessage, OSError."""
    (length,) = _LENGTH.unpack(_exactly(connection, _LENGTH.size))
    if length > most:
        raise BadMessage(f"{length} bytes are more than {most}")
    try:
        message = json.loads(_exactly(connection, length))
    except ValueError:
        raise BadMessage("not JSON") from None
    if not isinstance(message, dict) or message.get("protocol") != PROTOCOL:
        raise BadMessage(f"not protocol {PROTOCOL}")
    return message


def _exactly(connection: socket.socket, number: int) -> bytes:
    parts, left = [], number
    while left:
        part = connection.recv(min(left, 65_536))
        if not part:
            raise BadMessage("the other side hung up")
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
