"""The service's part of the demo: a year of three machines and a cabinet, told by machines in software.

The shares and paces are figures of our own, shaped by what programmes publish as totals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.modules.interface import Demo
from meetpoint.core.organisations.actions import SiteDetails, add_site
from meetpoint.core.organisations.models import Organisation, Site, SiteKind
from meetpoint.core.supplies.actions.stock import Delivery, receive_stock
from meetpoint.core.supplies.queries.catalogue import ItemFacts, catalogue
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.vending.actions.audits import take_file
from meetpoint.services.vending.actions.machines import MachineDetails, Placed, add_machine, place_items
from meetpoint.services.vending.actions.restocking import Refill, restock
from meetpoint.services.vending.actions.tokens import Limit, issue_token, set_limit
from meetpoint.services.vending.actions.watching import add_up
from meetpoint.services.vending.credentials import mark_of
from meetpoint.services.vending.intake.envelope import Raw, topic_of
from meetpoint.services.vending.intake.outages import fell_silent
from meetpoint.services.vending.intake.taking import take_in
from meetpoint.services.vending.models import Access, Machine, MachineKind
from meetpoint.services.vending.simulating.audit_file import audit_file
from meetpoint.services.vending.simulating.device import Device
from meetpoint.services.vending.simulating.running import AREAS, JAMS, device_of

DAYS, FEWEST_DAYS = 365, 28
CONTACTS_A_DAY = 50
"""A demo that was asked for few contacts gets a shorter history of its machines, too."""
CODES = 12
HOURS = (7, 3, 2, 2, 1, 1, 1, 2, 3, 4, 4, 4, 5, 5, 5, 5, 5, 6, 6, 7, 8, 9, 9, 8)
"""How busy the hours of a day are: machines are used most when everything else is closed."""
WEEKEND = 1.3


@dataclass(frozen=True, kw_only=True)
class Story:
    """One machine of the demo: vends a day, and after how many days somebody comes to fill it."""

    slug: str
    name: str
    area: str
    place: str
    access: Access
    pace: float
    every: tuple[int, int]
    kind: MachineKind = MachineKind.MACHINE
    is_public: bool = True
    last_filled_days_ago: int = 2


STORIES = (
    Story(
        slug="library-machine",
        name="Vending machine, library",
        area="Old Port",
        place="Main library, side entrance, day and night",
        access=Access.OPEN,
        pace=4.2,
        every=(9, 14),
        last_filled_days_ago=3,
    ),
    Story(
        slug="bus-station-machine",
        name="Vending machine, bus station",
        area="Union Square",
        place="Bus station, beside platform 4, from 5 in the morning until 1 at night",
        access=Access.DEMOGRAPHIC,
        pace=3.4,
        every=(12, 18),
        last_filled_days_ago=24,
    ),
    Story(
        slug="clinic-machine",
        name="Vending machine, clinic",
        area="Northside",
        place="Union Clinic, under the roof at the door",
        access=Access.TOKEN,
        pace=2.2,
        every=(14, 21),
        last_filled_days_ago=5,
    ),
    Story(
        slug="naloxone-box",
        name="Wall box for naloxone, Eastgate",
        area="Eastgate",
        place="Eastgate underpass",
        access=Access.OPEN,
        pace=0.25,
        every=(20, 30),
        kind=MachineKind.CABINET,
        is_public=False,
        last_filled_days_ago=6,
    ),
)
WANTED = (
    ("naloxone", 16, 5, 3.0),
    ("test_strips", 30, 8, 4.0),
    ("wound", 12, 3, 1.2),
    ("smoking", 20, 5, 2.0),
)
"""Kind of supplies, how many fit in, the minimum, and how much it is wanted."""


def after(actor: Actor, random: Random) -> None:
    """Add machines that began a year ago, and everything that happened at them since."""
    system = Actor.system(actor.organisation_id, "demo")
    organisation = Organisation.objects.get(pk=actor.organisation_id)
    items = _items(actor.organisation_id)
    source = Site.objects.of(system).filter(kind=SiteKind.FIXED, closed_on=None).order_by("pk").first()
    if not items or source is None:
        return
    now = clock.now()
    days = _days(actor.organisation_id)
    began = now - timedelta(days=days)
    with clock.stand_at(began):
        machines = [_machine(story, items, system) for story in STORIES]
        set_limit(
            Limit(item_id=items[1].id, most=4, days=7, source="Decision of the programme, 2025"), by=system
        )
        codes = [issue_token(by=system)[1] for _code in range(CODES)]
    for story, machine in zip(STORIES, machines, strict=True):
        teller = _Teller(story, machine, organisation, source, codes, random)
        teller.tell(began, now)
        add_up(system, machine, days=days)
    _something_to_look_at(organisation, machines[0], system)
    # Machines that were not told of codes since are told of all of them when they next come up.
    with clock.stand_at(now):
        fell_silent(system, machines[2], at=now - timedelta(hours=5))
    Machine.objects.of(system).filter(pk=machines[2].pk).update(seen_at=now - timedelta(hours=5))


def _days(organisation_id: int) -> int:
    """Return how long machines have been there: a year, or less in a small demo."""
    return min(DAYS, max(FEWEST_DAYS, Encounter.objects.of(organisation_id).count() // CONTACTS_A_DAY))


def _items(organisation_id: int) -> list[ItemFacts]:
    """Return one item of each kind that machines hold, where there is one: kits before loose doses."""
    found = []
    for kind, *_numbers in WANTED:
        of_kind = [
            item for item in catalogue(organisation_id).values() if item.kind == kind and not item.retired
        ]
        of_kind.sort(key=lambda item: (item.unit != "kit", not item.on_log, item.order))
        found += of_kind[:1]
    return found if len(found) > 1 else []


def _machine(story: Story, items: Sequence[ItemFacts], system: Actor) -> Machine:
    details = SiteDetails(name=story.name, slug=story.slug, kind=SiteKind.VENDING, area=story.area)
    site = add_site(details, by=system)
    added = add_machine(
        uuid7(),
        MachineDetails(
            site_id=site.pk,
            device=story.slug,
            kind=story.kind,
            model="SD5000" if story.kind == MachineKind.MACHINE else "",
            serial=f"DEMO-{story.slug[:12].upper()}" if story.kind == MachineKind.MACHINE else "",
            access=story.access,
            is_public=story.is_public,
            place=story.place,
        ),
        by=system,
    )
    place_items(added, _placed(story, items), by=system)
    return Machine.objects.of(system).select_related("site", "organisation").get(pk=added.pk)


def _placed(story: Story, items: Sequence[ItemFacts]) -> list[Placed]:
    if story.kind == MachineKind.CABINET:
        return [Placed(selection="A1", item_id=items[0].id, capacity=4, minimum=1)]
    numbers = {kind: (capacity, minimum) for kind, capacity, minimum, _weight in WANTED}
    return [
        Placed(
            selection=f"A{place}",
            item_id=item.id,
            capacity=numbers[item.kind][0],
            minimum=numbers[item.kind][1],
        )
        for place, item in enumerate(items, start=1)
    ]


class _Teller:
    """Lets people use one machine for a year, in stretches from one refill to the next."""

    def __init__(
        self,
        story: Story,
        machine: Machine,
        organisation: Organisation,
        source: Site,
        codes: Sequence[str],
        random: Random,
    ) -> None:
        self.story, self.machine, self.organisation, self.source = story, machine, organisation, source
        self.codes, self.random = codes, random
        self.system = Actor.system(organisation.pk, "demo")
        self.zone = ZoneInfo(organisation.time_zone)
        self.device: Device = device_of(machine, organisation)
        self.device.marks = {mark_of(code, self.device.code_key): "9999-12-31" for code in codes}
        self.reads = 0

    def tell(self, began: datetime, now: datetime) -> None:
        """Tell everything from one moment to another."""
        for slot in self.device.slots.values():
            slot.level = 0
        at = began
        self.device.start("demo-boot", at)
        stops = list(self._stops(began, now))
        for here, following in zip(stops, [*stops[1:], now], strict=True):
            self._fill(here)
            self._people(here + timedelta(hours=1), following)
            with clock.stand_at(following):
                self._hand_in()
        self._audits(now)

    def _stops(self, began: datetime, now: datetime) -> Iterator[datetime]:
        last = now - timedelta(days=self.story.last_filled_days_ago)
        at = began
        while at < last - timedelta(days=4):
            yield self._at_hour(at, self.random.randint(9, 16))
            at += timedelta(days=self.random.randint(*self.story.every))
        yield last

    def _fill(self, at: datetime) -> None:
        fills = {name: slot.capacity for name, slot in self.device.slots.items()}
        added = {name: slot.capacity - slot.level for name, slot in self.device.slots.items()}
        with clock.stand_at(at):
            self._deliver(added, at)
            restock(
                Refill(
                    uid=uuid7(int(at.timestamp() * 1000), entropy=self.random.randbytes(10)),
                    site_id=self.machine.site_id,
                    occurred_at=at,
                    now=fills,
                    found={name: slot.level for name, slot in self.device.slots.items()},
                    source_id=self.source.pk,
                ),
                by=self.system,
            )
        for name, count in fills.items():
            self.device.slots[name].level = count
        if self.random.random() < 0.3:
            self.device.warm(round(self.random.gauss(19, 4), 1), at + timedelta(minutes=20))

    def _deliver(self, added: dict[str, int], at: datetime) -> None:
        """Bring to the source what the machine is filled with, so that its own shelf is left as it was."""
        by_item: dict[int, int] = {}
        for name, units in added.items():
            item_id = self._item_of(name)
            by_item[item_id] = by_item.get(item_id, 0) + units
        lots = f"VM{at:%y%m}"
        deliveries = [
            Delivery(
                site_id=self.source.pk,
                item_id=item_id,
                quantity=units,
                lot_number=lots,
                expires_on=datetime(at.year + 3, at.month, 1, tzinfo=UTC).date(),
            )
            for item_id, units in by_item.items()
            if units
        ]
        if deliveries:
            receive_stock(deliveries, by=self.system, batch=uuid7(entropy=self.random.randbytes(10)))

    def _item_of(self, selection: str) -> int:
        slugs = {item.slug: item.id for item in catalogue(self.organisation.pk).values()}
        return slugs[self.device.slots[selection].sku]

    def _people(self, since: datetime, until: datetime) -> None:
        weights = [next(w for k, _c, _m, w in WANTED if k == self._kind(name)) for name in self.device.slots]
        for at in self._moments(since, until):
            name = self.random.choices(list(self.device.slots), weights)[0]
            if self.story.kind == MachineKind.CABINET:
                self._open(name, at)
                continue
            answers = {"zip3": self.random.choice(AREAS), "birth_year": self.random.randint(1958, 2005)}
            code = self.random.choice(self.codes) if self.story.access == Access.TOKEN else ""
            self.device.ask(name, at, code=code, answers=answers, jams=self.random.random() < JAMS)

    def _open(self, name: str, at: datetime) -> None:
        if self.device.slots[name].level:
            self.device.slots[name].level -= 1
            self.device.open_door(at)

    def _kind(self, selection: str) -> str:
        slug = self.device.slots[selection].sku
        return next(item.kind for item in catalogue(self.organisation.pk).values() if item.slug == slug)

    def _moments(self, since: datetime, until: datetime) -> list[datetime]:
        days = max(0, (until - since) / timedelta(days=1))
        wanted = int(self.random.gauss(self.story.pace * days, (self.story.pace * days) ** 0.5))
        found = []
        for _vend in range(max(0, wanted)):
            day = since + timedelta(days=self.random.random() * days)
            at = self._at_hour(day, self.random.choices(range(24), HOURS)[0])
            if since < at < until and (day.weekday() >= 5 or self.random.random() < 1 / WEEKEND):
                found.append(at)
        return sorted(found)

    def _at_hour(self, day: datetime, hour: int) -> datetime:
        local = day.astimezone(self.zone).date()
        minute = self.random.randrange(60)
        return datetime.combine(local, time(hour, minute, self.random.randrange(60)), self.zone).astimezone(
            UTC
        )

    def _hand_in(self) -> None:
        take_in([Raw(message.topic, message.payload) for message in self.device.waiting])
        self.device.waiting.clear()

    def _audits(self, now: datetime) -> None:
        """Read the counters now, as somebody with a cable would; the first read is where they begin."""
        if not self.machine.serial:
            return
        self.reads += 1
        local = now.astimezone(self.zone)
        content = audit_file(self.device, local, serial=self.machine.serial, read=self.reads)
        take_file(content, by=self.system)


def _something_to_look_at(organisation: Organisation, machine: Machine, system: Actor) -> None:
    topic = topic_of(organisation.slug, machine.device, "vend")
    now = clock.now().isoformat()
    body = f'{{"v":1,"device":"{machine.device}","boot":"demo-odd","seq":0,"ts":"{now}"'
    take_in([Raw(topic, f'{body},"sel":"F9","qty":1,"result":"dispensed"}}'.encode())])


DEMO = Demo(after=after, order=60)
