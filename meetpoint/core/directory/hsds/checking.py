"""Checking rows against the standard: what is required, and what a column may hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from meetpoint.core.directory.hsds.parsed import Parsed, Problem, RawRow
from meetpoint.core.directory.hsds.tables import LINKS, MODELS, Column, columns_of

_BOUNDS = {"latitude": 90.0, "longitude": 180.0}


@dataclass(frozen=True, slots=True)
class Row:
    """A row that keeps to the standard: plain values by attribute, other rows by their `id`."""

    raw: RawRow
    uid: UUID
    values: Mapping[str, Any]
    links: Mapping[str, UUID]


class _Wrong(Exception):
    """A value that cannot be taken; says why."""


def checked(parsed: Parsed) -> dict[str, list[Row]]:
    """Return the rows that can be stored, by table in order of storing; the others join `parsed.problems`."""
    return {table: list(_checked_table(table, parsed)) for table in MODELS if table in parsed.tables}


def _checked_table(table: str, parsed: Parsed) -> Iterator[Row]:
    seen: set[UUID] = set()
    for raw in parsed.tables[table]:
        row = _checked_row(table, raw, parsed)
        if row is None:
            continue
        if row.uid in seen:
            words = _("This id stands in the table twice; the first row was taken.")
            parsed.problems.append(Problem(raw.file, raw.line, "id", words))
            continue
        seen.add(row.uid)
        yield row


def _checked_row(table: str, raw: RawRow, parsed: Parsed) -> Row | None:
    values: dict[str, Any] = {}
    links: dict[str, UUID] = {}
    problems: list[Problem] = []
    uid = _taken(_id, raw, "id", problems)
    for column in columns_of(table):
        said = _plain(raw.values.get(column.name))
        if said in ("", None):
            if column.required:
                problems.append(Problem(raw.file, raw.line, column.name, _("This is required.")))
            elif not column.to:
                values[column.attribute] = _empty(column.field)
            continue
        if column.to:
            link = _taken(_id, raw, column.name, problems)
            if link is not None:
                links[column.attribute] = link
        else:
            values[column.attribute] = _taken(_reader_of(column), raw, column.name, problems)
    parsed.problems += problems
    return None if problems or uid is None else Row(raw, uid, values, links)


def _taken(read: Callable[[Any], Any], raw: RawRow, name: str, problems: list[Problem]) -> Any:
    try:
        return read(_plain(raw.values.get(name)))
    except _Wrong as wrong:
        problems.append(Problem(raw.file, raw.line, name, str(wrong)))
        return None


def _plain(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _empty(field: Any) -> Any:
    return None if field.null else ""


def _id(value: Any) -> UUID:
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        raise _Wrong(_("An id is a UUID, such as ac148810-d857-441c-9679-408f346de14b.")) from None


def _reader_of(column: Column) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        return _read(column, value)

    return read


def _read(column: Column, value: Any) -> Any:
    match column.field:
        case models.UUIDField():
            return _id(value)
        case models.DecimalField():
            return _amount(value)
        case models.FloatField():
            return _number(value, _BOUNDS.get(column.name))
        case models.IntegerField():
            return _whole(value)
        case models.DateTimeField():
            return _moment(value)
        case models.DateField():
            return _day(value)
    text = _text(value, column.field.max_length)
    if column.words and text not in column.words:
        raise _Wrong(_("This is one of: %(words)s.") % {"words": ", ".join(column.words)})
    return text


def _text(value: Any, most: int) -> str:
    if isinstance(value, dict | list):
        raise _Wrong(_("Write a text here."))
    text = " ".join(str(value).split()) if most <= 255 else str(value)
    if "\x00" in text:
        raise _Wrong(_("There is a character in it that cannot be stored."))
    if len(text) > most:
        raise _Wrong(_("Please keep this under %(most)d characters.") % {"most": most})
    return text


def _number(value: Any, bound: float | None) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = float("nan")
    if not isfinite(number) or abs(number) > (bound or 1e9):
        raise _Wrong(_("This is not a number that can stand here."))
    return number


def _whole(value: Any) -> int:
    number = _number(value, 2_000_000_000)
    if number != int(number):
        raise _Wrong(_("This is a whole number."))
    return int(number)


def _amount(value: Any) -> Decimal:
    try:
        amount = Decimal(str(value)).quantize(Decimal("0.01"))
    except InvalidOperation:
        raise _Wrong(_("This is not a number that can stand here.")) from None
    if not amount.is_finite() or abs(amount) >= 10**10:
        raise _Wrong(_("This is not a number that can stand here."))
    return amount


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise _Wrong(_("Write dates as year-month-day, such as 2026-03-14.")) from None


def _moment(value: Any) -> datetime:
    try:
        found = parse_datetime(str(value)) or datetime.combine(_day(value), datetime.min.time())
    except ValueError:
        raise _Wrong(_("Write dates as year-month-day, such as 2026-03-14.")) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def table_of_link(attribute: str) -> str:
    """Return the table that an attribute of ours points to."""
    return LINKS["taxonomy_term_id" if attribute == "term_id" else attribute]
