"""Taking in taps of the response log: in any order, twice, late; none is refused for what it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import Min, Sum

from meetpoint.core.audit.actions import record
from meetpoint.core.encounters.storing import forget_days
from meetpoint.core.supplies.models import Lot
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.services.supervised_consumption.actions.holding import hold_room, place_of_room, tell_boards
from meetpoint.services.supervised_consumption.actions.shelf import draw_doses, put_back
from meetpoint.services.supervised_consumption.models import (
    Event,
    EventOutcome,
    NaloxoneRoute,
    Room,
    State,
    Step,
    StepKind,
    Visit,
)
from meetpoint.services.supervised_consumption.permissions import RESPOND
from meetpoint.services.supervised_consumption.queries.visits import here, standing
from meetpoint.services.supervised_consumption.rules import NOT_AN_ACTION, believed


class TapType(StrEnum):
    """What a tap does: begins an event, adds a step, adds a dose to one, takes one back, ends the event."""

    BEGIN = "begin"
    STEP = "step"
    AMEND = "amend"
    UNDO = "undo"
    END = "end"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tap:
    """One tap. Each names its event and where that is, so that whichever comes first makes the event.

    `uid` is the tap's own (that of the step, for what changes one); `at` is the device's clock.
    """

    uid: UUID
    event: UUID
    type: TapType
    at: datetime
    station: int | None = None
    visit: UUID | None = None
    kind: str = ""
    oxygen_lpm: int | None = None
    naloxone_mg: Decimal | None = None
    naloxone_route: str = ""
    lot: int | None = None
    outcome: str = ""


def take_taps(site_id: int, taps: Sequence[Tap], sent_at: datetime, *, by: Actor) -> list[Event]:
    """Store taps of one device at one site, each once, and return their events, brought up to date.

    `sent_at` is the device's clock now. A word that is on no list becomes “something else”; a number that
    cannot be is left out: the tap and its time always stay. Raises NotAllowed and NotFound only.
    """
    by.require(RESPOND, site_id=site_id)
    zone = place_of_room(site_id, by).zone
    with transaction.atomic():
        room = hold_room(site_id, by)
        now = clock.now()
        events: dict[UUID, Event] = {}
        new = 0
        for tap in taps:
            at = believed(tap.at, sent_at, now)
            event = (
                events.get(tap.event) or Event.objects.of(by).filter(uid=tap.event, site_id=site_id).first()
            )
            if event is None:
                event = _begin(tap, at, room, clock.local_date(at, zone), by)
                new += 1
            events[tap.event] = event
            new += _apply(tap, at, event, by)
        for event in events.values():
            work_out(event, by)
            draw_doses(event, by)
        if new:
            tell_boards(room, by)
            forget_days(by.organisation_id, {event.local_date for event in events.values()}, now=now)
            fields = {"taps": new}
            record(by, "event.responded", "event", [str(uid) for uid in events], fields=fields)
    return list(events.values())


def work_out(event: Event, by: Actor) -> None:
    """Bring what is counted of an event up to date with its steps, in the caller's transaction."""
    steps = Step.objects.of(by).filter(event=event, undone_at=None)
    earliest = steps.exclude(kind__in=NOT_AN_ACTION).aggregate(at=Min("at"))["at"]
    kinds = set(steps.values_list("kind", flat=True))
    event.first_action_at = earliest
    if earliest is not None:
        event.first_action_seconds = max(0, round((earliest - event.recognised_at).total_seconds()))
    else:
        event.first_action_seconds = None
    event.had_oxygen = StepKind.OXYGEN in kinds
    event.had_naloxone = StepKind.NALOXONE in kinds
    event.had_ems = bool({StepKind.EMS_CALLED, StepKind.EMS_ARRIVED} & kinds)
    event.naloxone_mg = steps.filter(kind=StepKind.NALOXONE).aggregate(mg=Sum("naloxone_mg"))["mg"]
    event.save()


def _begin(tap: Tap, at: datetime, room: Room, day: date, by: Actor) -> Event:
    visit = _visit(tap, room, by)
    return Event.objects.create(
        organisation_id=by.organisation_id,
        uid=tap.event,
        site_id=room.site_id,
        visit=visit,
        station_number=tap.station if tap.station is not None else _number(visit),
        local_date=day,
        recognised_at=at,
        recorded_at=clock.now(),
        staff_id=by.staff_id,
    )


def _visit(tap: Tap, room: Room, by: Actor) -> Visit | None:
    """Return the visit that a tap names, or that of whoever is at its station."""
    if tap.visit is not None:
        return standing(by).filter(uid=tap.visit, site_id=room.site_id).select_related("station").first()
    if tap.station is None:
        return None
    there = here(by, room.site_id).filter(state=State.STATION, station__number=tap.station)
    return there.select_related("station").first()


def _number(visit: Visit | None) -> int | None:
    return visit.station.number if visit and visit.station and visit.state == State.STATION else None


def _apply(tap: Tap, at: datetime, event: Event, by: Actor) -> int:
    """Do what a tap says, and return whether that was new."""
    event.recognised_at = min(event.recognised_at, at)
    match tap.type:
        case TapType.STEP:
            return _step(tap, at, event, by)
        case TapType.AMEND:
            return _amend(tap, event, by)
        case TapType.UNDO:
            steps = Step.objects.of(by).filter(uid=tap.uid, event=event, undone_at=None)
            return steps.update(undone_at=clock.now())
        case TapType.END:
            is_new = event.resolved_at is None
            event.resolved_at = event.resolved_at or at
            if tap.outcome in EventOutcome.values:
                event.outcome = tap.outcome
            return int(is_new)
    return 0


def _step(tap: Tap, at: datetime, event: Event, by: Actor) -> int:
    _stored, created = Step.objects.of(by).get_or_create(
        organisation_id=by.organisation_id,
        uid=tap.uid,
        defaults={
            "event": event,
            "kind": tap.kind if tap.kind in StepKind.values else StepKind.OTHER,
            "at": at,
            "received_at": clock.now(),
            "staff_id": by.staff_id,
            **_amounts(tap, by),
        },
    )
    return int(created)


def _amend(tap: Tap, event: Event, by: Actor) -> int:
    """Say more of a dose; what was taken off the shelf for it is put back, and taken anew afterwards."""
    step = Step.objects.of(by).filter(uid=tap.uid, event=event).first()
    if step is None:
        return 0
    said = _amounts(tap, by)
    if all(getattr(step, name) == value for name, value in said.items()):
        return 0
    put_back(step, by)
    return Step.objects.of(by).filter(pk=step.pk).update(**said)


def _amounts(tap: Tap, by: Actor) -> dict[str, object]:
    """Return what can be stored of a tap's numbers: nothing in place of what cannot be."""
    mg, lpm = tap.naloxone_mg, tap.oxygen_lpm
    return {
        "naloxone_mg": mg if mg is not None and 0 < mg < 100 else None,
        "naloxone_route": tap.naloxone_route if tap.naloxone_route in NaloxoneRoute.values else "",
        "oxygen_lpm": lpm if lpm is not None and 0 < lpm <= 60 else None,
        "lot_id": tap.lot if tap.lot and Lot.objects.of(by).filter(pk=tap.lot).exists() else None,
    }
