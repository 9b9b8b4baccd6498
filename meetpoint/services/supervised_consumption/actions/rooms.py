"""Setting a room up: stations, licensed capacity, rules; opening and closing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import Value, record
from meetpoint.core.encounters.storing import mark_days
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, DomainError
from meetpoint.services.supervised_consumption.actions.holding import hold_room, place_of_room, tell_boards
from meetpoint.services.supervised_consumption.models import (
    Covers,
    HouseRules,
    License,
    Opening,
    Room,
    State,
    Station,
    StationKind,
)
from meetpoint.services.supervised_consumption.permissions import CHANGE, RECORD
from meetpoint.services.supervised_consumption.queries.visits import here
from meetpoint.services.supervised_consumption.rules import whole_minutes

MOST_STATIONS = 60
LONGEST_OPENING = timedelta(hours=36)
"""Nobody keeps a room open longer without a pause: a later closing was forgotten (product choice)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """A station as it is to be."""

    number: int
    kind: str = StationKind.ANY
    paused: bool = False


def add_room(uid: UUID, site_id: int, stations: Sequence[Placed], *, by: Actor) -> Room:
    """Give a site a room with stations; the same uid again gives back what is stored.

    Raises NotAllowed, NotFound, DomainError for stations that cannot be, Conflict when the site has a room.
    """
    by.require(CHANGE, site_id=site_id)
    place_of_room(site_id, by)
    _check(stations)
    with transaction.atomic():
        known = Room.objects.of(by).filter(uid=uid).first()
        if known is not None:
            return known
        if Room.objects.of(by).filter(site_id=site_id).exists():
            raise Conflict(_("This site has a room already."))
        room = Room.objects.create(
            organisation_id=by.organisation_id, uid=uid, site_id=site_id, added_at=clock.now()
        )
        _place(room, stations, by)
        record(by, "room.added", "room", [room.pk], fields={"site": site_id, "stations": len(stations)})
    return room


def change_stations(room: Room, stations: Sequence[Placed], *, by: Actor) -> None:
    """Say which stations there are from now on. One at which somebody is stays. Raises DomainError."""
    by.require(CHANGE, site_id=room.site_id)
    _check(stations)
    with transaction.atomic():
        held = hold_room(room.site_id, by)
        numbers = {one.number for one in stations}
        taken = here(by, room.site_id).filter(state=State.STATION).values_list("station__number", flat=True)
        if left_out := sorted(set(taken) - numbers):
            message = _("Somebody is at station %(number)d. Let them leave it first.") % {
                "number": left_out[0]
            }
            raise DomainError(message)
        gone = Station.objects.of(by).filter(room=held, removed_at=None).exclude(number__in=numbers)
        gone.update(removed_at=clock.now())
        _place(held, stations, by)
        tell_boards(held, by)
        record(by, "room.stations_changed", "room", [held.pk], fields={"stations": len(stations)})


def pause_station(room: Room, number: int, *, paused: bool, by: Actor) -> None:
    """Take a station out of use for a while (cleaning, a fault), or put it back."""
    by.require(RECORD, site_id=room.site_id)
    with transaction.atomic():
        held = hold_room(room.site_id, by)
        found = Station.objects.of(by).filter(room=held, number=number, removed_at=None)
        found.update(paused_at=clock.now() if paused else None)
        tell_boards(held, by)
        fields: dict[str, Value] = {"number": number, "paused": paused}
        record(by, "room.station_paused", "room", [held.pk], fields=fields)


def enter_license(
    room: Room, *, people: int, covers: str, source: str, effective_from: date, by: Actor
) -> License:
    """Enter the licensed capacity from a day on; earlier ones stay. Raises DomainError without a source."""
    by.require(CHANGE, site_id=room.site_id)
    if not source.strip():
        message = _("Write where the number stands: the licence, with its date.")
        raise DomainError(message, fields={"source": message})
    with transaction.atomic():
        held = hold_room(room.site_id, by)
        entered = License.objects.create(
            organisation_id=by.organisation_id,
            room=held,
            people=people,
            covers=Covers(covers),
            source=source.strip(),
            effective_from=effective_from,
            entered_at=clock.now(),
            entered_by=by.staff_id,
        )
        tell_boards(held, by)
        fields: dict[str, Value] = {"people": people, "covers": covers, "from": effective_from.isoformat()}
        record(by, "room.license_entered", "room", [held.pk], fields=fields)
    return entered


