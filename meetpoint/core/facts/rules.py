"""What a fact table may hold, and what an indicator may be: refused before anything is copied or answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import QuerySet

from meetpoint.core.modules.facts import MONTH, FactColumn, FactTable, FactType
from meetpoint.core.modules.indicators import Indicator
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Demographics, Participant, ParticipantCode
from meetpoint.core.supplies.models import Item

TOLD = ("age_band", "gender", "race_ethnicity", "zip3")
"""What may be copied of what people told about themselves."""

ABOUT_PEOPLE = (Participant, ParticipantCode, Demographics)

_ANY_DAY = date(2000, 1, 1)

ALWAYS_BREAKDOWNS = ("day", MONTH, "site")


def problems_of_table(table: FactTable) -> list[str]:
    """Return what is wrong with a declaration, a sentence each; none means that it may be copied."""
    rows = table.rows(0, _ANY_DAY, _ANY_DAY)
    found = [problem for column in table.columns for problem in _problems_of_column(column, rows)]
    names = [column.name for column in table.columns]
    if len(set(names)) != len(names) or MONTH in names:
        found.append(f"Two columns have one name, or one is called {MONTH}.")
    if not table.meaning:
        found.append("It does not say what its rows are.")
    days = sum(column.type is FactType.DAY for column in table.columns)
    if table.is_list and (days or table.column(table.key) is None):
        found.append("A list needs the column that its key names, and no day.")
    if not table.is_list and (days != 1 or table.column("site") is None):
        found.append("A table needs one day and a site.")
    return [f"{table.slug}: {problem}" for problem in found]


def problems_of_indicator(indicator: Indicator, tables: dict[str, FactTable]) -> list[str]:
    """Return what is wrong with an indicator's declaration, a sentence each."""
    kinds = [indicator.value is not None, indicator.combine is not None, bool(indicator.missing)]
    found: list[str] = []
    if sum(kinds) != 1:
        found.append("It needs exactly one of a value, what it combines, and what is missing.")
    if indicator.value is not None and (indicator.table not in tables or tables[indicator.table].is_list):
        found.append(f"There is no fact table {indicator.table!r} to count.")
    elif indicator.value is not None:
        allowed = breakdowns_of(tables[indicator.table], tables)
        strange = [name for name in indicator.breakdowns if name not in allowed]
        found += [f"It cannot be broken down by {name!r}." for name in strange]
    if indicator.without_code is not None and indicator.additive:
        found.append("People never add up over days and sites.")
    if not (indicator.title and indicator.definition and indicator.reference):
        found.append("It needs a title, a definition and where that comes from.")
    return [f"{indicator.code}: {problem}" for problem in found]


def breakdowns_of(table: FactTable, tables: dict[str, FactTable]) -> frozenset[str]:
    """Return the columns by which a table's rows may be grouped: never people, never amounts."""
    keys = {column.name for column in table.columns}
    lists = [one for one in tables.values() if one.is_list and one.key in keys]
    may = {FactType.WORD, FactType.AREA}
    words = {column.name for one in (table, *lists) for column in one.columns if column.type in may}
    return frozenset(words) | frozenset(ALWAYS_BREAKDOWNS)


def stored_field(column: FactColumn) -> models.Field[object, object] | None:
    """Return the field that a column copies, or None where it is worked out."""
    table = next(one for one in registry().facts.values() if any(own is column for own in one.columns))
    rows = table.rows(0, _ANY_DAY, _ANY_DAY)
    return None if column.source in rows.query.annotations else _field(column.source, rows.model)


def _problems_of_column(column: FactColumn, rows: QuerySet[models.Model]) -> Iterator[str]:
    if not (column.meaning and column.why):
        yield f"{column.name} does not say what it means and why it cannot identify a person."
    if column.told:
        if column.told not in TOLD or column.type not in (FactType.WORD, FactType.AREA):
            yield f"{column.name} copies what people told more exactly than facts may."
    elif not _may_be_copied(column, rows):
        yield f"{column.name} copies {column.source}, which is not what a column of type {column.type} holds."
    if column.type is FactType.WORD and not column.vocabulary:
        yield f"{column.name} has no closed list of words."
    if column.type is FactType.AREA and column.told != "zip3":
        yield f"{column.name} is an area, and is not what zip3 says."


def _may_be_copied(column: FactColumn, rows: QuerySet[models.Model]) -> bool:
    if column.source in rows.query.annotations:
        return column.type in (FactType.WORD, FactType.FLAG)
    field = _field(column.source, rows.model)
    return field is not None and _FITS[column.type](field)


def _field(path: str, model: type[models.Model]) -> models.Field[object, object] | None:
    """Return the stored field to which a path leads, or None when it leads elsewhere."""
    field: models.Field[object, object] | None = None
    for part in path.split("__"):
        if field is not None:
            model = field.related_model  # type: ignore[assignment]
        try:
            field = model._meta.pk if part == "pk" else model._meta.get_field(part.removesuffix("_id"))  # type: ignore[assignment]
        except (FieldDoesNotExist, AttributeError):
            return None
    return field


def _is_day(field: models.Field[object, object]) -> bool:
    exact = isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField)
    return exact and field.model not in ABOUT_PEOPLE


def _numbers(kind: type[models.Model]) -> Callable[[models.Field[object, object]], bool]:
    return lambda field: field.related_model is kind or (field.primary_key and field.model is kind)


def _is_word(field: models.Field[object, object]) -> bool:
    listed = bool(field.choices) or (field.model, field.name) == (Item, "kind")
    return isinstance(field, models.CharField) and listed and field.model not in ABOUT_PEOPLE


def _is_count(field: models.Field[object, object]) -> bool:
    plain = isinstance(field, models.IntegerField) and not field.primary_key
    return plain and not field.is_relation and field.model not in ABOUT_PEOPLE


_FITS: dict[FactType, Callable[[models.Field[object, object]], bool]] = {
    FactType.DAY: _is_day,
    FactType.SITE: _numbers(Site),
    FactType.ITEM: _numbers(Item),
    FactType.PERSON: _numbers(Participant),
    FactType.WORD: _is_word,
    FactType.COUNT: _is_count,
    FactType.FLAG: lambda field: isinstance(field, models.BooleanField),
    FactType.AREA: lambda field: False,
}
