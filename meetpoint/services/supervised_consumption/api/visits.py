"""Visits through the API, by the actions that the pages use."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from meetpoint.core.api.door.entry import ApiRequest
from meetpoint.core.api.door.problems import Problem
from meetpoint.core.api.offer.pages import cut, newest_first
from meetpoint.core.api.offer.scopes import found_for, scope
from meetpoint.core.api.offer.shapes import Rows, Stored
from meetpoint.core.consent import reads
from meetpoint.core.consent.deciding.facts import Scope
from meetpoint.core.consent.reads import let_out
from meetpoint.core.people.models import Participant
from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.supervised_consumption.actions.moving import leave, note_use, seat, to_aftercare
from meetpoint.services.supervised_consumption.actions.visits import (
    CheckIn,
    Told,
    Use,
    agree_to_rules,
    check_in,
    tell_visit,
)
from meetpoint.services.supervised_consumption.api.rooms import site_with_room
from meetpoint.services.supervised_consumption.api.shapes import (
    CheckInBody,
    LeaveBody,
    SeatBody,
    ToldBody,
    UseShape,
    VisitFilter,
    VisitShape,
)
from meetpoint.services.supervised_consumption.models import State, Visit
from meetpoint.services.supervised_consumption.permissions import RECORD, VIEW
from meetpoint.services.supervised_consumption.queries.links import linked_of
from meetpoint.services.supervised_consumption.queries.visits import standing

OURS = ("supervised_consumption",)
KINDS = frozenset({Scope.ATTENDANCE, Scope.PERSONAL})
PERSON = "encounter__participant_id"
router = Router()


@router.get("/room-visits", response=Rows[VisitShape], summary="List visits to rooms, newest first")
@scope(VIEW)
def list_visits(request: ApiRequest, asked: Query[VisitFilter]) -> Rows[VisitShape]:
    """Voided visits are left out."""
    by = request.actor
    rows = standing(by).select_related("site", "station", "encounter__participant")
    rows = rows.prefetch_related("substances")
    if by.site_ids is not None:
        rows = rows.filter(site_id__in=by.site_ids)
    wanted = {
        "site__slug": asked.site,
        "state": asked.state,
        "local_date__gte": asked.first_day,
        "local_date__lte": asked.last_day,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    told = reads.told(request, rows, person=PERSON, scope=KINDS)
    found = cut(told, asked, newest_first("arrived_at"))
    people = [visit.encounter.participant_id for visit in found.rows]
    let_out(request, "room_visits", rows=len(found.rows), programmes=OURS, people=people, scope=KINDS)
    return Rows(items=[_shape(visit) for visit in found.rows], next=found.next)


@router.get("/room-visits/{uuid:uid}", response=VisitShape, summary="Read one visit")
@scope(VIEW)
def read_visit(request: ApiRequest, uid: UUID) -> VisitShape:
    visit = reads.one(
        request,
        "room_visit",
        lambda: found_for(request.actor, Visit, may=VIEW, uid=uid),
        person=lambda found: found.encounter.participant_id,
        scope=KINDS,
    )
    people = (visit.encounter.participant_id,)
    let_out(request, "room_visit", rows=1, programmes=OURS, people=people, scope=KINDS, hidden=True)
    return _shape(visit)


@router.post("/room-visits", response={201: Stored}, summary="Check somebody in")
@scope(RECORD)
def add_visit(request: ApiRequest, said: CheckInBody) -> Status[Stored]:
    """Where the place forbids names, an alias is refused. No place is asked for an ID: there is no field."""
    by = request.actor
    request.replayed = Visit.objects.of(by).filter(uid=said.uid).exists()
    new = CheckIn(
        uid=said.uid,
        site_id=site_with_room(said.site, by=by),
        participant_id=_participant_id(said.participant, by),
        alias=said.alias,
        wants=said.wants,
        rules_heard=said.rules_heard,
        told=_told(said),
    )
    return Status(201, Stored(uid=check_in(new, by=by).uid))


@router.post("/room-visits/{uuid:uid}/told", response={204: None}, summary="Write down what was told")
@scope(RECORD)
def tell(request: ApiRequest, uid: UUID, said: ToldBody) -> Status[None]:
    """The sample that a visit names stays."""
    visit = _found(request, uid)
    tell_visit(visit, _told(said, visit, request.actor), by=request.actor)
    return Status(204, None)


@router.post("/room-visits/{uuid:uid}/rules", response={204: None}, summary="Note that the rules were heard")
@scope(RECORD)
def hear_rules(request: ApiRequest, uid: UUID) -> Status[None]:
    return _moved(request, uid, agree_to_rules)


@router.post("/room-visits/{uuid:uid}/station", response={204: None}, summary="Give somebody a station")
@scope(RECORD)
def give_station(request: ApiRequest, uid: UUID, said: SeatBody) -> Status[None]:
    """Refused beyond the licensed capacity: on an exception a person decides, on the page of the visit."""
    seat(_found(request, uid), said.station, by=request.actor)
    return Status(204, None)


@router.post("/room-visits/{uuid:uid}/use", response={204: None}, summary="Note that somebody has used")
@scope(RECORD)
def has_used(request: ApiRequest, uid: UUID) -> Status[None]:
    return _moved(request, uid, note_use)


@router.post("/room-visits/{uuid:uid}/aftercare", response={204: None}, summary="See somebody to aftercare")
@scope(RECORD)
def see_to_aftercare(request: ApiRequest, uid: UUID) -> Status[None]:
    return _moved(request, uid, to_aftercare)


@router.post("/room-visits/{uuid:uid}/end", response={204: None}, summary="End a visit")
@scope(RECORD)
def end_visit(request: ApiRequest, uid: UUID, said: LeaveBody) -> Status[None]:
    leave(_found(request, uid), said.exit, by=request.actor)
    return Status(204, None)


def _found(request: ApiRequest, uid: UUID) -> Visit:
    return found_for(request.actor, Visit, may=RECORD, uid=uid)


def _moved(request: ApiRequest, uid: UUID, act: Callable[..., object]) -> Status[None]:
    act(_found(request, uid), by=request.actor)
    return Status(204, None)


def _participant_id(uid: UUID | None, by: Actor) -> int | None:
    if uid is None:
        return None
    found = Participant.objects.of(by).filter(uid=uid).values_list("pk", flat=True).first()
    if found is None:
        words = _("No participant has this uid.")
        raise Problem(422, words, fields={"participant": words})
    return found


def _told(said: ToldBody, visit: Visit | None = None, by: Actor | None = None) -> Told:
    return Told(
        substances=[Use(one.substance, one.route, one.body_site, one.tested) for one in said.substances],
        place_otherwise=said.place_otherwise,
        alone=said.alone,
        link=linked_of(visit, by) if visit is not None and by is not None else None,
    )


def _shape(visit: Visit) -> VisitShape:
    same: dict[str, Any] = {
        name: getattr(visit, name)
        for name in (
            *("uid", "state", "ticket", "wants", "arrived_at", "seated_at", "aftercare_at", "departed_at"),
            *("place_otherwise", "alone", "wound_care", "education", "kit_given", "referred"),
        )
    }
    person = visit.encounter.participant
    at_station = visit.state == State.STATION and visit.station is not None
    return VisitShape(
        **same,
        site=visit.site.slug,
        participant=person.uid if person else None,
        station=visit.station.number if at_station and visit.station else None,
        rules_heard=visit.rules_heard_at is not None,
        used_at=visit.consumed_at,
        exit=visit.exit_kind,
        substances=[
            UseShape(substance=one.substance, route=one.route, body_site=one.body_site, tested=one.tested)
            for one in visit.substances.all()
        ],
    )
