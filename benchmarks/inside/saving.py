"""Measures saving through the action beside the same statements raw: `python -m benchmarks.inside.saving`."""

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from meetpoint.core.access.models import StaffMember
from meetpoint.core.encounters.actions import record_encounter
from meetpoint.core.encounters.entry import NewEncounter
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.queries import catalogue
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

ENCOUNTERS = 1_500
Transaction = list[tuple[str, Any, bool]]


def measure() -> None:
    """Print the raw rate, the action's rate, their ratio, and CPU milliseconds for each."""
    save = _saver()
    for _warm in range(50):
        save()
    before = _copy_database()
    script = list(_written_by(save, ENCOUNTERS))
    raw = _rate(lambda: _replay(before, script))
    cpu, began = time.process_time(), time.perf_counter()
    for _turn in range(ENCOUNTERS):
        save()
    action = ENCOUNTERS / (time.perf_counter() - began)
    each = (time.process_time() - cpu) / ENCOUNTERS * 1000
    before.forget()
    print(f"{raw:.0f} {action:.0f} {action / raw:.2f} {each:.2f}")


def _saver() -> Callable[[], None]:
    member = StaffMember.objects.unscoped("benchmark").filter(role="worker").order_by("id").first()
    assert member is not None
    by = Actor(
        organisation_id=member.organisation_id,
        staff_id=member.pk,
        permissions=registry().role_permissions["worker"],
    )
    site = Site.objects.of(by).order_by("id").first()
    assert site is not None
    items = [item.id for item in catalogue(by.organisation_id).values() if item.on_log][:3]

    def save() -> None:
        amounts = dict.fromkeys(items, 2)
        record_encounter(
            NewEncounter(uid=uuid7(), site_id=site.pk, occurred_at=clock.now(), items=amounts), by=by
        )

    return save


def _written_by(save: Callable[[], None], count: int) -> Iterator[Transaction]:
    for _turn in range(count):
        written: Transaction = []

        def listen(
            execute: Any, sql: str, params: Any, many: bool, context: Any, into: Transaction = written
        ) -> Any:
            if sql.split(None, 1)[0].upper() in {"INSERT", "UPDATE", "DELETE"}:
                into.append((sql, [list(row) for row in params] if many else list(params), many))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(listen):
            save()
        yield written


class _Copy:
    """A copy of the database as it was, open through the bare driver."""

    def __init__(self) -> None:
        self.is_sqlite = connection.vendor == "sqlite"
        source = connection.settings_dict
        if self.is_sqlite:
            self.path = Path(settings.HOME) / "raw.sqlite3"
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copy(source["NAME"], self.path)
            self.driver: Any = sqlite3.connect(self.path, isolation_level=None)
            self.driver.executescript(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            )
        else:
            self.name = f"{source['NAME']}_raw"
            connection.close()
            with psycopg.connect(
                os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/postgres", autocommit=True
            ) as server:
                server.execute(f"CREATE DATABASE {self.name} TEMPLATE {source['NAME']}")
            self.driver = psycopg.connect(
                os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{self.name}", autocommit=True
            )

    def forget(self) -> None:
        self.driver.close()
        if not self.is_sqlite:
            with psycopg.connect(
                os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/postgres", autocommit=True
            ) as server:
                server.execute(f"DROP DATABASE {self.name}")


def _copy_database() -> _Copy:
    return _Copy()


def _replay(copy: _Copy, script: list[Transaction]) -> int:
    cursor = copy.driver.cursor()
    for transaction in script:
        cursor.execute("BEGIN IMMEDIATE" if copy.is_sqlite else "BEGIN")
        for sql, params, many in transaction:
            statement = sql.replace("%s", "?") if copy.is_sqlite else sql
            (cursor.executemany if many else cursor.execute)(statement, params)
        cursor.execute("COMMIT")
    return len(script)


def _rate(work: Callable[[], int]) -> float:
    began = time.perf_counter()
    done = work()
    return done / (time.perf_counter() - began)


if __name__ == "__main__":
    measure()
