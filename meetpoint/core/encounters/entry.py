"""An encounter as any door hands it in, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from meetpoint.core.modules.forms import Section
from meetpoint.core.supplies.drawdown import Shortage


@dataclass(frozen=True, kw_only=True, slots=True)
class NewEncounter:
    """One contact to be recorded. Times are aware; quantities are units of the item.

    `uid` is a UUIDv7 made by whoever recorded it. `items` maps item ids to quantities; `sections` maps
    form slugs to what was entered there, raw or already read. `people` is more than 1 only when
    `count_only` ("40 people, 600 syringes"). `for_others` is how many other people the person collects for.
    """

    uid: UUID
    site_id: int
    occurred_at: datetime
    participant_id: int | None = None
    items: Mapping[int, int] = field(default_factory=dict)
    sections: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    place_type: str = ""
    for_others: int = 0
    people: int = 1
    count_only: bool = False
    note: str = ""
    replaces_id: int | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A new encounter that kept every rule, with its sections read, its local date and its fingerprint."""

    new: NewEncounter
    local_date: date
    sections: Mapping[str, Mapping[str, Any]]
    digest: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """The answer for one encounter; `created` is False when the same was stored before."""

    id: int
    uid: UUID
    created: bool
    shortages: tuple[Shortage, ...] = ()


Sections = dict[str, list[Section]]
