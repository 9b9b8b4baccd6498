"""What programs send and are told about rooms."""

from datetime import date, datetime
from decimal import Decimal
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
    YesNo,
)
from meetpoint.services.supervised_consumption.actions.visits import LONGEST_ALIAS
from meetpoint.services.supervised_consumption.models import (
    Alone,
    BodySite,
    EventOutcome,
    ExitKind,
    NaloxoneRoute,
    PlaceOtherwise,
    Route,
    State,
    StationKind,
    StepKind,
    Substance,
    Tested,
)

_UID = "01920d6e-7e3c-7b1a-9c55-2f6f0a4b1c2d"
Number = Annotated[Whole, Field(ge=1, le=999, description="The number of a station.")]


class UseBody(Body):
    """A substance, and how it is used. The same one in two ways is sent twice."""

    substance: Annotated[str, OneOf(Substance.values, unsaid=False)]
    route: Annotated[str, OneOf(Route.values)] = ""
    body_site: Annotated[str, OneOf(BodySite.values)] = ""
    tested: Annotated[str, OneOf(Tested.values)] = ""


class ToldBody(Body):
    """What somebody says of a visit; it takes the place of what was told before. Nothing is needed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"substances": [{"substance": "fentanyl", "route": "smoke"}], "alone": "yes"}]
        }
    )

    substances: Annotated[list[UseBody], Field(max_length=20)] = []
    place_otherwise: Annotated[str, OneOf(PlaceOtherwise.values)] = ""
    alone: Annotated[str, OneOf(Alone.values)] = ""


class CheckInBody(ToldBody):
    """Somebody who comes in: by participant, by any name, or by neither. There is no field for an ID."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"uid": _UID, "site": "plaza", "rules_heard": True}]}
    )

    uid: Uid
    site: Slug
    participant: Annotated[Reference | None, Field(description="The uid of a participant.")] = None
    alias: Annotated[
        str, Field(max_length=LONGEST_ALIAS, description="Any name; sealed, gone when they leave.")
    ] = ""
    wants: Annotated[str, OneOf(StationKind.values, unsaid=False)] = StationKind.ANY.value
    rules_heard: YesNo = False


class SeatBody(Body):
    """Which station somebody is given."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"station": 3}]})

    station: Number


class LeaveBody(Body):
    """How a visit ended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"exit": "normal"}]})

    exit: Annotated[str, OneOf(ExitKind.values, unsaid=False)]


class VisitFilter(Asked):
    """By what visits can be narrowed."""

    site: Slug | None = None
    state: Annotated[str | None, OneOf(State.values, unsaid=False)] = None
    first_day: Day | None = None
    last_day: Day | None = None


class UseShape(Shape):
    """A substance of a visit."""

    substance: str
    route: str
    body_site: str
    tested: str


class VisitShape(Shape):
    """A visit as it stands. `participant` is null for who came without a code; an alias is never told."""

    uid: UUID
    site: str
    participant: UUID | None
    state: str
    ticket: int
    wants: str
    station: int | None
    rules_heard: bool
    arrived_at: datetime
    seated_at: datetime | None
    used_at: datetime | None
    aftercare_at: datetime | None
    departed_at: datetime | None
    exit: str
    place_otherwise: str
    alone: str
    substances: list[UseShape]
    wound_care: bool
    education: bool
    kit_given: bool
    referred: bool


class RoomShape(Shape):
    """A room: its site, its stations, and how many people its licence allows (null: not entered)."""

    uid: UUID
    site: str
    stations: list[int]
    licensed: int | None


class StationShape(Shape):
    """What the board shows of a station: free, taken, used, paused or event, and since when."""

    number: int
    kind: str
    state: str
    since: datetime | None
    look_due_at: datetime | None


class BoardShape(Shape):
    """A board: numbers of stations and how many people are where; nothing about anybody."""

    at: datetime
    open: bool
    inside: int
    licensed: int | None
    waiting: int
    aftercare: int
    next_waits_minutes: int | None
    emergencies_elsewhere: int
    stations: list[StationShape]


class EventFilter(Asked):
    """By what emergencies can be narrowed."""

    site: Slug | None = None
    first_day: Day | None = None
    last_day: Day | None = None


class EventBody(Body):
    """An emergency that began. Only its uid and its site are needed."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"uid": _UID, "site": "plaza", "station": 3}]})

    uid: Uid
    site: Slug
    at: Annotated[Moment | None, Field(description="When it was recognised; now, when left out.")] = None
    station: Number | None = None
    visit: Annotated[Reference | None, Field(description="The uid of a visit.")] = None


class ActionBody(Body):
    """One thing that was done, with its time. A dose or a flow that was not said stays open."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"uid": _UID, "kind": "naloxone", "naloxone_mg": "4", "naloxone_route": "IN"}]
        }
    )

    uid: Uid
    kind: Annotated[str, OneOf(StepKind.values, unsaid=False)]
    at: Annotated[Moment | None, Field(description="Now, when left out.")] = None
    oxygen_lpm: Annotated[Whole, Field(ge=1, le=60)] | None = None
    naloxone_mg: Annotated[Decimal, Field(gt=0, lt=100, max_digits=5, decimal_places=2)] | None = None
    naloxone_route: Annotated[str, OneOf(NaloxoneRoute.values)] = ""


class EndBody(Body):
    """That an emergency is over; how it ended can be told later."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"outcome": "resolved_on_site"}]})

    at: Annotated[Moment | None, Field(description="Now, when left out.")] = None
    outcome: Annotated[str, OneOf(EventOutcome.values)] = ""


class ActionShape(Shape):
    """One thing that was done."""

    uid: UUID
    kind: str
    at: datetime
    oxygen_lpm: int | None
    naloxone_mg: Decimal | None
    naloxone_route: str


class EventShape(Shape):
    """An emergency with its timeline. `visit` is null where none is known, or may not be told."""

    uid: UUID
    site: str
    station: int | None
    visit: UUID | None
    kind: str
    outcome: str
    recognised_at: datetime
    resolved_at: datetime | None
    first_action_seconds: int | None
    lowest_spo2: int | None
    lowest_breaths: int | None
    report_due_at: datetime | None
    reported_at: datetime | None
    local_date: date
    actions: list[ActionShape]
