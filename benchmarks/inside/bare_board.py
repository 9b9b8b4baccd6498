"""The floor of the station board: one row read by bare sqlite3 and answered with 304, under gunicorn."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

FILE = Path(os.environ.get("MEETPOINT_HOME", ".")) / "meetpoint.sqlite3"
_local = threading.local()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer every question with the version of the first room."""
    if not hasattr(_local, "connection"):
        _local.connection = sqlite3.connect(FILE)
    row = _local.connection.execute("SELECT version FROM supervised_consumption_room LIMIT 1").fetchone()
    start_response("304 Not Modified", [("ETag", f'"{row[0]}"')])
    return []
