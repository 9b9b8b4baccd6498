"""The station board: what every screen of a room shows at one moment. No code, no name, no alias."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from meetpoint.core.supplies.queries.places import places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.services.supervised_consumption.models import (
    Event,
    License,
    Opening,
    Room,
    State,
    Station,
    StepKind,
    Visit,
)
from meetpoint.services.supervised_consumption.models.events import Step
from meetpoint.services.supervised_consumption.queries.visits import here, license_of, recent_stays
from meetpoint.services.supervised_consumption.rules import counted, expected_wait


@dataclass(frozen=True, slots=True)
class Tile:
    """One station: free, paused, in use, or with an emergency. `last_step` is what was done last."""

    station: Station
    visit: Visit | None = None
    event: Event | None = None
    last_step: str = ""

    @property
    def word(self) -> str:
        if self.event is not None:
            return "event"
        if self.visit is not None:
            return "used" if self.visit.consumed_at else "taken"
        return "paused" if self.station.paused_at else "free"

    @property
    def since(self) -> datetime | None:
        """From when the clock of the tile runs: the emergency, the use, or sitting down."""
        if self.event is not None:
            return self.event.recognised_at
        return (self.visit.consumed_at or self.visit.seated_at) if self.visit else None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody in line, and in how many minutes a station may be theirs; None where that cannot be told."""

    visit: Visit
    position: int
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many of whom the licence counts are in. `license` is None where nobody entered it."""

    inside: int
    license: License | None

    @property
    def is_full(self) -> bool:
        return self.license is not None and self.inside >= self.license.people


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on the screens of a room. `stays` are the minutes on which waits rest."""

    room: Room
    tiles: Sequence[Tile]
    waiting: Sequence[Waiting]
    aftercare: Sequence[Visit]
    elsewhere: Sequence[Tile]
    capacity: Capacity
    opening: Opening | None
    stays: Sequence[int]
    now: datetime

    @property
    def mean_stay(self) -> int:
        return round(sum(self.stays) / len(self.stays)) if self.stays else 0

    @property
    def free(self) -> int:
        return sum(tile.word == "free" for tile in self.tiles)

    @property
    def next_waits(self) -> int | None:
        """How many minutes the next person who comes in may wait."""
        return _wait(len(self.waiting) + 1, self.tiles, self.capacity, self.stays)


def board_of(room: Room, by: Actor) -> Board:
    """Return the board of a room as it stands now."""
    now = clock.now()
    stations = list(Station.objects.of(by).filter(room=room, removed_at=None).order_by("number"))
    present = list(here(by, room.site_id))
    running = Event.objects.of(by).filter(site_id=room.site_id, resolved_at=None, voided_at=None)
    events = list(running.order_by("recognised_at"))
    today = places_of(by, site_id=room.site_id)[room.site_id].today
    license = license_of(by, room.pk, today)
    inside = counted([one.state for one in present], license.covers if license else "inside")
    capacity = Capacity(inside, license)
    stays = recent_stays(by, room.site_id, now)
    tiles = _tiles(stations, present, events, _last_steps(events, by))
    on_tiles = {tile.event.pk for tile in tiles if tile.event}
    line = [one for one in present if one.state == State.WAITING]
    return Board(
        room=room,
        tiles=tiles,
        waiting=[
            Waiting(one, place, _wait(place, tiles, capacity, stays))
            for place, one in enumerate(line, start=1)
        ],
        aftercare=[one for one in present if one.state == State.AFTERCARE],
        elsewhere=[Tile(Station(), event=one) for one in events if one.pk not in on_tiles],
        capacity=capacity,
        opening=Opening.objects.of(by).filter(room=room, closed_at=None).first(),
        stays=stays,
        now=now,
    )


def _tiles(
    stations: Sequence[Station], present: Sequence[Visit], events: Sequence[Event], steps: dict[int, str]
) -> list[Tile]:
    sitting = {one.station_id: one for one in present if one.state == State.STATION}
    by_visit = {event.visit_id: event for event in events if event.visit_id}
    by_number = {event.station_number: event for event in events if event.station_number is not None}
    tiles = []
    for station in stations:
        visit = sitting.get(station.pk)
        event = by_visit.get(visit.pk) if visit else None
        event = event or by_number.get(station.number)
        tiles.append(Tile(station, visit, event, steps.get(event.pk, "") if event else ""))
    return tiles


def _last_steps(events: Sequence[Event], by: Actor) -> dict[int, str]:
    if not events:
        return {}
    rows = Step.objects.of(by).filter(event_id__in=[one.pk for one in events], undone_at=None)
    newest = rows.order_by("at", "pk").values_list("event_id", "kind")
    return {event_id: str(StepKind(kind).label) for event_id, kind in newest}


def _wait(position: int, tiles: Sequence[Tile], capacity: Capacity, stays: Sequence[int]) -> int | None:
    """Return the expected wait: none for as many as there are free stations that the licence lets be used."""
    usable = sum(tile.word != "paused" for tile in tiles)
    free = sum(tile.word == "free" for tile in tiles)
    if capacity.license is not None:
        usable = min(usable, capacity.license.people)
        free = min(free, max(0, capacity.license.people - capacity.inside))
    if position <= free:
        return 0
    return expected_wait(position - free, usable, stays)
