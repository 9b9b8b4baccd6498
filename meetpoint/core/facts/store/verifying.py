"""Comparing facts with the operational tables: month by month, and against the figures that pages show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from meetpoint.core.facts.store import copying
from meetpoint.core.facts.store.manifest import Manifest, Month, month_of
from meetpoint.core.facts.store.people import People
from meetpoint.core.facts.store.refreshing import dated_tables, last_of, months_of, refresh
from meetpoint.core.modules.facts import FactTable, FactType
from meetpoint.core.modules.interface import Figure


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A total that facts and records do not agree on."""

    table: str
    month: str
    what: str
    facts: int
    records: int


def differences(organisation_id: int) -> Iterator[Difference]:
    """Yield every total of every table and month in which facts differ from what is recorded now.

    Compares rows, sums of amounts, different people, and how often each word stands.
    """
    found = refresh(organisation_id)
    people = People(organisation_id)
    for table in dated_tables():
        known = {date.fromisoformat(f"{name}-01") for name in found.tables[table.slug]}
        for first in sorted(known.union(months_of(table, organisation_id))):
            yield from _differences(found, table, first, people)


def totals(table: FactTable, facts: pa.Table) -> dict[str, int]:
    """Return the totals of some rows by name."""
    found = {"rows": facts.num_rows}
    for column in table.columns:
        values = facts[column.name]
        match column.type:
            case FactType.COUNT | FactType.FLAG:
                found[column.name] = pc.sum(values).as_py() or 0
            case FactType.PERSON:
                found[f"different {column.name}"] = pc.count_distinct(values, mode="only_valid").as_py()
            case FactType.WORD | FactType.AREA | FactType.SITE | FactType.ITEM:
                counts = pc.value_counts(values).to_pylist()
                found |= {f"{column.name} {one['values']}": one["counts"] for one in counts}
    return found


def figure_totals(
    figure: Figure, organisation_id: int, first: date, last: date
) -> dict[tuple[str, int], int]:
    """Return a figure's sums by month and site, as the operational tables have them."""
    sums: dict[tuple[str, int], int] = defaultdict(int)
    for amount in figure.by_day(organisation_id, first, last):
        sums[month_of(amount.day), amount.site_id] += amount.amount
    return sums


def _differences(found: Manifest, table: FactTable, first: date, people: People) -> Iterator[Difference]:
    name = month_of(first)
    month = found.tables[table.slug].get(name, Month())
    kept = totals(table, copying.read_month(people.organisation_id, table, month))
    recorded = totals(table, copying.copy(table, first, last_of(first), people))
    for what in sorted(kept.keys() | recorded.keys()):
        if kept.get(what, 0) != recorded.get(what, 0):
            yield Difference(
                table=table.slug,
                month=name,
                what=what,
                facts=kept.get(what, 0),
                records=recorded.get(what, 0),
            )
