"""How a module declares its facts: the few de-identified columns that analysis may read, and nothing else.

A fact table says for every column what it means and why it cannot identify a person. Reports, charts,
detection and planning see facts only: what is not declared here cannot be reported or leaked by them.
`core.facts` copies the declared columns out of the operational tables and keeps them fresh.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from meetpoint.core.modules.fields import Words

if TYPE_CHECKING:
    from django.db.models import QuerySet

MONTH = "month"
"""The column that every dated table has beside its day: the month as a number, 202603."""

OTHER = "other"
"""What stands in place of a word that is not on its column's list."""


class FactType(StrEnum):
    """What a column may hold; there is no type for free text, a code, a name or a date of birth."""

    DAY = "day"
    SITE = "site"
    ITEM = "item"
    WORD = "word"
    AREA = "area"
    COUNT = "count"
    FLAG = "flag"
    PERSON = "person"


@dataclass(frozen=True, kw_only=True, slots=True)
class FactColumn:
    """One column. `source` is the path, from the rows of its table, to what is copied.

    A WORD has a closed list in `words` (or a function that gives it); another value is written as `other`.
    An AREA is the first three digits of a ZIP code. A PERSON is copied as the organisation's own key,
    never as an id. `labels`, or a function, say its words where the field has no choices. `told` names what
    a participant told about themselves (`core.facts.store.people`); the `source` of such a column leads to
    the participant. `mend` is the name of a page on which what nobody said can still be said.
    """

    name: str
    type: FactType
    source: str
    meaning: Words
    why: Words
    words: tuple[str, ...] | Callable[[], Iterable[str]] = ()
    told: str = ""
    labels: tuple[tuple[str, Words], ...] | Callable[[str], Words] = ()
    mend: str = ""

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """The words that may stand in the column."""
        return tuple(self.words()) if callable(self.words) else self.words


@dataclass(frozen=True, kw_only=True)
class FactTable:
    """Rows by organisation and month. `rows` gives what lies from one local date to another, both included;
    `span` gives the first and the last date there are, or None.

    A table without `span` is a list: a few rows about what `key` numbers (a site, an item), copied whole at
    every look. `lists` names those that are always joined to this table; others join when a breakdown asks.
    """

    slug: str
    meaning: Words
    columns: tuple[FactColumn, ...]
    rows: Callable[[int, date, date], QuerySet[Any]]
    span: Callable[[int], tuple[date, date] | None] | None = None
    key: str = ""
    lists: tuple[str, ...] = ()

    @property
    def is_list(self) -> bool:
        return self.span is None

    @property
    def day(self) -> FactColumn:
        """The column by which rows are put into months."""
        return next(column for column in self.columns if column.type is FactType.DAY)

    def column(self, name: str) -> FactColumn | None:
        return next((column for column in self.columns if column.name == name), None)


def day(source: str, meaning: Words) -> FactColumn:
    """Return the column by which a table is put into months."""
    why = "A local date, without a time; it says when the programme counted something, never whom it met."
    return FactColumn(name="day", type=FactType.DAY, source=source, meaning=meaning, why=why)


def site(source: str = "site_id") -> FactColumn:
    """Return the column of the site."""
    return FactColumn(
        name="site",
        type=FactType.SITE,
        source=source,
        meaning="The site, by its number.",
        why="Where the programme works, which is public; not where anybody lives.",
    )


def person(source: str) -> FactColumn:
    """Return the column by which different people are counted."""
    return FactColumn(
        name="person",
        type=FactType.PERSON,
        source=source,
        meaning="Tells people with a code apart, joined records as one; empty without a code.",
        why=(
            "A keyed hash made for this organisation alone. Its key stands apart from the facts, can be made"
            " anew at any time, and the column may be counted but never listed, grouped by or sent anywhere."
        ),
    )


def count(name: str, meaning: Words, *, source: str = "") -> FactColumn:
    """Return a column that can be added up."""
    why = "A number of things or of people, without saying which."
    return FactColumn(name=name, type=FactType.COUNT, source=source or name, meaning=meaning, why=why)


def word(
    name: str,
    words: tuple[str, ...] | Callable[[], Iterable[str]],
    meaning: Words,
    *,
    why: Words,
    source: str = "",
    labels: tuple[tuple[str, Words], ...] | Callable[[str], Words] = (),
    mend: str = "",
) -> FactColumn:
    """Return a column with words of a closed list."""
    return FactColumn(
        name=name,
        type=FactType.WORD,
        source=source or name,
        meaning=meaning,
        why=why,
        words=words,
        labels=labels,
        mend=mend,
    )


def flag(name: str, meaning: Words, *, why: Words, source: str = "") -> FactColumn:
    """Return a column that is true or false."""
    return FactColumn(name=name, type=FactType.FLAG, source=source or name, meaning=meaning, why=why)
