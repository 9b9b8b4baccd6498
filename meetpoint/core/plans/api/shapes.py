"""What programs send and are told about case load and plans."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from meetpoint.core.api.offer.shapes import Asked, Asking, Body, Day, Shape, Slug, Uid

_UID = "01920d6e-7e3c-7b1a-9c55-2f6f0a4b1c2d"


class PlaceFilter(Asked):
    """By what the list can be narrowed."""

    site: Slug | None = None


class PlanFilter(PlaceFilter):
    """By what plans can be narrowed."""

    open: Annotated[Asking | None, Field(description="Those that are open, or all others.")] = None


class AlongShape(Shape):
    """Who goes along with whom now."""

    uid: UUID
    participant: UUID | None
    site: str
    staff: str
    part: str
    began_on: date


class PlanShape(Shape):
    """A plan, without its goals."""

    uid: UUID
    participant: UUID | None
    site: str
    began_on: date
    review_on: date | None
    closed_at: datetime | None


class PlanStepShape(Shape):
    """A step towards a goal; its `uid` is that of its follow-up task."""

    uid: UUID
    what: str
    due_on: date
    done_at: datetime | None
    by_person: bool


class GoalShape(Shape):
    """What a person wants, in their own words."""

    uid: UUID
    words: str
    language: str
    area: str
    state: str
    importance: int | None
    wanted_on: date
    reached_on: date | None
    steps: list[PlanStepShape]


class OnePlanShape(PlanShape):
    """One plan with its goals, and the notice that must travel along."""

    goals: list[GoalShape]
    notice: str


class StepBody(Body):
    """A next step, which becomes a follow-up task of whoever made the token."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"uid": _UID, "what": "Ring the housing office", "due_on": "2026-03-21"}]
        }
    )

    uid: Uid
    what: Annotated[str, Field(min_length=1, max_length=200)]
    due_on: Day
    by_person: Annotated[bool, Field(description="The person does it themselves.")] = False
