"""What programs send and are told about samples."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from meetpoint.core.api.offer.shapes import Asked, Body, Day, OneOf, Shape, Slug, Uid
from meetpoint.services.drug_checking.forms.standalone import PLACE_ONLY
from meetpoint.services.drug_checking.models import (
    Abundance,
    Colour,
    Container,
    Form,
    Level,
    Method,
    Outcome,
    Overdose,
    Sensation,
    Target,
    Texture,
    Unit,
    Used,
)
from meetpoint.services.drug_checking.vocabulary.expected import expected_choices

_UID = "01920d6e-7e3c-7b1a-9c55-2f6f0a4b1c2d"
_EXPECTED = tuple(value for value, _label in expected_choices())


class SampleFilter(Asked):
    """By what samples can be narrowed."""

    site: Slug | None = None
    lab_id: Annotated[str, Field(max_length=40)] | None = None


class SampleBody(Body):
    """A sample that came in. Only the first three are needed; nobody is named.

    Without a `receipt`, the sample's code follows from its uid: twelve characters of Crockford's base 32 of
    its last fifteen hexadecimal digits, and one that checks them.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "uid": _UID,
                    "site": "plaza",
                    "collected_on": "2026-03-14",
                    "expected": ["cocaine"],
                    "form": "powder",
                }
            ]
        }
    )

    uid: Uid
    site: Slug
    collected_on: Day
    receipt: Annotated[str, Field(max_length=120)] = ""
    lab_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]*$", max_length=40)] = ""
    area: Annotated[str, Field(pattern=rf"^({PLACE_ONLY})?$", max_length=60)] = ""
    expected: Annotated[
        list[Annotated[str, OneOf(_EXPECTED, unsaid=False)]], Field(max_length=len(_EXPECTED))
    ] = []
    form: Annotated[str, OneOf(Form.values)] = ""
    container: Annotated[str, OneOf(Container.values)] = ""
    colours: Annotated[list[Annotated[str, OneOf(Colour.values, unsaid=False)]], Field(max_length=14)] = []
    textures: Annotated[list[Annotated[str, OneOf(Texture.values, unsaid=False)]], Field(max_length=5)] = []
    sensations: Annotated[
        list[Annotated[str, OneOf(Sensation.values, unsaid=False)]], Field(max_length=14)
    ] = []
    used_before: Annotated[str, OneOf(Used.values)] = ""
    overdose: Annotated[str, OneOf(Overdose.values)] = ""


class FoundBody(Body):
    """A substance that a test found."""

    named: Annotated[str, Field(min_length=1, max_length=120)]
    abundance: Annotated[str, OneOf(Abundance.values, unsaid=False)] = "primary"
    cas: Annotated[str, Field(max_length=20)] = ""
    quantity: Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=4)] | None = None
    unit: Annotated[str, OneOf(Unit.values)] = ""


class TestBody(Body):
    """A test of a sample. Strips and reagents have a reading; instruments name what they found."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "uid": _UID,
                    "method": "strip",
                    "target": "fentanyl",
                    "outcome": "positive",
                    "tested_on": "2026-03-14",
                }
            ]
        }
    )

    uid: Uid
    method: Annotated[str, OneOf(Method.values, unsaid=False)]
    outcome: Annotated[str, OneOf(Outcome.values, unsaid=False)]
    tested_on: Day
    target: Annotated[str, OneOf(Target.values)] = ""
    instrument: Annotated[str, Field(max_length=60)] = ""
    laboratory: Annotated[str, Field(max_length=60)] = ""
    detection_limit: Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=4)] | None = None
    limit_unit: Annotated[str, Field(max_length=12)] = ""
    lot_number: Annotated[str, Field(max_length=60)] = ""
    found: Annotated[list[FoundBody], Field(max_length=40)] = []


class FoundSubstanceShape(Shape):
    """A substance that a test found; `substance` is empty where the vocabulary has no word for it."""

    substance: str
    named: str
    abundance: str
    quantity: Decimal | None
    unit: str


class TestShape(Shape):
    """A standing test of a sample."""

    uid: UUID
    method: str
    level: Annotated[str, Field(description=", ".join(Level.values))]
    target: str
    outcome: str
    tested_on: date
    laboratory: str
    detection_limit: Decimal | None
    limit_unit: str
    lot_number: str
    found: list[FoundSubstanceShape]


class SampleShape(Shape):
    """A sample as it is stored: no code, and nobody's name."""

    uid: UUID
    site: str
    collected_on: date
    lab_id: str
    area: str
    region: str
    expected: list[str]
    form: str
    overdose: str
    presumptive_match: str
    confirmed_match: str
    released: bool
    voided: bool


class SampleWithTests(SampleShape):
    """A sample with what was found in it."""

    tests: list[TestShape]
