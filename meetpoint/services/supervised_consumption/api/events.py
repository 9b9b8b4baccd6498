"""Emergencies through the API: each with what was done in it, tap by tap."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Query, Router, Status

from meetpoint.core.api.door.entry import ApiRequest
from meetpoint.core.api.offer.pages import cut, newest_first
from meetpoint.core.api.offer.scopes import found_for, scope
from meetpoint.core.api.offer.shapes import Rows, Stored
from meetpoint.core.consent import reads
from meetpoint.core.consent.deciding.facts import Scope
from meetpoint.core.consent.reads import let_out
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.supervised_consumption.actions.responding import Tap, TapType, take_taps
from meetpoint.services.supervised_consumption.api.rooms import site_with_room
from meetpoint.services.supervised_consumption.api.shapes import (
    ActionBody,
    ActionShape,
    EndBody,
    EventBody,
    EventFilter,
    EventShape,
)
from meetpoint.services.supervised_consumption.models import Event, Step
from meetpoint.services.supervised_consumption.permissions import RESPOND, VIEW
from meetpoint.services.supervised_consumption.queries.incidents import live_events

OURS = ("supervised_consumption",)
KINDS = frozenset({Scope.OVERDOSES})
PERSON = "visit__encounter__participant_id"
router = Router()


@router.get("/room-events", response=Rows[EventShape], summary="List emergencies in rooms, newest first")
@scope(VIEW)
def list_events(request: ApiRequest, asked: Query[EventFilter]) -> Rows[EventShape]:
    """Those that were begun by a slip and taken out are left out."""
    rows = live_events(request.actor).select_related("site", "visit__encounter").prefetch_related("steps")
    wanted = {
        "site__slug": asked.site,
        "local_date__gte": asked.first_day,
        "local_date__lte": asked.last_day,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    told = reads.told(request, rows, person=PERSON, scope=KINDS)
    found = cut(told, asked, newest_first("recognised_at"))
    people = [_person(event) for event in found.rows]
    let_out(request, "room_events", rows=len(found.rows), programmes=OURS, people=people, scope=KINDS)
    return Rows(items=[_shape(event) for event in found.rows], next=found.next)


@router.get("/room-events/{uuid:uid}", response=EventShape, summary="Read one emergency with what was done")
@scope(VIEW)
def read_event(request: ApiRequest, uid: UUID) -> EventShape:
    event = reads.one(
        request,
        "room_event",
        lambda: found_for(request.actor, Event, may=VIEW, uid=uid),
        person=_person,
        scope=KINDS,
    )
    let_out(
        request,
        "room_event",
        rows=1,
        programmes=OURS,
        people=(_person(event),),
        scope=KINDS,
        hidden=True,
    )
    return _shape(event)


@router.post("/room-events", response={201: Stored}, summary="Begin an emergency")
@scope(RESPOND)
def add_event(request: ApiRequest, said: EventBody) -> Status[Stored]:
    by = request.actor
    request.replayed = Event.objects.of(by).filter(uid=said.uid).exists()
    more = {"station": said.station, "visit": said.visit}
    tap = _tap(said.uid, said.uid, TapType.BEGIN, said.at, **more)
    take_taps(site_with_room(said.site, by=by), [tap], clock.now(), by=by)
    return Status(201, Stored(uid=said.uid))


@router.post("/room-events/{uuid:uid}/actions", response={201: Stored}, summary="Add what was done")
@scope(RESPOND)
def add_action(request: ApiRequest, uid: UUID, said: ActionBody) -> Status[Stored]:
    """A dose of naloxone leaves the stock of the site, as a tap of the log does."""
    event = found_for(request.actor, Event, may=RESPOND, uid=uid)
    request.replayed = Step.objects.of(request.actor).filter(uid=said.uid).exists()
    more = said.model_dump(exclude={"uid", "at"})
    tap = _tap(said.uid, event.uid, TapType.STEP, said.at, **more)
    take_taps(event.site_id, [tap], clock.now(), by=request.actor)
    return Status(201, Stored(uid=said.uid))


@router.post("/room-actions/{uuid:uid}/undo", response={204: None}, summary="Take back a slip")
@scope(RESPOND)
def undo_action(request: ApiRequest, uid: UUID) -> Status[None]:
    """`uid` is that of what was done. Naloxone of a slip goes back to stock."""
    step = found_for(request.actor, Step, may=RESPOND, uid=uid)
    event = found_for(request.actor, Event, may=RESPOND, pk=step.event_id)
    tap = _tap(step.uid, event.uid, TapType.UNDO, None)
    take_taps(event.site_id, [tap], clock.now(), by=request.actor)
    return Status(204, None)


@router.post("/room-events/{uuid:uid}/end", response={204: None}, summary="Say that it is over")
@scope(RESPOND)
def end_event(request: ApiRequest, uid: UUID, said: EndBody) -> Status[None]:
    event = found_for(request.actor, Event, may=RESPOND, uid=uid)
    tap = _tap(uuid7(), event.uid, TapType.END, said.at, outcome=said.outcome)
    take_taps(event.site_id, [tap], clock.now(), by=request.actor)
    return Status(204, None)


def _tap(uid: UUID, event: UUID, type: TapType, at: datetime | None, **more: Any) -> Tap:
    return Tap(uid=uid, event=event, type=type, at=at or clock.now(), **more)


def _person(event: Event) -> int | None:
    return event.visit.encounter.participant_id if event.visit is not None else None


def _shape(event: Event) -> EventShape:
    same: dict[str, Any] = {
        name: getattr(event, name)
        for name in (
            *("uid", "kind", "outcome", "recognised_at", "resolved_at", "first_action_seconds"),
            *("lowest_spo2", "lowest_breaths", "report_due_at", "reported_at", "local_date"),
        )
    }
    steps = sorted(
        (step for step in event.steps.all() if step.undone_at is None), key=lambda one: (one.at, one.pk)
    )
    return EventShape(
        **same,
        site=event.site.slug,
        station=event.station_number,
        visit=event.visit.uid if event.visit is not None else None,
        actions=[
            ActionShape(
                uid=step.uid,
                kind=step.kind,
                at=step.at,
                oxygen_lpm=step.oxygen_lpm,
                naloxone_mg=step.naloxone_mg,
                naloxone_route=step.naloxone_route,
            )
            for step in steps
        ],
    )
