"""Doing things at the same moment, on the database that lets them happen at the same moment."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="an SQLite test database has one connection"
)


def at_once(*acts: Callable[[], object]) -> list[Exception | None]:
    """Do each in a thread and on a connection of its own; return what each raised, in order."""
    ready = threading.Barrier(len(acts))
    outcomes: list[Exception | None] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        connection.ensure_connection()
        ready.wait(timeout=10)
        try:
            act()
        except Exception as problem:  # noqa: BLE001 - the test judges it
            outcomes[number] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return outcomes
