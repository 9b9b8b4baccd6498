"""DuckDB in this process: it reads the Parquet files where they stand, and fetches nothing from anywhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings
from ibis.backends.sql.compilers import DuckDBCompiler

from meetpoint.core.facts.reading.engines import Pieces
from meetpoint.core.facts.store.places import home, private

THREADS = 2

SPANS_KEPT = 12
"""So many spans of months keep their views, so that a board's questions do not make them anew in turn."""


class DuckDB:
    """One connection, for one thread. Spills into the facts' own folder when memory runs short."""

    def __init__(self) -> None:
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": f"{settings.FACTS_MEMORY_MB}MB",
                "threads": THREADS,
                "temp_directory": str(private(home() / "spill")),
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
        self._connection.execute("SET parquet_metadata_cache = true")
        self._compiler = DuckDBCompiler()
        self._spans: dict[str, str] = {}
        self._in_span: dict[str, dict[str, Pieces]] = {}
        self._shown: dict[str, Pieces] = {}
        self._made = 0

    def turn_to(self, span: str) -> None:
        if span not in self._spans:
            self._made += 1
            self._spans[span], self._in_span[span] = f"span{self._made}", {}
            self._connection.execute(f"CREATE SCHEMA {self._spans[span]}")
        self._spans[span] = self._spans.pop(span)  # the one asked for last stands last
        self._shown = self._in_span[span]
        self._connection.execute(f"SET schema = '{self._spans[span]}'")
        if len(self._spans) > SPANS_KEPT:
            oldest = next(iter(self._spans))
            del self._in_span[oldest]
            self._connection.execute(f"DROP SCHEMA {self._spans.pop(oldest)} CASCADE")

    def show(self, name: str, pieces: Pieces) -> None:
        if self._shown.get(name) != pieces:
            self._connection.execute(f'CREATE OR REPLACE VIEW "{name}" AS {_selected(pieces)}')
            self._shown[name] = pieces

    def sql(self, expression: Any) -> str:
        return str(self._compiler.to_sqlglot(expression).sql("duckdb"))

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql).fetchall()


def _selected(pieces: Pieces) -> str:
    parts = [f"SELECT * FROM {_read(pieces.whole or (pieces.empty,))}"]  # noqa: S608 - our own file names
    for base, days in pieces.without:
        rest = f"SELECT * FROM {_read((base,))} WHERE day NOT IN ({_listed(days)})"  # noqa: S608 - ours, too
        parts.append(rest)
    return " UNION ALL ".join(parts)


def _read(files: tuple[Path, ...]) -> str:
    names = ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)
    return f"read_parquet([{names}], hive_partitioning = false)"


def _listed(days: tuple[date, ...]) -> str:
    return ", ".join(f"DATE '{day.isoformat()}'" for day in days)
