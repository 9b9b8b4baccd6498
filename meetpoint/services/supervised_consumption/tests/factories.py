"""Ready-made rooms, visits and taps for tests."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from meetpoint.core.organisations.actions import Ground, set_option
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.supervised_consumption.actions.moving import leave, seat, to_aftercare
from meetpoint.services.supervised_consumption.actions.responding import Tap, TapType, take_taps
from meetpoint.services.supervised_consumption.actions.rooms import Placed, add_room, enter_license
from meetpoint.services.supervised_consumption.actions.visits import CheckIn, Told, Use, check_in
from meetpoint.services.supervised_consumption.models import Event, Room, Visit

LONG_AGO = date(2020, 1, 1)


def room_at(site: Site, stations: int = 3) -> Room:
    """Return the room of a site, made with some stations when there is none."""
    system = Actor.system(site.organisation_id, "tests")
    known = Room.objects.of(system).filter(site=site).first()
    placed = [Placed(number=number) for number in range(1, stations + 1)]
    return known or add_room(uuid7(), site.pk, placed, by=system)


def licensed(site: Site, people: int, covers: str = "inside") -> None:
    system = Actor.system(site.organisation_id, "tests")
    enter_license(
        room_at(site), people=people, covers=covers, source="Licence 12", effective_from=LONG_AGO, by=system
    )


def arrived(by: Actor, site: Site, **more: Any) -> Visit:
    """Somebody who has just come in and heard the rules."""
    room_at(site)
    told = {
        name: more.pop(name) for name in ("substances", "place_otherwise", "alone", "link") if name in more
    }
    told["substances"] = [Use(*one) for one in told.get("substances", ())]
    new = {"uid": uuid7(), "rules_heard": True, **more}
    return check_in(CheckIn(site_id=site.pk, told=Told(**told), **new), by=by)


def seated(by: Actor, site: Site, number: int = 1, **more: Any) -> Visit:
    visit = arrived(by, site, **more)
    seat(visit, number, by=by)
    return fresh(visit)


def stayed(by: Actor, site: Site, minutes: int, **more: Any) -> Visit:
    """Somebody who had station 1 for some minutes up to now, and has left."""
    now = clock.now()
    with clock.stand_at(now - timedelta(minutes=minutes)):
        visit = seated(by, site, **more)
    with clock.stand_at(now):
        to_aftercare(visit, by=by)
        leave(visit, "normal", by=by)
    return fresh(visit)


def fresh(visit: Visit) -> Visit:
    return Visit.objects.of(visit.organisation_id).select_related("encounter", "station").get(pk=visit.pk)


def tap(event: UUID, type: str = "step", **more: Any) -> Tap:
    said = {"uid": uuid7(), "at": clock.now(), **more}
    return Tap(event=event, type=TapType(type), **said)


def respond(by: Actor, site: Site, *taps: Tap, sent_at: datetime | None = None) -> Event:
    """Take taps in and return the event of the first."""
    room_at(site)
    events = take_taps(site.pk, taps, sent_at or clock.now(), by=by)
    return events[0]


def emergency(by: Actor, site: Site, **more: Any) -> Event:
    """An event that has just begun at a station, or anywhere."""
    uid = uuid7()
    return respond(by, site, tap(uid, "begin", **more))


def entered(by: Actor, name: str, value: object) -> None:
    """Enter a value of the place, as its medical director does."""
    ground = Ground(source="Site protocol 3", effective_from=LONG_AGO, verified_by="Dr. Okafor")
    set_option(name, str(value), ground, by=Actor.system(by.organisation_id, "tests"))
