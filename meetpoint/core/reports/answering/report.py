"""An answered report: plain values with their words in every language, so that it can be kept as it was.

Nothing here asks anything: a report that was kept is read back without facts, services or definitions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Self

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from meetpoint.core.organisations.packs import Words, say
from meetpoint.core.reports.asking.reading import template_of
from meetpoint.core.reports.asking.template import Row, Template

Value = int | float | str | None
Key = tuple[str | None, ...]


def in_languages(sentence: Callable[[], object]) -> Words:
    """Return what a function says in each language, as it says it now."""
    said: dict[str, str] = {}
    for code, _label in settings.LANGUAGES:
        with translation.override(code):
            said[code] = str(sentence())
    return said


@dataclass(frozen=True, kw_only=True, slots=True)
class Breakdown:
    """A column by which a row is told apart, and what its words are called."""

    name: str
    label: Words
    words: Mapping[str, Words]

    def say(self, word: str | None) -> str:
        return _("Not said") if word is None else say(self.words[word]) if word in self.words else word


@dataclass(frozen=True, kw_only=True, slots=True)
class AnsweredRow:
    """A row with its answer. `lines` are the values of a row that is broken down, by their words; `value` is
    the one of a row that is not. `missing` says why there is neither.

    `contacts_without_code` stands with every count of people: how many contacts had no code, so that nobody
    takes them for people, or forgets them. `notes` are sentences that belong beside the value; `mend` is the
    name of a page on which what is missing can be entered.
    """

    row: Row
    module: str = ""
    unit: Words | None = None
    defined: Words | None = None
    reference: str = ""
    source: str = ""
    additive: bool = False
    estimated: bool = False
    by: tuple[Breakdown, ...] = ()
    lines: tuple[tuple[Key, Value], ...] = ()
    value: Value = None
    contacts_without_code: int | None = None
    lacks: Words | None = None
    notes: tuple[Words, ...] = ()
    mend: str = ""

    @property
    def label(self) -> str:
        """What is asked, in the reader's language."""
        return say(self.row.label)

    @property
    def definition(self) -> str:
        """What the value means: what the form asks, then the definition of the indicator."""
        return " ".join(say(words) for words in (self.row.asked, self.defined) if words)

    @property
    def check(self) -> str:
        """What has to be compared with the original form, or nothing."""
        return say(self.row.check) if self.row.check else ""

    @property
    def missing(self) -> str:
        """What is not recorded, as a sentence, or nothing."""
        return _("not recorded: %(what)s") % {"what": say(self.lacks)} if self.lacks else ""

    @property
    def said_unit(self) -> str:
        return say(self.unit) if self.unit else ""

    @property
    def said_notes(self) -> list[str]:
        """The sentences that belong beside the value, those of the template first."""
        own = [self.row.note] if self.row.note else []
        return [say(note) for note in (*own, *self.notes)]

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, int | float)

    @property
    def is_table(self) -> bool:
        return bool(self.by) and not self.lacks

    @property
    def said_columns(self) -> list[str]:
        """What the columns are called by which the row is broken down."""
        return [say(one.label) for one in self.by]

    @property
    def said_lines(self) -> list[tuple[list[str], Value]]:
        """The lines, their words in the reader's language."""
        return [
            ([one.say(word) for one, word in zip(self.by, key, strict=True)], value)
            for key, value in self.lines
        ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A site as it was called when the report was made."""

    slug: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """A template answered for local dates from `first` to `last`, both included.

    `site_ids` is None for all sites of the organisation. `read_at` is before the first record was read, so
    that everything saved until then is in it; `made_at` after the last.
    """

    template: Template
    organisation: Place
    first: date
    last: date
    site_ids: tuple[int, ...] | None
    sites: tuple[Place, ...]
    rows: tuple[AnsweredRow, ...]
    contacts_without_code: int | None
    read_at: datetime
    made_at: datetime

    @property
    def title(self) -> str:
        return say(self.template.title)

    @property
    def funder(self) -> str:
        return say(self.template.funder) if self.template.funder else ""

    @property
    def source(self) -> str:
        return say(self.template.source) if self.template.source else ""

    @property
    def check(self) -> str:
        return say(self.template.check) if self.template.check else ""

    @property
    def notes(self) -> str:
        return say(self.template.notes) if self.template.notes else ""

    @property
    def every_site(self) -> bool:
        return self.site_ids is None

    @property
    def is_running(self) -> bool:
        """Whether days of the span were still to come, or could yet be recorded, when it was made."""
        return self.last >= timezone.localdate(self.made_at)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not any(row.value or any(value for _key, value in row.lines) for row in self.rows)

    @property
    def modules(self) -> tuple[str, ...]:
        """The slugs of the modules whose records are in it."""
        return tuple(dict.fromkeys(row.module for row in self.rows if row.module))

    def sections(self) -> list[tuple[str, str, list[AnsweredRow]]]:
        """Return the headings in order, each with its note and its rows; rows without one come first."""
        found = [("", "", [row for row in self.rows if not row.row.section])]
        for one in self.template.sections:
            rows = [row for row in self.rows if row.row.section == one.slug]
            found.append((say(one.title), say(one.note) if one.note else "", rows))
        return [part for part in found if part[2]]

    def as_snapshot(self) -> dict[str, Any]:
        """Return plain JSON values, from which `from_snapshot` makes the same report."""
        return {
            "template": self.template.as_data(),
            "organisation": asdict(self.organisation),
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "site_ids": None if self.site_ids is None else list(self.site_ids),
            "sites": [asdict(site) for site in self.sites],
            "rows": [_kept(row) for row in self.rows],
            "contacts_without_code": self.contacts_without_code,
            "read_at": self.read_at.isoformat(),
            "made_at": self.made_at.isoformat(),
        }

    @classmethod
    def from_snapshot(cls, kept: Mapping[str, Any]) -> Self:
        """Return the report that `as_snapshot` wrote."""
        template = template_of(kept["template"], name="kept", declared=False)
        rows = {row.code: row for row in template.rows}
        return cls(
            template=template,
            organisation=Place(**kept["organisation"]),
            first=date.fromisoformat(kept["first"]),
            last=date.fromisoformat(kept["last"]),
            site_ids=None if kept["site_ids"] is None else tuple(kept["site_ids"]),
            sites=tuple(Place(**site) for site in kept["sites"]),
            rows=tuple(_read(row, rows) for row in kept["rows"]),
            contacts_without_code=kept["contacts_without_code"],
            read_at=datetime.fromisoformat(kept["read_at"]),
            made_at=datetime.fromisoformat(kept["made_at"]),
        )


def _kept(row: AnsweredRow) -> dict[str, Any]:
    said = asdict(row)
    said["row"] = row.row.code
    said["lines"] = [[list(key), value] for key, value in row.lines]
    return said


def _read(kept: Mapping[str, Any], rows: Mapping[str, Row]) -> AnsweredRow:
    return AnsweredRow(
        **{
            **kept,
            "row": rows[kept["row"]],
            "by": tuple(Breakdown(**one) for one in kept["by"]),
            "lines": tuple((tuple(key), value) for key, value in kept["lines"]),
            "notes": tuple(kept["notes"]),
        }
    )
