"""What programs send and are told about referrals and tasks."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from meetpoint.core.api.offer.shapes import (
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
)
from meetpoint.core.directory.models import ServiceKind
from meetpoint.core.referrals.models import ReferralStatus
from meetpoint.core.referrals.rules import SAID_BY

Kind = Annotated[str, OneOf(ServiceKind.values, unsaid=False)]
Status = Annotated[str, OneOf(ReferralStatus.values, unsaid=False)]
SaidBy = Annotated[str, OneOf(SAID_BY)]
_UID = "01920d6e-7e3c-7b1a-9c55-2f6f0a4b1c2d"


class ReferralFilter(Asked):
    """By what referrals can be narrowed."""

    site: Slug | None = None
    kind: Kind | None = None
    status: Status | None = None
    open: Annotated[Asking | None, Field(description="Those that wait for an answer, or all others.")] = None


class ReferralBody(Body):
    """An offer to connect somebody with another service."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"uid": _UID, "site": "plaza", "kind": "housing", "to_name": "Home Again"}]
        }
    )

    uid: Uid
    site: Slug
    kind: Kind
    entry: Annotated[Reference | None, Field(description="The uid of a directory entry.")] = None
    to_name: Annotated[str, Field(max_length=160, description="Where to, when no entry fits.")] = ""
    participant: Annotated[Reference | None, Field(description="The uid of a participant.")] = None
    made_at: Annotated[Moment | None, Field(description="Now, when left out.")] = None
    follow_up_on: Annotated[Day | None, Field(description="When somebody asks what became of it.")] = None


class StatusBody(Body):
    """What became of a referral; the steps between are walked."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"status": "completed", "said_by": "receiver", "on": "2026-03-20"}]}
    )

    status: Status
    reason: Annotated[str, Field(max_length=200, description="Needed for some, such as cancelled.")] = ""
    said_by: SaidBy = ""
    on: Annotated[Day | None, Field(description="The day on which care began, for completed.")] = None


class MadeShape(Stored):
    """The answer to a referral that was made; `slip` closes the loop when it comes back."""

    slip: str
    status: str


class StepShape(Shape):
    """One step of a referral's history."""

    status: str
    reason: str
    said_by: str
    at: datetime


class ReferralShape(Shape):
    """A referral as it stands."""

    uid: UUID
    slip: str
    site: str
    kind: str
    entry: UUID | None
    to_name: str
    participant: UUID | None
    status: str
    status_reason: str
    made_at: datetime
    local_date: date
    linked_on: date | None
    closed_at: datetime | None


class OneReferralShape(ReferralShape):
    """One referral with its history, and the notice that must travel along."""

    history: list[StepShape]
    notice: str


class TaskFilter(Asked):
    """By what follow-up tasks can be narrowed."""

    site: Slug | None = None
    done: Asking | None = None


class TaskBody(Body):
    """Something that somebody promises to do by a day."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"uid": _UID, "site": "plaza", "what": "Ring back", "due_on": "2026-03-21"}]
        }
    )

    uid: Uid
    site: Slug
    what: Annotated[str, Field(min_length=1, max_length=200)]
    due_on: Day
    participant: Reference | None = None


class TaskShape(Shape):
    """A follow-up task; one that follows a referral has no words of its own."""

    uid: UUID
    site: str
    what: str
    referral: UUID | None
    due_on: date
    done_at: datetime | None
