"""A made-up room: ten days of visits in six weeks, some emergencies, and what goes on there now.

Nothing is a target. No threshold is entered: the demo shows a room as it is before its medical director has
entered any.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from meetpoint.core.modules.interface import Demo
from meetpoint.core.organisations.actions import SiteDetails, add_site
from meetpoint.core.organisations.models import Organisation, Site, SiteKind
from meetpoint.core.people.models import Participant
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.supervised_consumption.actions import rooms
from meetpoint.services.supervised_consumption.actions.moving import (
    Care,
    Look,
    leave,
    look_after,
    note_use,
    observe,
    seat,
    to_aftercare,
)
from meetpoint.services.supervised_consumption.actions.reporting import Account, tell_event
from meetpoint.services.supervised_consumption.actions.responding import Tap, TapType, take_taps
from meetpoint.services.supervised_consumption.actions.visits import CheckIn, Told, Use, check_in
from meetpoint.services.supervised_consumption.models import Alone, PlaceOtherwise, Room, StationKind, Visit

DAYS, EVERY = 10, 4
"""Days on which it opened, and every how many: so few, and yet the month that is over is not empty."""
VISITS_A_DAY = 6
OPENS, HOURS = 10, 8
LICENSED = 8
STATIONS = 8
WITH_CODE = 0.7
OVERDOSES = 0.03
"""Higher than what OnPoint and Insite report, so that a few can be seen among so few visits."""

USES = (
    (("fentanyl",), "smoke"), (("fentanyl",), "smoke"), (("fentanyl",), "inject"), (("heroin",), "inject"),
    (("methamphetamine",), "smoke"), (("crack",), "smoke"), (("heroin", "cocaine"), "inject"),
    (("cocaine",), "snort"),
)  # fmt: skip
RULES = (
    "Bring your own; nothing is sold, shared or passed on here.\n"
    "Staff do not help with use. They stay, and they act when something goes wrong.\n"
    "No violence, no pictures. You can leave whenever you want; we ask you to rest first."
)
RULES_ES = (
    "Traiga lo suyo; aquí no se vende, ni se comparte, ni se pasa nada.\n"
    "El personal no ayuda a consumir. Se queda con usted y actúa si algo va mal.\n"
    "Sin violencia y sin fotos. Puede irse cuando quiera; le pedimos que antes descanse."
)


class Days:
    """Tells the days of one room through the doors that staff use."""

    def __init__(self, room: Room, by: Actor, random: Random) -> None:
        self.room, self.by, self.random = room, by, random
        ids = Participant.objects.of(by).filter(erased_at=None, merged_into=None)
        self.people = list(ids.order_by("pk").values_list("pk", flat=True)[:40])

    def tell(self, opened: datetime, visits: int) -> None:
        """Open the room, let people come one after the other, close it."""
        with clock.stand_at(opened):
            rooms.open_room(self.room, by=self.by)
        gap = timedelta(hours=HOURS) / visits
        for number in range(visits):
            self._visit(opened + gap * number + timedelta(minutes=self.random.randrange(10)))
        with clock.stand_at(opened + timedelta(hours=HOURS, minutes=50)):
            rooms.close_room(self.room, by=self.by)

    def _visit(self, at: datetime) -> None:
        stay = timedelta(minutes=self.random.randint(12, 35))
        visit = self.come(at)
        begins = at + timedelta(minutes=self.random.choice((0, 1, 2, 6, 12)))
        with clock.stand_at(begins):
            seat(visit, self.random.randint(1, STATIONS), by=self.by)
            note_use(visit, by=self.by)
        if self.random.random() < OVERDOSES:
            self.overdose(visit, begins + timedelta(minutes=3))
        with clock.stand_at(begins + stay):
            to_aftercare(visit, by=self.by)
            if self.random.random() < 0.3:
                given = Care(wound_care=self.random.random() < 0.4, education=True, kit_given=True)
                look_after(visit, given, by=self.by)
            leave(visit, "normal", by=self.by)

    def come(self, at: datetime, *, alias: str = "") -> Visit:
        """Let somebody come in."""
        words, route = self.random.choice(USES)
        told = Told(
            substances=[Use(word, route) for word in words],
            place_otherwise=self.random.choice(PlaceOtherwise.values),
            alone=self.random.choice(Alone.values),
        )
        known = self.random.choice(self.people) if self.people and self.random.random() < WITH_CODE else None
        new = CheckIn(
            uid=uuid7(int(at.timestamp() * 1000), entropy=self.random.randbytes(10)),
            site_id=self.room.site_id,
            participant_id=known,
            alias="" if known else alias,
            wants=StationKind.ANY,
            rules_heard=True,
            told=told,
        )
        with clock.stand_at(at):
            return check_in(new, by=self.by)

    def overdose(self, visit: Visit, at: datetime, *, over: bool = True) -> None:
        """Tap through a reversal."""
        event = self._uid(at)
        steps = [(14, "stimulate"), (25, "airway"), (40, "oxygen"), (70, "naloxone"), (95, "rescue_breath")]
        taps = [Tap(uid=event, event=event, type=TapType.BEGIN, at=at, visit=visit.uid)]
        for seconds, kind in steps:
            when, is_dose = at + timedelta(seconds=seconds), kind == "naloxone"
            taps.append(
                Tap(
                    uid=self._uid(when),
                    event=event,
                    type=TapType.STEP,
                    at=when,
                    kind=kind,
                    naloxone_mg=Decimal(4) if is_dose else None,
                    naloxone_route="IN" if is_dose else "",
                )
            )
        if over:
            end = at + timedelta(minutes=9)
            taps.append(Tap(uid=self._uid(end), event=event, type=TapType.END, at=end))
        with clock.stand_at(min(at + timedelta(minutes=10), clock.now())):
            (told,) = take_taps(self.room.site_id, taps, clock.now(), by=self.by)
            if over:
                account = Account(kind="opioid_od", outcome="resolved_on_site", lowest_breaths=4)
                tell_event(told, account, by=self.by)

    def now(self, now: datetime) -> None:
        """Tell of the room as it is at this moment: people at stations, in line, resting, one emergency."""
        for number, minutes in ((1, 24), (2, 9), (5, 15), (7, 4)):
            visit = self.come(now - timedelta(minutes=minutes))
            with clock.stand_at(now - timedelta(minutes=minutes - 1)):
                seat(visit, number, by=self.by)
            if number != 7:
                with clock.stand_at(now - timedelta(minutes=minutes - 3)):
                    note_use(visit, by=self.by)
                    observe(visit, Look(uid=uuid7(entropy=self.random.randbytes(10))), by=self.by)
            if number == 5:
                self.overdose(visit, now - timedelta(minutes=2), over=False)
        resting = self.come(now - timedelta(minutes=50))
        with clock.stand_at(now - timedelta(minutes=45)):
            seat(resting, 3, by=self.by)
        with clock.stand_at(now - timedelta(minutes=12)):
            to_aftercare(resting, by=self.by)
        self.come(now - timedelta(minutes=6), alias="Blue Cap")
        self.come(now - timedelta(minutes=2))
        rooms.pause_station(self.room, 8, paused=True, by=self.by)

    def _uid(self, at: datetime) -> UUID:
        return uuid7(int(at.timestamp() * 1000), entropy=self.random.randbytes(10))


def after(actor: Actor, random: Random) -> None:
    """Add a room with its last days, and what goes on there now."""
    system = Actor.system(actor.organisation_id, "demo")
    now = clock.now()
    zone = ZoneInfo(Organisation.objects.values_list("time_zone", flat=True).get(pk=actor.organisation_id))
    first = now.astimezone(zone).date() - timedelta(days=DAYS * EVERY)
    site = _site(system)
    room = rooms.add_room(
        uuid7(entropy=random.randbytes(10)),
        site.pk,
        [
            rooms.Placed(number=number, kind="smoking" if number > 5 else "any")
            for number in range(1, STATIONS + 1)
        ],
        by=system,
    )
    rooms.enter_license(
        room,
        people=LICENSED,
        covers="inside",
        source="Licence of the demo; it is made up",
        effective_from=first,
        by=system,
    )
    rooms.write_rules(room, RULES, RULES_ES, by=system)
    days = Days(room, system, random)
    for ago in range(DAYS * EVERY, 0, -EVERY):
        day = now.astimezone(zone).date() - timedelta(days=ago)
        days.tell(datetime.combine(day, time(OPENS), zone), VISITS_A_DAY)
    days.now(now)


def _site(system: Actor) -> Site:
    return add_site(
        SiteDetails(name="Harbor Room", slug="harbor-room", kind=SiteKind.CONSUMPTION_ROOM, area="Old Port"),
        by=system,
    )


DEMO = Demo(after=after, order=65)
