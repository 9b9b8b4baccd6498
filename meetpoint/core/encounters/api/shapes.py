"""What programs send and are told about encounters."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field

from meetpoint.core.api.offer.answers import Answer, sections_schema
from meetpoint.core.api.offer.shapes import (
    MOST_LINES,
    Asked,
    Asking,
    Body,
    Day,
    Moment,
    OneOf,
    Reference,
    Shape,
    Slug,
    Stored,
    Uid,
    Whole,
    YesNo,
)
from meetpoint.core.encounters.models import PlaceType
from meetpoint.core.encounters.rules import LONGEST_NOTE, MOST_OTHERS, MOST_PEOPLE, MOST_UNITS

Place = Annotated[str, OneOf(PlaceType.values)]
VoidReason = Annotated[str, OneOf(("mistake", "duplicate", "asked"), unsaid=False)]
Sections = Annotated[
    dict[str, dict[str, Answer]],
    Field(
        description="What was answered, by form and field; GET /forms says what your place leaves open.",
        json_schema_extra=lambda schema: schema.update(sections_schema()),
    ),
]

_EXAMPLE: dict[str, Any] = {
    "uid": "01920d6e-7e3c-7b1a-9c55-2f6f0a4b1c2d",
    "site": "plaza",
    "occurred_at": "2026-03-14T21:30:00-04:00",
    "items": {"syringe-1ml-29g": 40, "naloxone-nasal-4mg-kit": 1},
    "for_others": 2,
    "sections": {"naloxone": {"supply": "refill", "reason": "used"}},
}


class EncounterFilter(Asked):
    """By what the list of encounters can be narrowed."""

    site: Slug | None = None
    participant: Reference | None = None
    first_day: Annotated[Day | None, Field(description="At the site, this day included.")] = None
    last_day: Annotated[Day | None, Field(description="At the site, this day included.")] = None
    voided: Annotated[Asking | None, Field(description="Only voided ones, or only those that stand.")] = None


class EncounterBody(Body):
    """One contact, or one count of many people. Only the first three are needed."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    uid: Uid
    site: Slug
    occurred_at: Moment
    participant: Annotated[Reference | None, Field(description="The uid of a participant.")] = None
    items: Annotated[
        dict[Slug, Annotated[Whole, Field(ge=0, le=MOST_UNITS)]],
        Field(max_length=MOST_LINES, description="Units handed out, by the item’s slug."),
    ] = {}
    sections: Sections = {}
    place_type: Place = ""
    for_others: Annotated[
        Whole, Field(ge=0, le=MOST_OTHERS, description="How many other people the person collects for.")
    ] = 0
    people: Annotated[Whole, Field(ge=1, le=MOST_PEOPLE, description="More than 1 only with count_only.")] = 1
    count_only: Annotated[YesNo, Field(description="A count of several, without a participant.")] = False
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""


class VoidEncounterBody(Body):
    """Why an encounter is taken out of every figure."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "mistake"}]})

    reason: VoidReason


class ShortageShape(Shape):
    """Units of an item that were handed out beyond the stock on record."""

    item: str
    quantity: int


class RecordedShape(Stored):
    """The answer to an encounter that was recorded."""

    shortages: list[ShortageShape] = []


class EncounterShape(Shape):
    """An encounter as it is stored, with what the token may see of its answers."""

    uid: UUID
    site: str
    occurred_at: datetime
    recorded_at: datetime
    local_date: date
    participant: UUID | None
    people: int
    count_only: bool
    for_others: int
    place_type: str
    items: dict[str, int]
    syringes: int
    doses: int
    sections: dict[str, Mapping[str, Any]]
    note: str
    replaces: UUID | None
    voided_at: datetime | None
    void_reason: str


class OneEncounterShape(EncounterShape):
    """One encounter, with the notice that must travel along when it is about one person."""

    notice: str = ""


class FormShape(Shape):
    """A form that an encounter may carry; fields that the place forbids are left out."""

    slug: str
    title: str
    help: str
    scope: str
    fields: Annotated[
        list[dict[str, Any]], Field(description="Name, label and what each takes (JSON Schema).")
    ]


class FormsShape(Shape):
    """All forms in use."""

    forms: list[FormShape]
