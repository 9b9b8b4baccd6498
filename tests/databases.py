"""Another database on the PostgreSQL server that the tests run on, for what needs one of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from django.db import connection


@contextmanager
def database_beside(name: str) -> Iterator[str]:
    """Give the address of an empty database, as DATABASE_URL takes it, and drop it afterwards.

    To be asked for outside a transaction: PostgreSQL makes no database within one.
    """
    known = connection.settings_dict
    whole = f"{known['NAME']}_{name}"
    who = f"{quote(known['USER'])}:{quote(known['PASSWORD'])}"
    where = f"{quote(known['HOST'], safe='')}:{known['PORT'] or 5432}"  # a socket's folder has slashes
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{whole}"')
        cursor.execute(f'CREATE DATABASE "{whole}"')
        try:
            yield f"postgres://{who}@{where}/{whole}"
        finally:
            cursor.execute(f'DROP DATABASE "{whole}" WITH (FORCE)')
