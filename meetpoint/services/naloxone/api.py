"""Reversals and group trainings through the API; provisions are sections of encounters."""

from datetime import date
from typing import Annotated
from uuid import UUID

from ninja import Query, Router, Status
from pydantic import ConfigDict, Field

from meetpoint.core.api.door.entry import ApiRequest
from meetpoint.core.api.offer.pages import cut, newest_first
from meetpoint.core.api.offer.places import site_called
from meetpoint.core.api.offer.scopes import found_for, scope
from meetpoint.core.api.offer.shapes import (
    Asked,
    Asking,
    Body,
    Day,
    OneOf,
    Rows,
    Shape,
    Slug,
    Stored,
    Uid,
    Whole,
)
from meetpoint.core.consent import reads
from meetpoint.core.consent.deciding.facts import Scope
from meetpoint.core.consent.reads import let_out
from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.naloxone.actions.reversals import (
    Reversal,
    correct_reversal,
    report_reversal,
    void_reversal,
)
from meetpoint.services.naloxone.actions.trainings import GroupTraining, record_training, void_training
from meetpoint.services.naloxone.forms.contact import COUNTY_ONLY, THREE_DIGITS
from meetpoint.services.naloxone.models import (
    Audience,
    GivenBy,
    Outcome,
    Product,
    ReversalPlace,
    ReversalReport,
    Topic,
    TrainingEvent,
    YesNoUnknown,
)
from meetpoint.services.naloxone.queries import ANSWERS, live_trainings

VIEW, RECORD, CORRECT = "naloxone:reversal:view", "naloxone:reversal:record", "naloxone:reversal:correct"
VIEW_TRAININGS, RECORD_TRAINING = "naloxone:training:view", "naloxone:training:record"
_UID = "01920d6e-7e3c-7b1a-9c55-2f6f0a4b1c2d"

router = Router()

OVERDOSES = frozenset({Scope.OVERDOSES})
Answer = Annotated[str, OneOf(YesNoUnknown.values)]


class ReversalFilter(Asked):
    """By what reversals can be narrowed."""

    site: Slug | None = None
    voided: Asking | None = None


class ReversalBody(Body):
    """An overdose that somebody answered with naloxone. Only the first three are needed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "uid": _UID,
                    "site": "plaza",
                    "reported_on": "2026-03-14",
                    "happened_month": "2026-03-01",
                    "doses": 2,
                    "outcome": "survived",
                }
            ]
        }
    )

    uid: Uid
    site: Slug
    reported_on: Day
    happened_month: Annotated[
        Day | None, Field(description="Any day of the month; only the month is kept.")
    ] = None
    county: Annotated[str, Field(pattern=rf"^({COUNTY_ONLY})?$", max_length=60)] = ""
    zip3: Annotated[str, Field(pattern=rf"^({THREE_DIGITS})?$", max_length=3)] = ""
    place_type: Annotated[str, OneOf(ReversalPlace.values)] = ""
    product: Annotated[str, OneOf(Product.values)] = ""
    doses: Annotated[Whole, Field(ge=1, le=50)] | None = None
    rescue_breathing: Answer = ""
    called_911: Answer = ""
    outcome: Annotated[str, OneOf(Outcome.values)] = ""
    given_by: Annotated[str, OneOf(GivenBy.values)] = ""


class VoidReversalBody(Body):
    """Why a report is taken out."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "twice"}]})

    reason: Annotated[str, OneOf(("mistake", "twice", "asked"), unsaid=False)]


class ReversalShape(Shape):
    """A report as it is stored: no participant, and no tie to the contact in which it was told."""

    uid: UUID
    site: str
    reported_on: date
    happened_month: date | None
    county: str
    zip3: str
    place_type: str
    product: str
    doses: int | None
    rescue_breathing: str
    called_911: str
    outcome: str
    given_by: str
    voided: bool


class TrainingFilter(Asked):
    """By what trainings can be narrowed."""

    site: Slug | None = None


