"""Prints what asking of facts takes: `python -m benchmarks.inside.reading_facts once|often`."""

import json
import resource
import sqlite3
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import duckdb
from django.conf import settings
from ibis.backends.sql.compilers import SQLiteCompiler

from benchmarks.table import percentile
from meetpoint.core.encounters.actions import record_encounter
from meetpoint.core.encounters.entry import NewEncounter
from meetpoint.core.facts.reading import answers as answering
from meetpoint.core.facts.reading import duck
from meetpoint.core.facts.reading.engines import pieces_of
from meetpoint.core.facts.reading.expressions import expression
from meetpoint.core.facts.reading.questions import Question
from meetpoint.core.facts.store.refreshing import refresh
from meetpoint.core.modules.facts import FactTable
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.supplies.models import Item
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

INDICATORS = 20
TURNS = 30
SAVES = 15


def quarter(organisation_id: int) -> Question:
    """Return the question: the last whole quarter, by month and site, people included."""
    today = clock.now().date()
    last = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1) - timedelta(days=1)
    fitting = [
        one.code
        for one in registry().indicators.values()
        if one.value is not None and {"month", "site"} <= set(one.breakdowns)
    ]
    return Question(
        organisation_id=organisation_id,
        codes=tuple(fitting[:INDICATORS]),
        first=date(last.year, last.month - 2, 1),
        last=last,
        by=("month", "site"),
    )


def dashboard(organisation_id: int) -> Question:
    """Return the same indicators for the two months up to today, in which encounters are saved."""
    today = clock.now().date()
    asked = quarter(organisation_id)
    return Question(
        organisation_id=organisation_id,
        codes=asked.codes,
        first=(today.replace(day=1) - timedelta(days=1)).replace(day=1),
        last=today,
        by=("month",),
    )


def took(work: Callable[[], object]) -> float:
    """Return the milliseconds that something takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def measure_often(organisation_id: int) -> dict[str, float]:
    """Return warm answers beside DuckDB alone, SQLite, and an answer after each of some saves."""
    asked = quarter(organisation_id)
    answering.answers(asked)
    statements, shown = watched(lambda: answering.answers(asked))
    bare = duckdb.connect(config={"threads": duck.THREADS})
    for name, selected in shown.items():
        bare.execute(f'CREATE VIEW "{name}" AS {selected}')
    for sql in statements:
        bare.execute(sql).fetchall()
    # In turn, so that what else the machine does falls on both.
    pairs = [
        (
            took(lambda: answering.answers(asked)),
            sum(took(lambda s=sql: bare.execute(s).fetchall()) for sql in statements),
        )
        for _turn in range(TURNS)
    ]
    warm, raw = ([pair[place] for pair in pairs] for place in (0, 1))
    sqlite = sum(took(lambda one=one: same_on_sqlite(one, asked)) for one in tables_of(asked))
    fresh = after_saving(organisation_id)
    found = refresh(organisation_id)
    read = {
        f for t in tables_of(asked) for f in pieces_of(organisation_id, found, t.slug, asked.months()).files
    }
    return {
        "indicators": len(asked.codes),
        "warm_ms": percentile(warm, 0.5),
        "warm_p95_ms": percentile(warm, 0.95),
        "raw_ms": percentile(raw, 0.5),
        "sqlite_ms": sqlite,
        "fresh_ms": percentile(fresh, 0.5),
        "fresh_p95_ms": percentile(fresh, 0.95),
        "files_read": len(read),
        "files": len(found.files()),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def watched(answer: Callable[[], object]) -> tuple[list[str], dict[str, str]]:
    """Return the statements that an answer over one span of months runs, and what each name in them reads."""
    engine: Any = answering.engine()
    ran: list[str] = []
    plain = engine.rows
    engine.rows = lambda sql: ran.append(sql) or plain(sql)
    answer()
    engine.rows = plain
    return ran, {name: duck._selected(pieces) for name, pieces in engine._shown.items()}


def tables_of(asked: Question) -> list[FactTable]:
    """Return the tables that a question needs."""
    known = registry().facts
    return [known[slug] for slug in dict.fromkeys(one.table for one in asked.indicators)]


def same_on_sqlite(table: FactTable, asked: Question) -> None:
    """Run the same expression on the operational tables, by the bare driver."""
    counted = [one for one in asked.indicators if one.table == table.slug]
    found = expression(table, list(answering._asked(counted)), asked)
    select = SQLiteCompiler().to_sqlglot(found).sql("sqlite")
    parts, parameters = [], []
    for needed in (table, *(registry().facts[slug] for slug in table.lists)):
        sql, values = operational(needed, asked)
        parts += sql
        parameters += values
    connection = sqlite3.connect(f"file:{settings.DATABASES['default']['NAME']}?mode=ro", uri=True)
    connection.execute("PRAGMA mmap_size=134217728")
    connection.execute("PRAGMA cache_size=-20000")
    connection.execute(f"WITH {', '.join(parts)} {select}", parameters).fetchall()
    connection.close()


def operational(table: FactTable, asked: Question) -> tuple[list[str], list[Any]]:
    """Return a table's facts as named selects from the operational tables, by the product's own query."""
    sources = list(dict.fromkeys(column.source for column in table.columns))
    rows = table.rows(asked.organisation_id, asked.first, asked.last).order_by().values_list(*sources)
    sql, parameters = rows.query.sql_with_params()
    columns = ", ".join(f"c{place}" for place in range(len(sources)))
    raw = f'"{table.slug}_raw"({columns}) AS ({sql.replace("%s", "?")})'
    named = ", ".join(f'c{sources.index(column.source)} AS "{column.name}"' for column in table.columns)
    month = "" if table.is_list else ", CAST(strftime('%Y%m', day) AS INTEGER) AS month"
    inner = f'SELECT {named} FROM "{table.slug}_raw"'
    return [raw, f'"{table.slug}" AS (SELECT *{month} FROM ({inner}))'], [_plain(one) for one in parameters]


def _plain(value: Any) -> Any:
    return (
        str(value.replace(tzinfo=None))
        if hasattr(value, "tzinfo")
        else str(value)
        if isinstance(value, date)
        else value
    )


def after_saving(organisation_id: int) -> list[float]:
    """Return how much longer the dashboard takes just after an encounter was saved."""
    asked = dashboard(organisation_id)
    actor = Actor.system(organisation_id, "benchmark")
    site = Site.objects.of(organisation_id).filter(closed_on=None)[0]
    items = list(Item.objects.of(organisation_id).filter(on_log=True)[:3])
    answering.answers(asked)
    unchanged = percentile([took(lambda: answering.answers(asked)) for _turn in range(TURNS)], 0.5)
    longer = []
    for _turn in range(SAVES):
        new = NewEncounter(
            uid=uuid7(), site_id=site.pk, occurred_at=clock.now(), items={item.pk: 2 for item in items}
        )
        record_encounter(new, by=actor)
        longer.append(took(lambda: answering.answers(asked)) - unchanged)
    return longer


if __name__ == "__main__":
    organisation = Organisation.objects.order_by("pk")[0]
    if sys.argv[1] == "once":
        question = quarter(organisation.pk)
        print(json.dumps({"first_ms": took(lambda: answering.answers(question))}))
    else:
        print(json.dumps(measure_often(organisation.pk)))
