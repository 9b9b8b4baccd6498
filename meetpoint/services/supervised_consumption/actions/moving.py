"""Where somebody is: a station, aftercare, gone. What staff see on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.encounters.storing import forget_days
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError, NotFound
from meetpoint.services.supervised_consumption.actions.capacity import check_capacity
from meetpoint.services.supervised_consumption.actions.holding import hold_room, place_of_room, tell_boards
from meetpoint.services.supervised_consumption.actions.shelf import hand_out_kits
from meetpoint.services.supervised_consumption.errors import NotNow, RulesNotHeard, StationTaken
from meetpoint.services.supervised_consumption.models import (
    ExitKind,
    Observation,
    Room,
    State,
    Station,
    Visit,
)
from meetpoint.services.supervised_consumption.options import limits_of
from meetpoint.services.supervised_consumption.permissions import RECORD
from meetpoint.services.supervised_consumption.queries.visits import here, sealed
from meetpoint.services.supervised_consumption.rules import can_move, whole_minutes


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """What staff saw when they looked at somebody; every part may be missing."""

    uid: UUID
    breaths_per_minute: int | None = None
    spo2_percent: int | None = None
    responsive: str = ""
    sedation: str = ""
    skin: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Care:
    """What somebody was given in aftercare. `kits` are units by item; None leaves what was said before.

    `kit_given` says it where a programme keeps no stock of kits; any kit makes it true.
    """

    kits: Mapping[int, int] | None = None
    wound_care: bool = False
    education: bool = False
    kit_given: bool = False
    referred: bool = False


def seat(visit: Visit, number: int, *, reason: str = "", by: Actor) -> None:
    """Give somebody a station. `reason` is why the licensed capacity may be exceeded, where it is.

    Somebody who is at a station already moves over. Raises NotNow, StationTaken, RulesNotHeard,
    CapacityReached, NotAllowed, and DomainError for a number that no station has.
    """
    by.require(RECORD, site_id=visit.site_id)
    today = place_of_room(visit.site_id, by).today
    with transaction.atomic():
        room = hold_room(visit.site_id, by)
        now_at = _still(visit, by)
        if not (now_at.state == State.STATION or can_move(now_at.state, State.STATION)):
            raise NotNow
        if now_at.rules_heard_at is None:
            raise RulesNotHeard
        station = _free(room, number, now_at, by)
        over = check_capacity(room, now_at.state, State.STATION, reason, today=today, by=by)
        now = clock.now()
        changes: dict[str, Any] = {"state": State.STATION, "station": station}
        if now_at.state != State.STATION:
            changes |= {"seated_at": now, "left_station_at": None, "checked_at": None}
            changes |= {"check_due_at": _next_look(by, now)}
        if now_at.seated_at is None:
            changes["wait_minutes"] = whole_minutes(now_at.arrived_at, now)
        _change(now_at, room, changes, by)
        if over is not None:
            over.keep(now_at, by)
        fields = {"number": number, "over_capacity": over is not None}
        record(by, "visit.seated", "visit", [str(visit.uid)], fields=fields)


def note_use(visit: Visit, *, by: Actor) -> None:
    """Note that somebody at a station has used now: observation is counted from here. Raises NotNow."""
    by.require(RECORD, site_id=visit.site_id)
    with transaction.atomic():
        room = hold_room(visit.site_id, by)
        now_at = _still(visit, by)
        if now_at.state != State.STATION:
            raise NotNow
        now = clock.now()
        _change(now_at, room, {"consumed_at": now, "check_due_at": _next_look(by, now)}, by)
        record(by, "visit.used", "visit", [str(visit.uid)])


def to_aftercare(visit: Visit, *, by: Actor) -> None:
    """Let somebody go from a station to aftercare, which frees the station. Raises NotNow."""
    by.require(RECORD, site_id=visit.site_id)
    with transaction.atomic():
        room = hold_room(visit.site_id, by)
        now_at = _still(visit, by)
        if not can_move(now_at.state, State.AFTERCARE):
            raise NotNow
        now = clock.now()
        changes = {"state": State.AFTERCARE, "aftercare_at": now_at.aftercare_at or now}
        _change(now_at, room, {**changes, **_freed(now_at, now)}, by)
        record(by, "visit.to_aftercare", "visit", [str(visit.uid)])


def leave(visit: Visit, exit_kind: str, *, by: Actor) -> None:
    """End a visit; the alias goes with it. Raises NotNow when it is over already."""
    by.require(RECORD, site_id=visit.site_id)
    with transaction.atomic():
        room = hold_room(visit.site_id, by)
        now_at = _still(visit, by)
        if not can_move(now_at.state, State.LEFT):
            raise NotNow
        now = clock.now()
        kind = ExitKind(exit_kind)
        changes = {"state": State.LEFT, "departed_at": now, "exit_kind": kind, "alias": None}
        _change(now_at, room, {**changes, **_freed(now_at, now), "check_due_at": None}, by)
        record(by, "visit.ended", "visit", [str(visit.uid)], fields={"exit": str(kind)})


def look_after(visit: Visit, care: Care, *, by: Actor) -> None:
    """Say what somebody was given in aftercare; also after they left. Kits leave the shelf.

    Raises NotFound for a visit that was voided, and what `hand_out_kits` raises.
    """
    by.require(RECORD, site_id=visit.site_id)
    with transaction.atomic():
        room = hold_room(visit.site_id, by)
        given = {name: getattr(care, name) for name in ("wound_care", "education", "kit_given", "referred")}
        if care.kits is not None:
            given["kit_given"] = care.kit_given or any(care.kits.values())
            hand_out_kits(_still(visit, by), care.kits, by)
        _change(visit, room, given, by)
        record(by, "visit.cared_for", "visit", [str(visit.uid)], fields=given)


def observe(visit: Visit, look: Look, *, by: Actor) -> Observation:
    """Store a look at somebody, and when the next is due, where an interval was set; the same uid again once.

    Raises NotFound for a visit that was voided.
    """
    by.require(RECORD, site_id=visit.site_id)
    with transaction.atomic():
        room = hold_room(visit.site_id, by)
        known = Observation.objects.of(by).filter(uid=look.uid).first()
        if known is not None:
            return known
        now_at, now = _still(visit, by), clock.now()
        seen = Observation.objects.create(
            organisation_id=by.organisation_id,
            uid=look.uid,
            visit=visit,
            at=now,
            breaths_per_minute=look.breaths_per_minute,
            spo2_percent=look.spo2_percent,
            responsive=look.responsive,
            sedation=look.sedation,
            skin=look.skin,
            note=sealed(look.note[:1000], f"sc-look:{look.uid}"),
            staff_id=by.staff_id,
        )
        due = _next_look(by, now) if now_at.state != State.LEFT else None
        _change(now_at, room, {"checked_at": now, "check_due_at": due}, by)
        record(by, "visit.observed", "visit", [str(visit.uid)])
    return seen


def _still(visit: Visit, by: Actor) -> Visit:
    """Return the visit as it stands now, with the room locked. Raises NotFound when it was voided."""
    found = Visit.objects.of(by).filter(pk=visit.pk, encounter__voided_at=None).first()
    if found is None:
        raise NotFound(_("This visit was taken out. Look at the board again."))
    return found


def _free(room: Room, number: int, visit: Visit, by: Actor) -> Station:
    station = Station.objects.of(by).filter(room=room, number=number, removed_at=None).first()
    if station is None:
        raise DomainError(_("There is no such station here."))
    taken = here(by, room.site_id).filter(state=State.STATION, station=station).exclude(pk=visit.pk)
    if station.paused_at is not None or taken.exists():
        raise StationTaken
    return station


def _freed(visit: Visit, now: datetime) -> Mapping[str, Any]:
    if visit.state != State.STATION or visit.seated_at is None:
        return {}
    stayed = visit.station_minutes + whole_minutes(visit.seated_at, now)
    return {"left_station_at": now, "station_minutes": stayed}


def _next_look(by: Actor, now: datetime) -> datetime | None:
    minutes = limits_of(by.organisation_id).minutes_between_looks
    return now + timedelta(minutes=minutes) if minutes else None


def _change(visit: Visit, room: Room, changes: Mapping[str, Any], by: Actor) -> None:
    Visit.objects.of(by).filter(pk=visit.pk).update(**changes)
    forget_days(by.organisation_id, {visit.local_date}, now=clock.now())
    tell_boards(room, by)
