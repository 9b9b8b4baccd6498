"""From indicators to Ibis expressions: those over one table become one, so that it is read once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import ibis

from meetpoint.core.facts.reading.narrowing import NOT_SAID, YES
from meetpoint.core.facts.reading.questions import Question
from meetpoint.core.modules.facts import MONTH, FactTable, FactType
from meetpoint.core.modules.indicators import Aggregate
from meetpoint.core.modules.registry import registry

_TYPES = {
    FactType.DAY: "date",
    FactType.SITE: "int64",
    FactType.ITEM: "int64",
    FactType.WORD: "string",
    FactType.AREA: "string",
    FactType.COUNT: "int32",
    FactType.FLAG: "boolean",
    FactType.PERSON: "int64",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One aggregate to be found, under a name of its own."""

    name: str
    aggregate: Aggregate


@cache
def facts_of(table: FactTable) -> Any:
    """Return a table as an Ibis table that any engine can be asked for by name."""
    columns = {column.name: _TYPES[column.type] for column in table.columns}
    return ibis.table(columns if table.is_list else {**columns, MONTH: "int32"}, name=table.slug)


def lists_needed(table: FactTable, by: Sequence[str]) -> list[FactTable]:
    """Return the lists that go with a table: those it always has, and those a breakdown asks for."""
    known = registry().facts
    own = {column.name for column in table.columns} | {MONTH}
    wanted = [
        other
        for other in known.values()
        if other.is_list
        and other.key in own
        and any(other.column(name) is not None and name != other.key for name in by if name not in own)
    ]
    always = [known[slug] for slug in table.lists]
    return [*always, *(other for other in wanted if other not in always)]


def expression(table: FactTable, asked: Sequence[Asked], question: Question) -> Any:
    """Return one expression whose rows are the groups asked for, each with every aggregate.

    Columns come in the order of `question.by`, then of `asked`; rows in no order.
    """
    facts = facts_of(table)
    facts = facts.filter(*_wanted(facts, question))
    for other in lists_needed(table, columns_of(question)):
        beside = facts_of(other)
        facts = facts.left_join(beside, other.key).drop(f"{other.key}_right")
    facts = facts.filter(*_narrowed(facts, question)) if question.where else facts
    found = {one.name: one.aggregate(facts) for one in asked}
    return facts.group_by(*question.by).aggregate(**found) if question.by else facts.aggregate(**found)


def columns_of(question: Question) -> tuple[str, ...]:
    """Return the columns by which a question groups or narrows."""
    return (*question.by, *(name for name, _words in question.where))


def _narrowed(facts: Any, question: Question) -> Iterator[Any]:
    for name, words in question.where:
        column = facts[name]
        if column.type().is_boolean():
            yield column.isin([word == YES for word in words])
            continue
        said = column.isin([word for word in words if word != NOT_SAID])
        yield said | column.isnull() | (column == "") if NOT_SAID in words else said


def _wanted(facts: Any, question: Question) -> Iterator[Any]:
    yield facts.day.between(question.first, question.last)
    if question.site_ids is not None:
        yield facts.site.isin(sorted(question.site_ids)) if question.site_ids else ibis.literal(False)
