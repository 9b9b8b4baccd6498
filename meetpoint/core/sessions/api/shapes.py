"""What programs send and are told about sessions and stays."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from meetpoint.core.api.offer.shapes import (
    Asked,
    Body,
    Day,
    Moment,
    OneOf,
    Reference,
    Shape,
    Slug,
    Uid,
    Whole,
)
from meetpoint.core.sessions import rules, words

Kind = Annotated[str, OneOf(words.SessionKind.values, unsaid=False)]
Mode = Annotated[str, OneOf(words.Mode.values, unsaid=False)]
StayKind = Annotated[str, OneOf(words.StayKind.values, unsaid=False)]
StayEnd = Annotated[str, OneOf(words.StayEnd.values)]
CoveredWord = Annotated[str, OneOf(words.Covered.values, unsaid=False)]
Minutes = Annotated[Whole, Field(ge=1, le=rules.MOST_MINUTES)]
_UID = "01920d6e-7e3c-7b1a-9c55-2f6f0a4b1c2d"
_PERSON = "01920d6e-7e3c-7b1a-9c55-2f6f0a4b1c2e"


class SessionFilter(Asked):
    """By what sessions can be narrowed. Without a kind, those are listed who may be told of any kind."""

    site: Slug | None = None
    kind: Kind | None = None


class SessionBody(Body):
    """A session to be planned."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "uid": _UID,
                    "site": "plaza",
                    "kind": "case_management",
                    "starts_at": "2026-03-14T14:00:00-04:00",
                    "minutes": 45,
                }
            ]
        }
    )

    uid: Uid
    site: Slug
    kind: Kind
    starts_at: Moment
    minutes: Minutes
    mode: Mode = words.Mode.IN_PERSON.value
    place: Annotated[str, Field(max_length=80, description="A room or a place, never an address.")] = ""
    participants: Annotated[
        list[Reference], Field(max_length=100, description="The uids of those who are expected.")
    ] = []


class OutcomeBody(Body):
    """What became of a session: `held` with minutes and people, `missed`, or `cancelled` with a reason."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"state": "held", "minutes": 50, "without_code": 1}]}
    )

    state: Annotated[str, OneOf(("held", "missed", "cancelled", "planned", "mistake"), unsaid=False)]
    why: Annotated[str, OneOf(words.WhyCancelled.values)] = ""
    minutes: Minutes | None = None
    came: Annotated[list[Reference], Field(max_length=500, description="The uids of those who came.")] = []
    without_code: Annotated[Whole, Field(ge=0, le=rules.MOST_WITHOUT_CODE)] = 0
    covered: Annotated[list[CoveredWord], Field(max_length=30)] = []


class SessionState(Shape):
    """A session that was stored or changed."""

    uid: UUID
    state: str


class AttendanceShape(Shape):
    """One person's session; `came` is null while it is planned."""

    session: UUID
    participant: UUID | None
    site: str
    kind: str
    mode: str
    starts_at: datetime
    local_date: date
    minutes: int
    state: str
    came: bool | None


class SessionShape(Shape):
    """One session. `participants` are named only to our own programs, and never for a group elsewhere."""

    uid: UUID
    site: str
    kind: str
    mode: str
    starts_at: datetime
    local_date: date
    minutes: int
    state: str
    came: int
    without_code: int
    participants: list[UUID]
    notice: str


class StayFilter(Asked):
    """By what stays can be narrowed."""

    site: Slug | None = None
    kind: StayKind | None = None


class StayBody(Body):
    """Nights at a place, ended or not."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "uid": _UID,
                    "site": "plaza",
                    "participant": _PERSON,
                    "kind": "shelter",
                    "from_on": "2026-03-10",
                    "place": "First Night Shelter",
                }
            ]
        }
    )

    uid: Uid
    site: Slug
    participant: Reference
    kind: StayKind
    from_on: Day
    until_on: Day | None = None
    ended: StayEnd = ""
    place: Annotated[str, Field(max_length=160)] = ""
    unit: Annotated[str, Field(max_length=40)] = ""


class StayEndBody(Body):
    """When and how a stay ended."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"until_on": "2026-03-14", "ended": "planned"}]}
    )

    until_on: Day
    ended: Annotated[str, OneOf(words.StayEnd.values, unsaid=False)]


class StayShape(Shape):
    """A stay as it stands."""

    uid: UUID
    site: str
    participant: UUID | None
    kind: str
    place: str
    from_on: date
    until_on: date | None
    nights: int | None
    ended: str


class OneStayShape(StayShape):
    """One stay, and the notice that must travel along."""

    notice: str
