"""The types of which requests and answers are made, each with the bounds that a database needs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, core_schema

from meetpoint.lib.identifiers import is_uuid7

T = TypeVar("T")

MOST_ROWS = 100
USUAL_ROWS = 25
MOST_LINES = 200
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# RFC 3339, which OpenAPI means by "date-time"; a number is a slip, not a time since 1970.
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
_V7 = "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"


class Body(BaseModel):
    """What a program sends. A field that is not known is refused, so that a slip of the pen is noticed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Shape(BaseModel):
    """What a program is told."""

    model_config = ConfigDict(frozen=True)


def _made_by_client(uid: UUID) -> UUID:
    if not is_uuid7(uid):
        raise ValueError(_("Make a UUID of version 7 (RFC 9562); it tells repeated requests apart."))
    return uid


def _as_a_date(raw: object) -> object:
    if isinstance(raw, date) or (isinstance(raw, str) and _DATE.fullmatch(raw)):
        return raw
    raise ValueError(_("Write a date as year-month-day, such as 2026-03-14."))


def _as_a_moment(raw: object) -> object:
    if isinstance(raw, datetime) or (isinstance(raw, str) and _MOMENT.fullmatch(raw)):
        return raw
    raise ValueError(_("Write a date and time with its zone, such as 2026-03-14T21:30:00-04:00."))


def _as_a_word(raw: object) -> object:
    return {"true": True, "false": False}.get(raw, raw) if isinstance(raw, str) else raw


def _within_our_time(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise ValueError(_("Write a date between 1900 and 2200."))
    return day


def _moment_within_our_time(moment: datetime) -> datetime:
    # Compared by its own calendar first: at the ends of time no other zone can be asked.
    _within_our_time(moment.date())
    return moment.astimezone(UTC)


Uid = Annotated[
    UUID,
    AfterValidator(_made_by_client),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": _V7,
            "minLength": 36,
            "maxLength": 36,
            "description": "Made by the client: a UUID of version 7. The same request under the same uid is "
            "stored once and answered alike; other content under it is a conflict.",
        }
    ),
]
Day = Annotated[date, BeforeValidator(_as_a_date), AfterValidator(_within_our_time)]
Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_as_a_moment),
    AfterValidator(_moment_within_our_time),
    Field(description="A date and time with its zone, such as 2026-03-14T21:30:00-04:00."),
]


@dataclass(frozen=True)
class OneOf:
    """Narrows a text to some words: `Annotated[str, OneOf(Outcome.values)]`; `unsaid` lets it be empty."""

    words: Sequence[str]
    unsaid: bool = True

    def __hash__(self) -> int:
        return hash((tuple(self.words), self.unsaid))

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.literal_schema([*([""] if self.unsaid else []), *self.words])


Slug = Annotated[str, Field(min_length=1, max_length=60, description="The slug of a site or an item.")]
Reference = Annotated[UUID, Field(description="The uid of a record.")]
Whole = Annotated[int, Field(strict=True)]
"""A whole number in a body: JSON has numbers, so that a text or a yes is a slip."""
YesNo = Annotated[bool, Field(strict=True)]
Asking = Annotated[bool, Field(strict=True), BeforeValidator(_as_a_word)]
"""Yes or no in a query string: `true` or `false`."""
Units = Annotated[Whole, Field(ge=1, le=1_000_000)]
Limit = Annotated[int, Field(ge=1, le=MOST_ROWS, description=f"Records in a page, {MOST_ROWS} at most.")]
Cursor = Annotated[
    str, Field(max_length=400, description="`next` of the page before; without it, the first page.")
]


class Asked(BaseModel):
    """What every list takes."""

    limit: Limit = USUAL_ROWS
    cursor: Cursor = ""


class Rows(Shape, Generic[T]):
    """One page of a list. `next` is the cursor of the page after it, or null on the last one."""

    items: list[T]
    next: str | None = None


class Stored(Shape):
    """The answer to a record that was stored: its uid, and sentences that somebody may want to read."""

    uid: UUID
    warnings: list[str] = []
