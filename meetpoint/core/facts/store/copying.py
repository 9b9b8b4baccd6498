"""Copying the declared columns of some days into a Parquet file, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.core.exceptions import EmptyResultSet
from django.db import connection

from meetpoint.core.facts.store.manifest import Month
from meetpoint.core.facts.store.people import People
from meetpoint.core.facts.store.places import folder, private
from meetpoint.core.modules.facts import MONTH, OTHER, FactColumn, FactTable, FactType

ROWS_AT_A_TIME = 20_000

_TYPES = {
    FactType.DAY: pa.date32(),
    FactType.SITE: pa.int64(),
    FactType.ITEM: pa.int64(),
    FactType.WORD: pa.string(),
    FactType.AREA: pa.string(),
    FactType.COUNT: pa.int32(),
    FactType.FLAG: pa.bool_(),
    FactType.PERSON: pa.int64(),
}


def schema_of(table: FactTable) -> pa.Schema:
    """Return the columns of a table's files: those that are declared, and the month."""
    fields = [(column.name, _TYPES[column.type]) for column in table.columns]
    return pa.schema(fields if table.is_list else [*fields, (MONTH, pa.int32())])


def copy(table: FactTable, first: date, last: date, people: People) -> pa.Table:
    """Return the facts of some days, both ends included, ordered by site and day."""
    batches = [_batch(table, rows, people) for rows in _chunks(table, first, last, people)]
    copied = pa.Table.from_batches(batches, schema=schema_of(table))
    return copied.sort_by([(name, "ascending") for name in (("site", "day") if table.span else (table.key,))])


def write(organisation_id: int, table: FactTable, facts: pa.Table, *, month: str = "") -> str:
    """Write facts into a file of their own and return its name. Raises ValueError for other columns."""
    if facts.schema != schema_of(table):
        raise ValueError(f"{table.slug} is to hold {schema_of(table)}, not {facts.schema}.")
    place = Path(table.slug) / f"{MONTH}={month}" if month else Path(table.slug)
    private(folder(organisation_id) / place)
    name = place / f"{uuid4().hex}.parquet"
    file = folder(organisation_id) / name
    words = [column.name for column in table.columns if column.type in (FactType.WORD, FactType.AREA)]
    with file.open("xb") as written:
        os.fchmod(written.fileno(), 0o600)
        pq.write_table(facts, written, compression="zstd", use_dictionary=words)
        written.flush()
        os.fsync(written.fileno())  # before a manifest names it
    return str(name)


def read(organisation_id: int, table: FactTable, names: Sequence[str]) -> pa.Table:
    """Return the facts of some files."""
    here = folder(organisation_id)
    parts = [pq.read_table(here / name, schema=schema_of(table), partitioning=None) for name in names]
    return pa.concat_tables([schema_of(table).empty_table(), *parts])


def read_month(organisation_id: int, table: FactTable, month: Month) -> pa.Table:
    """Return the facts of a month as they count: days that stand aside instead of those in the base."""
    aside = pa.array([date.fromisoformat(day) for day in month.days], pa.date32())
    base = read(organisation_id, table, [month.base] if month.base else [])
    kept = base.filter(pc.invert(pc.is_in(base["day"], aside)))
    fresh = read(organisation_id, table, [file for file in month.days.values() if file])
    return pa.concat_tables([kept, fresh]).sort_by([(name, "ascending") for name in ("site", "day")])


def digest_of(facts: pa.Table) -> str:
    """Return a fingerprint of a short table's rows."""
    return sha256(repr(facts.to_pylist()).encode()).hexdigest()[:16]


def _chunks(table: FactTable, first: date, last: date, people: People) -> Iterator[list[tuple[Any, ...]]]:
    rows = table.rows(people.organisation_id, first, last).order_by().values_list(*_sources(table))
    # The plain statement, since the ORM would make Python objects of ten million rows.
    try:
        sql, parameters = rows.query.sql_with_params()
    except EmptyResultSet:  # a list of nothing, such as the routes where there is no item
        return
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while chunk := cursor.fetchmany(ROWS_AT_A_TIME):
            yield chunk


def _sources(table: FactTable) -> list[str]:
    return list(dict.fromkeys(column.source for column in table.columns))


def _batch(table: FactTable, rows: list[tuple[Any, ...]], people: People) -> pa.RecordBatch:
    by_source = dict(zip(_sources(table), zip(*rows, strict=True), strict=True))
    days = _days(by_source[table.day.source]) if table.span else None
    arrays = [_array(column, by_source[column.source], days, people) for column in table.columns]
    if days is not None:
        arrays.append(pc.add(pc.multiply(pc.year(days), 100), pc.month(days)).cast(pa.int32()))
    return pa.RecordBatch.from_arrays(arrays, schema=schema_of(table))


def _days(values: Sequence[Any]) -> pa.Array:
    """Return dates, which SQLite gives as text."""
    if isinstance(values[0], str):
        return pa.array(values, pa.string()).cast(pa.date32())
    return pa.array(values, pa.date32())


def _array(column: FactColumn, values: Sequence[Any], days: pa.Array | None, people: People) -> pa.Array:
    if column.told:
        on = days.to_pylist() if days is not None else []
        return _words(column, people.told(column.told, values, on))
    match column.type:
        case FactType.DAY:
            return days
        case FactType.PERSON:
            return pa.array(people.keys(values), pa.int64())
        case FactType.WORD | FactType.AREA:
            return _words(column, values)
        case FactType.FLAG:
            return pa.array([bool(value) for value in values], pa.bool_())
    return pa.array(values, _TYPES[column.type])


def _words(column: FactColumn, values: Sequence[str | None]) -> pa.Array:
    """Return words of the column's list; whatever else stands there, so that no free text gets through."""
    said = pa.array(values, pa.string()).fill_null("")
    if column.type is FactType.AREA:
        known = pc.or_(pc.equal(said, ""), pc.match_substring_regex(said, r"^[0-9]{3}$"))
    else:
        known = pc.is_in(said, pa.array(["", *column.vocabulary]))
    return pc.if_else(known, said, OTHER)
