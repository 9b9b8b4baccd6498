"""Every engine gives the same numbers for every indicator, from the same expressions and the same files."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from importlib.util import find_spec
from typing import Any

import pytest

from meetpoint.core.facts.errors import EngineProblem
from meetpoint.core.facts.reading import engines
from meetpoint.core.facts.reading.answers import answers_from
from meetpoint.core.facts.reading.duck import SPANS_KEPT, DuckDB
from meetpoint.core.facts.reading.questions import Question
from meetpoint.core.facts.store.refreshing import refresh
from meetpoint.core.facts.tests.test_worked_examples import tell_the_rest
from meetpoint.core.modules.indicators import Indicator
from meetpoint.core.modules.registry import registry
from meetpoint.core.people.actions import tell_demographics
from meetpoint.core.reports.tests.quarter import FIRST, LAST, Quarter
from meetpoint.core.tenancy.actor import Actor

pytestmark = pytest.mark.any_database

needs_spark = pytest.mark.skipif(
    shutil.which("java") is None or find_spec("pyspark") is None, reason="needs Java and meetpoint[spark]"
)


@pytest.fixture
def spark() -> Iterator[Any]:
    from meetpoint.core.facts.reading.spark import Spark  # noqa: PLC0415 - an optional extra

    session = Spark("local[2]")
    yield session
    session.stop()


def report_of(indicator: Indicator) -> list[tuple[str, ...]]:
    """Return the breakdowns of a report."""
    return [tuple(name for name in ("month", "site") if name in indicator.breakdowns)]


def every_way(indicator: Indicator) -> list[tuple[str, ...]]:
    """Return no breakdown, each one alone, and those of a report."""
    return list(dict.fromkeys([(), *report_of(indicator), *((name,) for name in indicator.breakdowns)]))


@needs_spark
@pytest.mark.parametrize(
    ("ways", "least"), [(report_of, 60), pytest.param(every_way, 300, marks=pytest.mark.long)]
)
def test_spark_gives_the_numbers_of_duckdb(
    quarter: Quarter, dee: Actor, spark: Any, ways: Callable[[Indicator], list[tuple[str, ...]]], least: int
) -> None:
    tell_the_rest(quarter, dee)
    tell_demographics(quarter.a, {"birth_year": "1990", "gender": "woman", "zip3": "606"}, by=dee)
    refresh(dee.organisation_id)
    quarter.met("2026-03-30T15:00", quarter.b)  # a day that stands aside
    found = refresh(dee.organisation_id)
    duck = DuckDB()
    by_way: dict[tuple[str, ...], list[str]] = {}
    for code, indicator in registry().indicators.items():
        for by in ways(indicator):
            by_way.setdefault(by, []).append(code)
    spans = [(FIRST, None), (date(2026, 2, 10), (quarter.plaza.pk,))]
    compared = 0
    for by, codes in by_way.items():
        for first, sites in spans if ways is every_way else spans[:1]:
            asked = Question(
                organisation_id=dee.organisation_id,
                codes=tuple(codes),
                first=first,
                last=LAST,
                by=by,
                site_ids=sites,
            )
            here, there = (answers_from(found, asked, on=on) for on in (duck, spark))
            assert [one.as_data() for one in here] == [one.as_data() for one in there]
            compared += sum(len(one.rows) for one in here)
    assert compared > least


def test_an_unknown_engine_is_named(settings: Any) -> None:
    settings.FACTS_ENGINE = "trino"
    engines.engine.cache_clear()
    with pytest.raises(EngineProblem, match="FACTS_ENGINE=trino is not known"):
        engines.engine()
    engines.engine.cache_clear()


def test_duckdb_fetches_nothing_from_anywhere() -> None:
    duck = DuckDB()
    said = dict(
        duck.rows("SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%known_extensions'")
    )
    assert said == {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


def test_one_table_is_read_once_for_all_its_indicators(
    quarter: Quarter, dee: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = refresh(dee.organisation_id)
    duck = DuckDB()
    ran: list[str] = []
    real = duck.rows
    monkeypatch.setattr(duck, "rows", lambda sql: ran.append(sql) or real(sql))
    of_supplies = [one.code for one in registry().indicators.values() if one.table == "supplies"]
    asked = Question(
        organisation_id=dee.organisation_id, codes=tuple(of_supplies), first=FIRST, last=LAST, by=("site",)
    )
    answers_from(found, asked, on=duck)
    assert len(of_supplies) > 5
    assert len([sql for sql in ran if '"supplies"' in sql]) == 1


def test_spans_that_are_asked_in_turn_keep_apart_and_the_oldest_is_forgotten(
    quarter: Quarter, dee: Actor
) -> None:
    quarter.met("2026-03-30T15:00", quarter.b)
    found = refresh(dee.organisation_id)
    duck = DuckDB()

    def contacts(month: int) -> int:
        first = date(2025 + month // 12, month % 12 + 1, 1)
        asked = Question(
            organisation_id=dee.organisation_id, codes=("encounters.contacts",), first=first, last=first
        )
        whole = replace(asked, last=LAST) if first <= LAST else asked
        return sum(int(value or 0) for _key, value in answers_from(found, whole, on=duck)[0].rows)

    months = range(SPANS_KEPT + 4)
    before = [contacts(month) for month in months]
    assert before[0] > before[-1] == 0
    assert [contacts(month) for month in months] == before
    ((kept,),) = duck.rows("SELECT count(*) FROM duckdb_schemas() WHERE schema_name LIKE 'span%'")
    assert kept == SPANS_KEPT
