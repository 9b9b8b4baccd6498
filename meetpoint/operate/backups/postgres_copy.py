"""Consistent dumps of a PostgreSQL database with its own tools, and what such a dump holds."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from meetpoint.operate.backups.errors import BackupProblem, Damaged, NotEmpty
from meetpoint.operate.backups.manifest import Contents

Setting = Mapping[str, Any]
"""Django's setting of one database."""


def dump(database: Setting, target: Path) -> Contents:
    """Dump the database as it is now and count it in the same snapshot. Raises BackupProblem."""
    tool = _tool("pg_dump")
    with _connected(database, str(database["NAME"])) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = _one(connection, "SELECT pg_export_snapshot()")
        _run(
            database,
            tool,
            "--format=custom",
            f"--snapshot={snapshot}",
            f"--file={target}",
            str(database["NAME"]),
        )
        return _contents(connection)


def load(database: Setting, dumped: Path) -> Contents:
    """Load a dump into the empty database of the setting and count it. Raises NotEmpty, Damaged."""
    name = str(database["NAME"])
    with _connected(database, name) as connection:
        if _tables(connection):
            raise NotEmpty(
                f"The database {name} already holds tables. Make an empty one and name it in DATABASE_URL."
            )
    _restore(database, name, dumped)
    with _connected(database, name) as connection:
        return _contents(connection)


def try_out(database: Setting, dumped: Path) -> Contents:
    """Load a dump into a passing database of the same server, count it and drop it again."""
    name = f"meetpoint_verify_{secrets.token_hex(4)}"
    quoted = sql.Identifier(name)
    with _connected(database, str(database["NAME"])) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(quoted))
        try:
            _restore(database, name, dumped)
            with _connected(database, name) as restored:
                return _contents(restored)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {}").format(quoted))


def _restore(database: Setting, name: str, dumped: Path) -> None:
    try:
        _run(database, _tool("pg_restore"), "--no-owner", "--exit-on-error", f"--dbname={name}", str(dumped))
    except BackupProblem as problem:
        raise Damaged(str(problem)) from None


def _contents(connection: psycopg.Connection[Any]) -> Contents:
    rows = {}
    for table in _tables(connection):
        rows[table] = _one(connection, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
    migrations = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
    heads = connection.execute("SELECT organisation_id, seq, mac FROM audit_audithead")
    return Contents(
        rows=rows,
        migrations=tuple(row[0] for row in migrations),
        audit_heads={str(organisation): f"{seq} {mac}" for organisation, seq, mac in heads},
    )


def _tables(connection: psycopg.Connection[Any]) -> list[str]:
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return [row[0] for row in found]


def _one(connection: psycopg.Connection[Any], query: str | sql.Composed) -> Any:
    row = connection.execute(query).fetchone()
    return row[0] if row else None


@contextmanager
def _connected(database: Setting, name: str) -> Iterator[psycopg.Connection[Any]]:
    parts = {"host": database["HOST"], "port": database["PORT"], "user": database["USER"]}
    given = {key: value for key, value in {**parts, "password": database["PASSWORD"]}.items() if value}
    try:
        connection = psycopg.connect(dbname=name, autocommit=True, **given)
    except psycopg.OperationalError as problem:
        raise BackupProblem(f"PostgreSQL does not let Meetpoint in: {problem}") from None
    with connection:
        yield connection


def _tool(name: str) -> str:
    found = shutil.which(name)
    if not found:
        raise BackupProblem(
            f"{name} is not installed; backups of PostgreSQL need it. Install postgresql-client."
        )
    return found


def _run(database: Setting, *command: str) -> None:
    settings = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    given = {variable: str(database[key]) for variable, key in settings.items() if database[key]}
    done = subprocess.run(  # noqa: S603 - our own words, and values of the settings
        command, env={**os.environ, **given}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupProblem(
            f"{Path(command[0]).name} failed: {done.stderr.strip().splitlines()[-1:] or done.returncode}"
        )
