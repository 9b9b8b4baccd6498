"""Consistent copies of the embedded database, made while others write, and what such a copy holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from meetpoint.operate.backups.errors import BackupProblem, Damaged
from meetpoint.operate.backups.manifest import Contents
from meetpoint.operate.progress import Progress

PAGES_AT_ONCE = 4096


def copy(source: Path, target: Path, progress: Progress) -> None:
    """Copy the database as it is now; writers go on. Raises BackupProblem when it cannot be read.

    The source stands in one read transaction throughout, so that a write in between neither shows in
    the copy nor starts it again from the beginning.
    """
    if not source.exists():
        raise BackupProblem(f"There is no database at {source}. Run: meetpoint setup")
    with _opened(source) as reading, _opened(target) as writing:
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
        reading.backup(
            writing, pages=PAGES_AT_ONCE, progress=lambda _, left, total: progress(total - left, total)
        )
        reading.execute("ROLLBACK")
        writing.execute("PRAGMA journal_mode=DELETE")


def contents(path: Path, progress: Progress) -> Contents:
    """Count what a database file holds. Raises Damaged when SQLite finds it broken."""
    try:
        with _opened(path) as database:
            return _contents(database, progress)
    except sqlite3.DatabaseError as problem:
        raise Damaged(f"The database in the backup cannot be read: {problem}") from None


def prove_sound(path: Path) -> None:
    """Let SQLite check every page and every reference. Raises Damaged, quoting what it says."""
    with _opened(path) as database:
        said = database.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if said != "ok":
            raise Damaged(f"The database in the backup is broken: {said}")
        if stray := database.execute("PRAGMA foreign_key_check").fetchone():
            raise Damaged(f"The database in the backup has a row of {stray[0]} that refers to nothing.")


def _contents(database: sqlite3.Connection, progress: Progress) -> Contents:
    listed = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
    tables = [name for (name,) in listed if not name.startswith("sqlite_")]
    rows = {}
    for done, table in enumerate(tables, start=1):
        rows[table] = database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608 - its own name
        progress(done, len(tables))
    migrations = database.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1").fetchall()
    heads = database.execute("SELECT organisation_id, seq, mac FROM audit_audithead").fetchall()
    return Contents(
        rows=rows,
        migrations=tuple(row[0] for row in migrations),
        audit_heads={str(organisation): f"{seq} {mac}" for organisation, seq, mac in heads},
    )


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as database:
        yield database
