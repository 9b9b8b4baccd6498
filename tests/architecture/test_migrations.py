"""Tables come out of migrations as out of the models, from which the tests make theirs."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from meetpoint.core.audit import triggers
from meetpoint.operate.serving.first_tables import make_first_tables
from tests.databases import database_beside


def test_migrations_make_what_the_models_say() -> None:
    command = [sys.executable, "-m", "meetpoint", "makemigrations", "--check", "--dry-run"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"meetpoint makemigrations\n{done.stdout}{done.stderr}"


@pytest.mark.django_db
def test_audit_log_is_guarded_however_tables_were_made() -> None:
    assert triggers.installed(connection)


COLUMNS = """
    SELECT table_name, column_name, data_type, is_nullable, character_maximum_length, numeric_precision,
           numeric_scale, is_identity, column_default
    FROM information_schema.columns WHERE table_schema = %s
"""
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = %s"
CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = %s::regnamespace
"""


@pytest.mark.django_db(transaction=True)
def test_first_tables_are_those_that_migrations_make() -> None:
    """On PostgreSQL: the tables of an empty database against those of one that came all the way."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite does not tell its tables' shapes apart finely enough.")
    with database_beside("migrated") as url:
        _migrate({"DATABASE_URL": url})
        with psycopg.connect(url) as other:
            migrated = _shape(other.cursor(), "public")
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA beside")
        try:
            cursor.execute("SET search_path TO beside")
            assert make_first_tables("default")
            made = _shape(cursor, "beside")
        finally:
            cursor.execute("SET search_path TO DEFAULT")
            cursor.execute("DROP SCHEMA beside CASCADE")
    assert made == migrated


@pytest.mark.long
@pytest.mark.embedded
def test_migrations_run_on_sqlite(tmp_path: Path) -> None:
    _migrate({"MEETPOINT_HOME": str(tmp_path), "DATABASE_URL": ""})


def _migrate(environment: dict[str, str]) -> None:
    # With this option an empty database goes through the migrations, too (`meetpoint/operate/management`).
    command = [sys.executable, "-m", "meetpoint", "migrate", "--run-syncdb", "-v0"]
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


NOT_OURS = ("auth_", "shared_cache")
"""Django's own tables: keys that its models make of another size, and one that no model makes."""


def _shape(cursor: Any, schema: str) -> set[tuple[Any, ...]]:
    """Return columns, indexes and constraints of a schema, without its name."""
    found: set[tuple[Any, ...]] = set()
    for query in (COLUMNS, INDEXES, CONSTRAINTS):
        cursor.execute(query, [schema])
        rows = [tuple(str(each).replace(f"{schema}.", "") for each in row) for row in cursor.fetchall()]
        found |= {row for row in rows if not row[0].startswith(NOT_OURS)}
    assert len(found) > 1_000
    return found
