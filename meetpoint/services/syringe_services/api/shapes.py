"""What programs send and are told about community clean-ups."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from meetpoint.core.api.offer.shapes import Asked, Asking, Body, Day, OneOf, Shape, Slug, Uid, Whole
from meetpoint.services.syringe_services.models import Method

How = Annotated[str, OneOf([method.value for method in Method if method != Method.STATED], unsaid=False)]


class CleanUpFilter(Asked):
    """By what clean-ups can be narrowed."""

    site: Slug | None = None
    voided: Asking | None = None


class CleanUpBody(Body):
    """Used syringes picked up in the community; `measure` is in syringes, litres or pounds, by method."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "uid": "01920d6e-7e3c-7b1a-9c55-2f6f0a4b1c2d",
                    "site": "plaza",
                    "held_on": "2026-03-14",
                    "method": "counted",
                    "measure": 84,
                    "area": "Kennedy Park",
                    "people": 6,
                }
            ]
        }
    )

    uid: Uid
    site: Slug
    held_on: Day
    method: How
    measure: Annotated[float, Field(strict=True, ge=0, le=100_000, allow_inf_nan=False)]
    area: Annotated[
        str, Field(max_length=80, description="A park or some blocks, never an address or a person’s tent.")
    ] = ""
    people: Annotated[Whole, Field(ge=1, le=1000)] | None = None
    staff_hours: Annotated[float, Field(strict=True, ge=0, le=1000, allow_inf_nan=False)] | None = None


class CleanUpShape(Shape):
    """A clean-up as it is stored: the raw measure, and what it was worth on that day."""

    uid: UUID
    site: str
    held_on: date
    method: str
    measure: Decimal
    factor: Decimal
    factor_source: str
    syringes: int
    area: str
    people: int | None
    staff_hours: Decimal | None
    voided: bool
