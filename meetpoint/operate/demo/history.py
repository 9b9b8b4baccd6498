"""Three years of contacts, shift by shift, through the same door as every other encounter."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count, groupby
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from meetpoint.core.encounters.actions import record_encounters, void_encounter
from meetpoint.core.encounters.entry import NewEncounter
from meetpoint.core.encounters.models import PlaceType
from meetpoint.core.modules.forms import EncounterForm
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import SiteKind
from meetpoint.core.people.actions import enrol_participant, replace_code
from meetpoint.core.people.models import Participant, RetiredReason
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.operate.demo.baskets import Baskets
from meetpoint.operate.demo.crowd import Crowd, Regular
from meetpoint.operate.demo.deliveries import Deliveries
from meetpoint.operate.demo.seasons import Shift, shifts
from meetpoint.operate.demo.story import TIME_ZONE, YEARS
from meetpoint.operate.demo.world import World, drawn_uid

DAYS = YEARS * 365
_FORGETS = 0.012
_VOIDED = 0.004
_MOST_PER_BATCH = 250


@dataclass(frozen=True, slots=True)
class Contact:
    """What a service's demo may know about a made-up contact."""

    kinds: Mapping[str, int]
    local_date: date
    participant_id: int | None
    heavy: bool


class History:
    """Writes the demo's encounters; `tell` yields how many each step added, for a progress bar."""

    def __init__(self, world: World, total: int, random: Random, *, until: datetime) -> None:
        self._world, self._total, self._random = world, total, random
        self._zone = ZoneInfo(TIME_ZONE)
        self._until = until.astimezone(self._zone)
        last = self._until.date()
        self._baskets = Baskets(world.items, random)
        self._deliveries = Deliveries(world, random)
        first = last - timedelta(days=DAYS)
        self._crowd = Crowd(int(total * 0.68), first=first, last=last, random=random)
        self._turns = count()
        self._sayings = [m.demo.sections for m in registry() if m.demo and m.demo.sections]

    def tell(self) -> Iterator[int]:
        """Record everything, one month in a transaction."""
        plan = shifts(self._total, until=self._until, days=DAYS, random=self._random)
        for _month, month in groupby(plan, key=lambda shift: (shift.day.year, shift.day.month)):
            with transaction.atomic():
                for shift in month:
                    yield self._work(shift)

    def _work(self, shift: Shift) -> int:
        ends = datetime.combine(shift.day, time(), self._zone) + timedelta(
            hours=shift.site.closes, minutes=20
        )
        with clock.stand_at(ends):
            for start in range(0, shift.contacts, _MOST_PER_BATCH):
                by = self._world.on_duty(shift.site, next(self._turns))
                self._record(shift, min(_MOST_PER_BATCH, shift.contacts - start), by)
        if shift.day < self._until.date():
            self._deliveries.after(shift)
        return shift.contacts

    def _record(self, shift: Shift, contacts: int, by: Actor) -> None:
        moments = sorted(self._moment(shift) for _ in range(contacts))
        batch = [self._contact(shift, moment, by) for moment in moments]
        record_encounters(batch, by=by)
        self._deliveries.used(shift, batch)
        for new in batch:
            if self._random.random() < _VOIDED:
                void_encounter(new.uid, reason="mistake", by=by)

    def _moment(self, shift: Shift) -> datetime:
        seconds = int(self._random.betavariate(1.8, 1.8) * (shift.until - shift.site.opens) * 3600)
        return datetime.combine(shift.day, time(), self._zone) + timedelta(
            hours=shift.site.opens, seconds=seconds
        )

    def _contact(self, shift: Shift, moment: datetime, by: Actor) -> NewEncounter:
        if self._is_rush(shift):
            return self._group(shift, moment)
        regular = self._visitor(shift, by)
        others = self._random.choice((1, 1, 2, 3, 4)) if self._random.random() < 0.14 else 0
        heavy = regular is not None and regular.heavy
        items, kinds = self._baskets.fill(heavy=heavy, for_others=others)
        person = regular.participant if regular else None
        contact = Contact(kinds, shift.day, person.pk if person else None, heavy)
        return NewEncounter(
            uid=drawn_uid(self._random, moment),
            site_id=self._world.site_ids[shift.site.slug],
            occurred_at=moment,
            participant_id=contact.participant_id,
            items=items,
            sections=self._sections(contact, by),
            for_others=others,
            place_type=self._place(shift),
        )

    def _group(self, shift: Shift, moment: datetime) -> NewEncounter:
        people = self._random.randint(6, 30)
        syringes = next((i for i in self._world.items.values() if i.kind == "syringes" and i.on_log), None)
        return NewEncounter(
            uid=drawn_uid(self._random, moment),
            site_id=self._world.site_ids[shift.site.slug],
            occurred_at=moment,
            items={syringes.id: people * 10} if syringes else {},
            people=people,
            count_only=True,
        )

    def _is_rush(self, shift: Shift) -> bool:
        counting_week = shift.day.month % 3 == 1 and 8 <= shift.day.day <= 14
        return counting_week and shift.site.kind == SiteKind.OUTREACH and self._random.random() < 0.25

    def _place(self, shift: Shift) -> str:
        if shift.site.kind != SiteKind.OUTREACH:
            return ""
        return self._random.choice(
            (PlaceType.STREET, PlaceType.CAMP, PlaceType.CAMP, PlaceType.VEHICLE)
        ).value

    def _sections(self, contact: Contact, by: Actor) -> dict[str, Mapping[str, Any]]:
        said: dict[str, Mapping[str, Any]] = {}
        for sections in self._sayings:
            said.update(sections(self._random, contact))
        forms = registry().forms
        return {slug: values for slug, values in said.items() if _may_fill_in(by, forms[slug])}

    def _visitor(self, shift: Shift, by: Actor) -> Regular | None:
        if self._random.random() < shift.site.anonymous:
            return None
        regular = self._crowd.visitor(shift.site, shift.day)
        if regular is None:
            return None
        if regular.participant is None:
            regular.participant = self._enrol(by)
        elif self._random.random() < _FORGETS:
            self._forget(regular, by)
        return regular

    def _forget(self, regular: Regular, by: Actor) -> None:
        if self._random.random() < 0.5 and regular.participant is not None:
            replace_code(regular.participant, by=by, reason=RetiredReason.LOST)
        else:
            regular.participant = self._enrol(by)

    def _enrol(self, by: Actor) -> Participant:
        return enrol_participant(by=by).participant


def _may_fill_in(by: Actor, form: EncounterForm) -> bool:
    return not form.permission or by.may(form.permission)
