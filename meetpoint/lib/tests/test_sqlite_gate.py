"""The write gate: writers queue across threads and processes, and the dead hold nobody up."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
from django.db import IntegrityError, OperationalError
from pytest_django import DjangoDbBlocker

from meetpoint.lib.sqlite_gate.base import DatabaseWrapper

# A small program that writes through the gate, as another process of the installation would.
WRITER = """
import sys, time
import django
from django.conf import settings
settings.configure(DATABASES={"default": {"ENGINE": "meetpoint.lib.sqlite_gate", "NAME": sys.argv[1]}})
django.setup()
from django.db import connection, transaction
mode, count = sys.argv[2], int(sys.argv[3])
if mode == "hold":
    with transaction.atomic():
        connection.cursor().execute("INSERT INTO line (who) VALUES ('held')")
        print("holding", flush=True)
        time.sleep(600)
for n in range(count):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(n), 0) FROM line")
            cursor.execute("INSERT INTO line (n, who) VALUES (%s, %s)", [cursor.fetchone()[0] + 1, mode])
print("done", flush=True)
"""


def settings_for(path: Path | str) -> dict[str, object]:
    return {
        "ENGINE": "meetpoint.lib.sqlite_gate", "NAME": path, "ATOMIC_REQUESTS": False, "AUTOCOMMIT": True,
        "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": False, "OPTIONS": {}, "TIME_ZONE": None,
        "USER": "", "PASSWORD": "", "HOST": "", "PORT": "", "TEST": {},
    }  # fmt: skip


@pytest.fixture(autouse=True)
def own_files_only(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """These tests open database files of their own, never the tests' shared one."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "gate.sqlite3"


@pytest.fixture
def database(path: Path) -> Iterator[DatabaseWrapper]:
    with closing(DatabaseWrapper(settings_for(path), "gate")) as made:
        with made.cursor() as cursor:
            cursor.execute("CREATE TABLE line (n INTEGER UNIQUE, who TEXT)")
        yield made


def gate_is_free(path: Path) -> bool:
    held = "import fcntl, sys; fcntl.flock(open(sys.argv[1], 'w'), fcntl.LOCK_EX | fcntl.LOCK_NB)"
    return (
        subprocess.run(
            [sys.executable, "-c", held, f"{path}-gate"], capture_output=True, check=False
        ).returncode
        == 0
    )


def start(path: Path, mode: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), mode, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def rows(database: DatabaseWrapper) -> list[tuple[int, str]]:
    with database.cursor() as cursor:
        return list(cursor.execute("SELECT n, who FROM line ORDER BY n"))


def begin(database: DatabaseWrapper) -> None:
    database.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def test_pragmas_of_the_decision_are_set(database: DatabaseWrapper) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
        "temp_store": 2,
    }
    with database.cursor() as cursor:
        assert {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted} == wanted


def test_gate_is_held_from_begin_to_commit(database: DatabaseWrapper, path: Path) -> None:
    begin(database)
    assert not gate_is_free(path)
    database.commit()
    assert gate_is_free(path)


def test_gate_is_left_on_rollback_and_close(database: DatabaseWrapper, path: Path) -> None:
    begin(database)
    database.rollback()
    assert gate_is_free(path)
    database.set_autocommit(True)
    begin(database)
    assert not gate_is_free(path)
    database.close()
    assert gate_is_free(path)


def test_gate_is_left_when_the_transaction_cannot_begin(
    database: DatabaseWrapper, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = "django.db.backends.sqlite3.base.DatabaseWrapper._start_transaction_under_autocommit"
    database.ensure_connection()

    def fail(self: object) -> None:
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(begun, fail)
    with pytest.raises(OperationalError):
        begin(database)
    assert gate_is_free(path)


def test_gate_is_left_when_the_commit_fails(database: DatabaseWrapper, path: Path) -> None:
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE a (id INTEGER PRIMARY KEY)")
        cursor.execute("CREATE TABLE b (a INTEGER REFERENCES a DEFERRABLE INITIALLY DEFERRED)")
    begin(database)
    with database.cursor() as cursor:
        cursor.execute("INSERT INTO b VALUES (7)")
    with pytest.raises(IntegrityError):
        database.commit()
    database.rollback()
    assert gate_is_free(path)


def test_nested_blocks_take_the_gate_once(database: DatabaseWrapper, path: Path) -> None:
    begin(database)
    database._enter_gate()
    with database.cursor() as cursor:
        cursor.execute("INSERT INTO line VALUES (1, 'here')")
    database.commit()
    assert gate_is_free(path)


def test_reading_never_waits_at_the_gate(database: DatabaseWrapper, path: Path) -> None:
    holder = start(path, "hold", 0)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "holding\n"
        assert rows(database) == []
    finally:
        holder.kill()
        holder.communicate()


def test_in_memory_database_has_no_gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with closing(DatabaseWrapper(settings_for("file:gate?mode=memory&cache=shared"), "memory")) as database:
        begin(database)
        database.rollback()
        assert database._gate is None
    assert list(tmp_path.iterdir()) == []


def test_two_processes_interleave_without_an_error(database: DatabaseWrapper, path: Path) -> None:
    running = [start(path, mode, 150) for mode in ("one", "two")]
    assert [process.communicate(timeout=120)[0] for process in running] == ["done\n", "done\n"]
    found = rows(database)
    assert [n for n, _ in found] == list(range(1, 301))
    assert {who for _, who in found} == {"one", "two"}


def test_killed_holder_lets_the_next_in_and_leaves_nothing(database: DatabaseWrapper, path: Path) -> None:
    holder = start(path, "hold", 0)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "holding\n"
    assert not gate_is_free(path)

    entered: list[float] = []

    def write() -> None:
        with closing(DatabaseWrapper(settings_for(path), "waiting")) as waiting:
            begin(waiting)
            entered.append(time.monotonic())
            with waiting.cursor() as cursor:
                cursor.execute("INSERT INTO line VALUES (1, 'next')")
            waiting.commit()

    waiter = Thread(target=write)
    waiter.start()
    time.sleep(0.5)
    assert entered == [], "it waits while the other lives"
    os.kill(holder.pid, signal.SIGKILL)
    killed = time.monotonic()
    holder.communicate()
    waiter.join(timeout=10)
    assert entered
    assert entered[0] - killed < 5
    assert rows(database) == [(1, "next")]


def test_error_inside_a_block_is_not_hidden(database: DatabaseWrapper, path: Path) -> None:
    begin(database)
    with pytest.raises(OperationalError), database.cursor() as cursor:
        cursor.execute("INSERT INTO nowhere VALUES (1)")
    database.rollback()
    assert gate_is_free(path)