def write_rules(room: Room, text: str, text_es: str, *, by: Actor) -> HouseRules:
    """Write the rules of the room anew; whoever agreed to an earlier wording is asked again."""
    by.require(CHANGE, site_id=room.site_id)
    with transaction.atomic():
        held = hold_room(room.site_id, by)
        newest = HouseRules.objects.of(by).filter(room=held).order_by("-version").first()
        written = HouseRules.objects.create(
            organisation_id=by.organisation_id,
            room=held,
            version=newest.version + 1 if newest else 1,
            text=text.strip(),
            text_es=text_es.strip(),
            written_at=clock.now(),
            written_by=by.staff_id,
        )
        record(by, "room.rules_written", "room", [held.pk], fields={"version": written.version})
    return written


def open_room(room: Room, *, by: Actor) -> Opening:
    """Open the room, or return the opening that is running."""
    by.require(RECORD, site_id=room.site_id)
    with transaction.atomic():
        held = hold_room(room.site_id, by)
        opening = open_if_closed(held, by)
        tell_boards(held, by)
    return opening


def open_if_closed(held: Room, by: Actor) -> Opening:
    """Return the running opening of a room that the caller has locked, begun now if there is none."""
    running = Opening.objects.of(by).filter(room=held, closed_at=None).first()
    if running is not None:
        return running
    opening = Opening.objects.create(
        organisation_id=by.organisation_id,
        room=held,
        opened_at=clock.now(),
        opened_by=by.staff_id,
        local_date=place_of_room(held.site_id, by).today,
    )
    record(by, "room.opened", "room", [held.pk])
    return opening


def close_room(room: Room, *, by: Actor) -> None:
    """Close the room, and keep for how many station minutes it was open. Raises Conflict while people are in.

    An opening that nobody closed counts for 36 hours at most.
    """
    by.require(RECORD, site_id=room.site_id)
    with transaction.atomic():
        held = hold_room(room.site_id, by)
        running = Opening.objects.of(by).filter(room=held, closed_at=None).first()
        if running is None:
            return
        if here(by, room.site_id).exists():
            raise Conflict(_("People are still here. Close when the last one has left."))
        stations = Station.objects.of(by).filter(room=held, removed_at=None, paused_at=None).count()
        now = clock.now()
        minutes = whole_minutes(running.opened_at, min(now, running.opened_at + LONGEST_OPENING))
        Opening.objects.of(by).filter(pk=running.pk).update(
            closed_at=now, closed_by=by.staff_id, stations=stations, station_minutes=stations * minutes
        )
        mark_days(by.organisation_id, [running.local_date])
        tell_boards(held, by)
        record(by, "room.closed", "room", [held.pk], fields={"minutes": minutes, "stations": stations})


def _check(stations: Sequence[Placed]) -> None:
    numbers = [one.number for one in stations]
    if not 1 <= len(numbers) <= MOST_STATIONS:
        raise DomainError(_("A room has from 1 to %(most)d stations.") % {"most": MOST_STATIONS})
    if len(set(numbers)) != len(numbers):
        raise DomainError(_("Two stations cannot have one number."))


def _place(room: Room, stations: Sequence[Placed], by: Actor) -> None:
    for one in stations:
        known = Station.objects.of(by).filter(room=room, number=one.number).first()
        if known is None:
            known = Station(organisation_id=by.organisation_id, room=room, number=one.number)
        known.kind = one.kind
        known.removed_at = None
        known.paused_at = (known.paused_at or clock.now()) if one.paused else None
        known.save()
