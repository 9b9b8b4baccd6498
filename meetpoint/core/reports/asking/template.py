"""A report template: which rows a funder asks for, in which words, and which indicator answers each.

It is data. One that ships (`library/*.toml`) and one that an organisation saved (JSON in its database) are
the same class, read by the same code (`reading`). It names indicators and knows not how they are counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from meetpoint.core.organisations.packs import Confidence, Words

FORMAT = 2
"""The version of the format itself; each template has a version of its own beside it."""


class Period(StrEnum):
    """How often a report is due."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Layout(StrEnum):
    """How a report is laid out: a funder's table, a board's page with pictures, a poster for participants."""

    TABLE = "table"
    BOARD = "board"
    POSTER = "poster"


class Shown(StrEnum):
    """How a row that is broken down is drawn on a board's page; a table stands beside each picture."""

    NUMBERS = "numbers"
    BARS = "bars"
    LINE = "line"


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A heading under which rows stand."""

    slug: str
    title: Words
    note: Words | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row: an indicator, narrowed by `where` and broken down by `by`; or what is missing to answer it.

    `where` gives, for a column, the words of which any may stand in it; `not_said` is one of them. `by` names
    one column or two: with one the row becomes a list, with two a table. `detail` names a column over which
    the value is told once more in a sentence below it. `asked` says what the form asks beyond the indicator's
    definition; `note` is printed with the row; `check` says what to compare with the original form.
    `sentence`, with `{value}` in it, is what a poster says; `sentence_one` where the value is one.
    """

    code: str
    label: Words
    section: str = ""
    indicator: str = ""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by: tuple[str, ...] = ()
    detail: str = ""
    missing: Words | None = None
    asked: Words | None = None
    note: Words | None = None
    check: Words | None = None
    shown: Shown = Shown.NUMBERS
    sentence: Words | None = None
    sentence_one: Words | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """One report in one version, with its source and how sure we are of it.

    `periods` says how often it is due, the usual one first. `check` says what to compare with the original
    form before the report is relied on.
    """

    slug: str
    version: str
    title: Words
    periods: tuple[Period, ...]
    rows: tuple[Row, ...]
    funder: Words | None = None
    layout: Layout = Layout.TABLE
    confidence: Confidence = Confidence.PRODUCT_CHOICE
    source: Words | None = None
    check: Words | None = None
    notes: Words | None = None
    sections: tuple[Section, ...] = ()

    def rows_of(self, section: str) -> tuple[Row, ...]:
        """Return the rows under a heading; "" gives those under none, which come first."""
        return tuple(row for row in self.rows if row.section == section)

    def as_data(self) -> dict[str, Any]:
        """Return plain JSON values, from which `reading.template_of` makes the same template."""
        return {"format": FORMAT, **_plain(self)}


def _plain(value: Any) -> Any:
    if isinstance(value, Template | Section | Row):
        of_fields = {one.name: getattr(value, one.name) for one in fields(value)}
        return {name: _plain(found) for name, found in of_fields.items() if found not in (None, "", (), {})}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return str(value)
