"""The SQLite backend: one writer at a time, waiting in the kernel instead of in SQLite's busy loop.

SQLite lets one transaction write at a time, and those who wait sleep and retry, so under load some
starve. Here a writer takes an advisory lock on a side file before `BEGIN IMMEDIATE` and lets go on
commit, rollback or close; the kernel queues the waiters and frees the lock when a process dies.
See docs/decisions/0002-sqlite-first.md for the measurements.
"""

import fcntl
import os
from typing import Any

from django.db.backends.sqlite3 import base

PRAGMAS = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=FULL;
PRAGMA foreign_keys=ON;
PRAGMA secure_delete=ON;
PRAGMA trusted_schema=OFF;
PRAGMA mmap_size=134217728;
PRAGMA cache_size=-20000;
PRAGMA temp_store=MEMORY;
PRAGMA journal_size_limit=27103364;
"""


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite wrapper with the pragmas and the write gate of docs/decisions/0002."""

    _gate: int | None = None
    _gate_held = False

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        params.setdefault("timeout", 30)
        self.transaction_mode = "IMMEDIATE"
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.executescript(PRAGMAS).close()
        return connection

    def _start_transaction_under_autocommit(self) -> None:
        self._enter_gate()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._leave_gate()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            if self.connection is None or not self.connection.in_transaction:
                self._leave_gate()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._leave_gate()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._leave_gate()
            if self._gate is not None:
                os.close(self._gate)
                self._gate = None

    def _enter_gate(self) -> None:
        if self.is_in_memory_db() or self._gate_held:
            return
        if self._gate is None:
            path = f"{self.settings_dict['NAME']}-gate"
            self._gate = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._gate, fcntl.LOCK_EX)
        self._gate_held = True

    def _leave_gate(self) -> None:
        if self._gate_held and self._gate is not None:
            fcntl.flock(self._gate, fcntl.LOCK_UN)
            self._gate_held = False