class TrainingBody(Body):
    """A group training: a headcount, never names."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"uid": _UID, "site": "plaza", "held_on": "2026-03-14", "people": 12, "topics": ["respond"]}
            ]
        }
    )

    uid: Uid
    site: Slug
    held_on: Day
    people: Annotated[Whole, Field(ge=1, le=10_000)]
    audience: Annotated[str, OneOf(Audience.values)] = ""
    topics: Annotated[
        list[Annotated[str, OneOf(Topic.values, unsaid=False)]], Field(max_length=len(Topic))
    ] = []
    minutes: Annotated[Whole, Field(ge=1, le=1440)] | None = None


class TrainingShape(Shape):
    """A group training as it is stored."""

    uid: UUID
    site: str
    held_on: date
    people: int
    audience: str
    topics: list[str]
    minutes: int | None


@router.get("/reversals", response=Rows[ReversalShape], summary="List reported reversals, newest first")
@scope(VIEW)
def list_reversals(request: ApiRequest, asked: Query[ReversalFilter]) -> Rows[ReversalShape]:
    """Voided ones are listed too, unless `voided=false` is asked for."""
    by = request.actor
    rows = ReversalReport.objects.of(by).select_related("site")
    if by.site_ids is not None:
        rows = rows.filter(site_id__in=by.site_ids)
    if asked.site is not None:
        rows = rows.filter(site__slug=asked.site)
    if asked.voided is not None:
        rows = rows.filter(voided_at__isnull=not asked.voided)
    found = cut(reads.told(request, rows, scope=OVERDOSES), asked, newest_first("reported_on"))
    people = [row.participant_id for row in found.rows]
    let_out(
        request, "reversals", rows=len(found.rows), programmes=("naloxone",), people=people, scope=OVERDOSES
    )
    return Rows(items=[_reversal(report) for report in found.rows], next=found.next)


@router.get("/reversals/{uuid:uid}", response=ReversalShape, summary="Read one reported reversal")
@scope(VIEW)
def read_reversal(request: ApiRequest, uid: UUID) -> ReversalShape:
    report = _found(request, uid, VIEW)
    people = (report.participant_id,)
    let_out(
        request,
        "reversal",
        rows=1,
        programmes=("naloxone",),
        people=people,
        scope=OVERDOSES,
        hidden=True,
    )
    return _reversal(report)


@router.post("/reversals", response={201: Stored}, summary="Record a reported reversal")
@scope(RECORD)
def add_reversal(request: ApiRequest, said: ReversalBody) -> Status[Stored]:
    by = request.actor
    request.replayed = ReversalReport.objects.of(by).filter(uid=said.uid).exists()
    return Status(201, Stored(uid=report_reversal(_read(said, by), by=by)))


@router.post(
    "/reversals/{uuid:uid}/correction", response={201: Stored}, summary="Correct a reported reversal"
)
@scope(CORRECT)
def correct(request: ApiRequest, uid: UUID, said: ReversalBody) -> Status[Stored]:
    """Voids it and stores the one that is sent in its place, under a uid of its own; both are kept."""
    by = request.actor
    report = _found(request, uid, CORRECT)
    request.replayed = ReversalReport.objects.of(by).filter(uid=said.uid).exists()
    return Status(201, Stored(uid=correct_reversal(report, _read(said, by), by=by)))


@router.post("/reversals/{uuid:uid}/void", response={204: None}, summary="Void a reported reversal")
@scope(CORRECT)
def void(request: ApiRequest, uid: UUID, said: VoidReversalBody) -> Status[None]:
    report = _found(request, uid, CORRECT)
    void_reversal(report, said.reason, by=request.actor)
    return Status(204, None)


@router.get("/trainings", response=Rows[TrainingShape], summary="List group trainings, newest first")
@scope(VIEW_TRAININGS)
def list_trainings(request: ApiRequest, asked: Query[TrainingFilter]) -> Rows[TrainingShape]:
    by = request.actor
    rows = live_trainings(by).select_related("site")
    if by.site_ids is not None:
        rows = rows.filter(site_id__in=by.site_ids)
    if asked.site is not None:
        rows = rows.filter(site__slug=asked.site)
    found = cut(rows, asked, newest_first("held_on"))
    let_out(request, "trainings", rows=len(found.rows), programmes=("naloxone",), identifies=False)
    return Rows(items=[_training(event) for event in found.rows], next=found.next)


@router.post("/trainings", response={201: Stored}, summary="Record a group training")
@scope(RECORD_TRAINING)
def add_training(request: ApiRequest, said: TrainingBody) -> Status[Stored]:
    by = request.actor
    request.replayed = TrainingEvent.objects.of(by).filter(uid=said.uid).exists()
    training = GroupTraining(
        uid=said.uid,
        site_id=site_called(said.site, by=by).pk,
        held_on=said.held_on,
        people=said.people,
        audience=said.audience,
        topics=tuple(topic for topic in Topic.values if topic in said.topics),
        minutes=said.minutes,
    )
    return Status(201, Stored(uid=record_training(training, by=by).uid))


@router.post("/trainings/{uuid:uid}/void", response={204: None}, summary="Void a group training")
@scope(RECORD_TRAINING)
def void_group_training(request: ApiRequest, uid: UUID) -> Status[None]:
    event = found_for(request.actor, TrainingEvent, may=RECORD_TRAINING, uid=uid)
    void_training(event, by=request.actor)
    return Status(204, None)


def _found(request: ApiRequest, uid: UUID, may: str) -> ReversalReport:
    return reads.one(
        request,
        "reversal",
        lambda: found_for(request.actor, ReversalReport, may=may, uid=uid),
        person=lambda found: found.participant_id,
        scope=OVERDOSES,
    )


def _read(said: ReversalBody, by: Actor) -> Reversal:
    month = said.happened_month
    return Reversal(
        uid=said.uid,
        site_id=site_called(said.site, by=by).pk,
        reported_on=said.reported_on,
        happened_month=month.replace(day=1) if month else None,
        **{name: getattr(said, name) for name in ANSWERS},
    )


def _reversal(report: ReversalReport) -> ReversalShape:
    return ReversalShape(
        uid=report.uid,
        site=report.site.slug,
        reported_on=report.reported_on,
        happened_month=report.happened_month,
        voided=report.voided_at is not None,
        **{name: getattr(report, name) for name in ANSWERS},
    )


def _training(event: TrainingEvent) -> TrainingShape:
    return TrainingShape(
        uid=event.uid,
        site=event.site.slug,
        held_on=event.held_on,
        people=event.people,
        audience=event.audience,
        topics=[topic for topic in event.topics.split(",") if topic],
        minutes=event.minutes,
    )
