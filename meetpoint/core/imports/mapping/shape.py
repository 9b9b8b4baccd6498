"""A mapping: what each column of a log means, what its words stand for, how dates are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

DAY_FIRST = "day-first"
MONTH_FIRST = "month-first"
DATE_ORDERS = ("", DAY_FIRST, MONTH_FIRST)

DOWN = "down"
ACROSS = "across"
LAYOUTS = (DOWN, ACROSS)

LINK = "link"
LEAVE_OUT = "leave-out"
CODE_CHOICES = (LINK, LEAVE_OUT)

CONTACTS = "contacts"
COUNTS = "counts"
ROW_CHOICES = (CONTACTS, COUNTS)

UNITS = "units"
PACKS = "packs"
DOSES = "doses"
UNIT_CHOICES = (UNITS, PACKS, DOSES)

ROLES = (
    "date",
    "time",
    "site",
    "code",
    "for_others",
    "people",
    "note",
    "place_type",
    "item_word",
    "quantity",
)
ONCE = frozenset(ROLES)
LEFT_OUT = "leave_out"
ITEM = "item"
ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Target:
    """What one column means.

    `role` is one of ROLES, `leave_out`, `item` (`name` is an item's slug, counted in `unit`) or `answer`
    (`name` is the slug of a module's import column that answers a form).
    """

    role: str
    name: str = ""
    unit: str = UNITS

    @property
    def word(self) -> str:
        """The target as one word, as forms carry it."""
        return f"{self.role}:{self.name}" if self.name else self.role


@dataclass(frozen=True, kw_only=True)
class LogMapping:
    """How one kind of log is read.

    `columns` maps headers as `sheet.named` gives them to their meaning; `sites` and `items` map words in
    plain form to slugs. `site` is the slug of the site of rows that name none. `header_row` counts from 1.
    `layout` is `across` when dates run across and items down. `rows` says whether a row is one contact or
    a count of people.
    """

    name: str = ""
    header_row: int = 1
    layout: str = DOWN
    dates: str = ""
    site: str = ""
    codes: str = LINK
    rows: str = CONTACTS
    columns: Mapping[str, Target] = field(default_factory=dict)
    sites: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)

    def has(self, role: str) -> bool:
        """Tell whether some column has a role."""
        return any(target.role == role for target in self.columns.values())
