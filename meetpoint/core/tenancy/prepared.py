"""Queries that are written with the ORM, put together once, and after that only run.

Django's query builder often takes longer over a query than the database takes to answer it. Pages that ask
a dozen questions declare them here instead:

    def _contacts(owner, reach, *, participant, before):
        rows = Encounter.objects.of(owner).filter(participant_id=participant, occurred_at__lt=before)
        return within(rows, reach).order_by("-occurred_at")

    CONTACTS = Prepared[Encounter](_contacts)
    CONTACTS.fetch(by, limit=25, participant=participant_id, before=moment)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection, models
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.tenancy.models import TenantQuerySet
from meetpoint.core.tenancy.slots import Blank, Slot

T = TypeVar("T")
Q = TypeVar("Q", bound="models.QuerySet[Any]")
Shape = tuple[tuple[str, type, int | None], ...]

STATEMENTS_KEPT = 64
"""For one query; it has one for each length of its lists, rounded up to a power of two."""

LARGEST = 2**63 - 1
"""The largest whole number of either database."""

_FIELDS: Mapping[type, models.Field[Any, Any]] = {
    int: models.BigIntegerField(),
    str: models.TextField(),
    datetime: models.DateTimeField(),
    date: models.DateField(),
    UUID: models.UUIDField(),
}


def within(rows: Q, reach: Slot | None, column: str = "site_id") -> Q:
    """Return the rows at the sites within an actor's reach; all of them when every site is."""
    return rows if reach is None else rows.filter(**{f"{column}__in": reach})


class Prepared(Generic[T]):
    """One query, declared by a function that returns a query set.

    The function is given the organisation (for `of()`), the sites in reach (for `within()`, None when all
    are) and, by keyword, a slot for each value: it stands wherever the value would, except in a slice. The
    function is called again only for lists of another length, so it must depend on nothing else.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Any]]) -> None:
        self._build = build
        self._statement = lru_cache(STATEMENTS_KEPT)(self._put_together)

    def fetch(self, by: Actor | int, *, limit: int | None = None, **values: Any) -> list[T]:
        """Return the rows of one organisation: objects, or tuples when the query asks for `values_list`.

        A value is a whole number, a text, a date, an aware moment, a UUID, or a sequence of one of these
        kinds; TypeError for anything else, None too. A number beyond what a column holds fits no row. Raises
        UnscopedQuery when the query forgot `of()`.
        """
        if any(isinstance(value, int) and abs(value) > LARGEST for value in values.values()):
            return []
        given: dict[str, Any] = {"owner": by.organisation_id if isinstance(by, Actor) else by, **values}
        if isinstance(by, Actor) and by.site_ids is not None:
            given["reach"] = sorted(by.site_ids)
        shape = tuple(_shape(name, value) for name, value in given.items())
        return self._statement(connection.vendor, limit, shape).run(given)

    def _put_together(self, _vendor: str, limit: int | None, shape: Shape) -> Statement:
        slots: dict[str, Any] = {name: Slot(name, _FIELDS[kind], count) for name, kind, count in shape}
        rows = self._build(slots.pop("owner"), slots.pop("reach", None), **slots)
        if isinstance(rows, TenantQuerySet):
            rows.check_scope()
        return Statement(rows[:limit])


class Statement:
    """A query set as SQL, with what makes objects or tuples of the rows that come back."""

    def __init__(self, rows: models.QuerySet[Any]) -> None:
        compiler = rows.query.get_compiler(connection=connection)
        self._sql, self._parameters = compiler.as_sql()
        assert compiler.select is not None
        selected = [column for column, _sql, _alias in compiler.select]
        self._readers = tuple(compiler.get_converters(selected).items())
        self._as_object = _maker(compiler) if rows._iterable_class is ModelIterable else None

    def run(self, values: Mapping[str, Any]) -> list[Any]:
        """Return what the database answers for these values."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql, [self._filled(one, values) for one in self._parameters])
            found = cursor.fetchall()
        if self._readers:
            found = [self._read(row) for row in found]
        return [self._as_object(row) for row in found] if self._as_object else found

    @staticmethod
    def _filled(parameter: Any, values: Mapping[str, Any]) -> Any:
        """Return a value as this database wants it; its last fills a list up, NULL an empty one."""
        if not isinstance(parameter, Blank):
            return parameter
        value, slot = values[parameter.slot.name], parameter.slot
        if slot.count is not None:
            value = value[min(parameter.place, len(value) - 1)] if value else None
        return slot.output_field.get_db_prep_value(value, connection)

    def _read(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for place, (converters, column) in self._readers:
            for convert in converters:
                values[place] = convert(values[place], column, connection)
        return tuple(values)


def _shape(name: str, value: Any) -> tuple[str, type, int | None]:
    """Return what the statement depends on: the kind of a value, and for a list its length, rounded up."""
    if isinstance(value, list | tuple):
        kind = type(value[0]) if value else int
        count = 1 << max(len(value) - 1, 0).bit_length()
    else:
        kind, count = type(value), None
    if kind not in _FIELDS:
        raise TypeError(f"A prepared query takes no {kind.__name__} for {name!r}.")
    return name, kind, count


def _maker(compiler: SQLCompiler) -> Callable[[Sequence[Any]], Any]:
    """Return what makes an object of a row, related objects included, as Django's own iterator does."""
    plan = compiler.klass_info
    assert plan is not None
    assert compiler.select is not None
    model, places = plan["model"], plan["select_fields"]
    first, end = places[0], places[-1] + 1
    names = [column.target.attname for column, _sql, _alias in compiler.select[first:end]]
    related = get_related_populators(plan, compiler.select, connection.alias)  # type: ignore[call-arg] # 6.1 has one more

    def make(row: Sequence[Any]) -> Any:
        made = model.from_db(connection.alias, names, row[first:end])
        for populator in related:
            populator.populate(row, made)
        return made

    return make
