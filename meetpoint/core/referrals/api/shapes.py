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
from meetpoint.core.referrals.rules import SAID_BY
from meetpoint.core.referrals.words import Outcome as Outcomes
from meetpoint.core.referrals.words import Provenance as Provenances
from meetpoint.core.referrals.words import ReferralStatus, Transport, Urgency

Kind = Annotated[str, OneOf(ServiceKind.values, unsaid=False)]
Status = Annotated[str, OneOf(ReferralStatus.values, unsaid=False)]
SaidBy = Annotated[str, OneOf(SAID_BY)]
HowUrgent = Annotated[str, OneOf(Urgency.values, unsaid=False)]
Provenance = Annotated[str, OneOf(Provenances.values)]
Way = Annotated[str, OneOf(Transport.values)]
Outcome = Annotated[str, OneOf(Outcomes.values)]
Zone = Annotated[str, Field(max_length=60, description="Of the IANA list; the site’s when left out.")]
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
    urgency: HowUrgent = "routine"
    provenance: Provenance = ""
    appointment_at: Moment | None = None
    appointment_zone: Zone = ""
    transport: Way = ""
    draft: Annotated[bool, Field(description="Kept, and told to nobody until it is sent.")] = False


class PlanBody(Body):
    """When somebody is expected, and how they get there; what is left out is taken away."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"appointment_at": "2026-03-20T10:30:00-04:00", "transport": "accompanied"}]
        }
    )

    appointment_at: Moment | None = None
    appointment_zone: Zone = ""
    transport: Way = ""


class SendBody(Body):
    """Sending a draft."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"follow_up_on": "2026-04-03"}]})

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
    outcome: Annotated[Outcome, Field(description="How it ended, in one word.")] = ""


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
    outcome: str
    urgency: str
    provenance: str
    appointment_at: datetime | None
    appointment_zone: str
    transport: str
    handoff_at: datetime | None
    made_at: datetime
    sent_at: datetime | None
    local_date: date
    linked_on: date | None
    days_to_service: int | None
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
    priority: HowUrgent = "routine"


class TaskShape(Shape):
    """A follow-up task; one that follows a referral has no words of its own."""

    uid: UUID
    site: str
    about: str
    what: str
    priority: str
    referral: UUID | None
    due_on: date
    done_at: datetime | None
