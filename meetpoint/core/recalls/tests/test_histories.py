"""Whatever happens to stock, a recall reaches exactly what a naive model of the shelves says it does.

The model keeps units on shelves by (site, lot), which lots of kits got units of which lots, and the lots
that every standing encounter drew from. It knows nothing of ledgers, batches or balances.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetpoint.core.encounters.actions import correct_encounter, void_encounter
from meetpoint.core.encounters.entry import Recorded
from meetpoint.core.encounters.tests.factories import encounter, make_participant, new_encounter
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.recalls.queries import encounters_reached, everything_reached, people_concerned
from meetpoint.core.recalls.tests.factories import recall
from meetpoint.core.supplies import actions
from meetpoint.core.supplies.actions import Count, Delivery, Draw, Packing
from meetpoint.core.supplies.models import Balance, DisposalReason, Item, Lot
from meetpoint.core.supplies.tests.factories import make_item
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError

pytestmark = pytest.mark.django_db

Shelf = tuple[int, int]
EXPIRES = {"A": 300, "B": 200, "C": 100}
PARTS = {"kit": {"vial": 2, "syringe": 1}, "big": {"kit": 1, "syringe": 1}}


@dataclass
class Naive:
    """Shelves, kits and contacts as somebody with a pencil would keep them."""

    shelves: dict[Shelf, int] = field(default_factory=lambda: defaultdict(int))
    item: dict[int, str] = field(default_factory=dict)
    expires: dict[int, date] = field(default_factory=dict)
    inside: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    contacts: dict[int, set[int]] = field(default_factory=dict)
    person: dict[int, int | None] = field(default_factory=dict)

    def draw_again(
        self, site_id: int, item: str, wanted: int, before: list[tuple[int, int]]
    ) -> list[tuple[int, int]]:
        """Take what was taken before, as far as it is wanted, and more first expired first."""
        kept = []
        for lot, units in before:
            units = min(units, wanted)
            self.shelves[site_id, lot] -= units
            wanted -= units
            kept += [(lot, units)] if units else []
        return kept + self.draw(site_id, item, wanted)

    def draw(self, site_id: int, item: str, wanted: int) -> list[tuple[int, int]]:
        """Take units first expired first; what is not there is simply not taken."""
        lots = [lot for (at, lot), units in self.shelves.items() if at == site_id and units > 0]
        mine = sorted(
            (lot for lot in lots if self.item[lot] == item), key=lambda lot: (self.expires[lot], lot)
        )
        taken = []
        for lot in mine:
            units = min(wanted, self.shelves[site_id, lot])
            self.shelves[site_id, lot] -= units
            wanted -= units
            if units:
                taken.append((lot, units))
        return taken

    def reached(self, lots: set[int]) -> set[int]:
        """These lots and every lot of kits that holds some of them."""
        while True:
            more = {kit for kit, parts in self.inside.items() if parts & lots}
            if more <= lots:
                return lots
            lots = lots | more


class History:
    """Plays steps through the real actions and beside them in the naive model."""

    def __init__(self, by: Actor, sites: list[Site]) -> None:
        self.by, self.sites, self.naive = by, sites, Naive()
        self.today = clock.now().date()
        self.people = [make_participant(by.organisation_id) for _ in range(2)]
        self.items: dict[str, Item] = {
            name: make_item(by, name) for name in ("vial", "syringe", "kit", "big")
        }
        for kit, parts in PARTS.items():
            if kit == "kit":
                actions.set_kit_contents(
                    self.items[kit].pk, {self.items[part].pk: n for part, n in parts.items()}, by=by
                )
        self.standing: list[tuple[Recorded, Site, dict[str, int], list[tuple[int, int]]]] = []

    def receive(self, site: Site, lot: str, units: int) -> None:
        item = "syringe" if lot == "C" else "vial"
        expires_on = self.today + timedelta(days=EXPIRES[lot])
        delivery = Delivery(
            site_id=site.pk,
            item_id=self.items[item].pk,
            quantity=units,
            lot_number=lot,
            expires_on=expires_on,
        )
        (line,) = actions.receive_stock([delivery], by=self.by, batch=uuid4()).lines
        assert line.lot_id is not None
        self._know(line.lot_id, item, expires_on)
        self.naive.shelves[site.pk, line.lot_id] += units

    def pack(self, site: Site, kits: int, number: str) -> None:
        packing = Packing(site_id=site.pk, kit_id=self.items["kit"].pk, quantity=kits, lot_number=number)
        try:
            posted = actions.make_kits(packing, by=self.by, batch=uuid4())
        except DomainError:
            return
        made = posted.lines[-1].lot_id
        assert made is not None
        parts = [
            drawn
            for part, each in sorted(PARTS["kit"].items(), key=lambda one: self.items[one[0]].pk)
            for drawn in self.naive.draw(site.pk, part, each * kits)
        ]
        self._know(made, "kit", Lot.objects.of(self.by).get(pk=made).expires_on or date.max)
        self.naive.inside[made] |= {lot for lot, _units in parts}
        self.naive.shelves[site.pk, made] += kits

    def move(self, start: Site, end: Site, item: str, units: int) -> None:
        draw = Draw(item_id=self.items[item].pk, quantity=units, any_lot=True)
        try:
            actions.transfer_stock(
                [draw], from_site_id=start.pk, to_site_id=end.pk, by=self.by, batch=uuid4()
            )
        except DomainError:
            return
        for lot, moved in self.naive.draw(start.pk, item, units):
            self.naive.shelves[end.pk, lot] += moved

    def hand_out(self, site: Site, item: str, units: int, who: int) -> None:
        person = self.people[who - 1] if who else None
        given = {self.items[item]: units}
        recorded = encounter(self.by, site, given, participant_id=person.pk if person else None)
        self._took(recorded, site, {item: units}, person)

    def void(self, which: int) -> None:
        if not self.standing:
            return
        recorded, site, _given, drawn = self.standing.pop(which % len(self.standing))
        void_encounter(recorded.uid, reason="mistake", by=self.by)
        self._put_back(recorded.id, site, drawn)

    def correct(self, which: int, units: int) -> None:
        if not self.standing:
            return
        recorded, site, given, drawn = self.standing.pop(which % len(self.standing))
        person = self.naive.person[recorded.id]
        (item,) = given
        new = new_encounter(site, {self.items[item]: units}, participant_id=person)
        replaced = correct_encounter(recorded.uid, new, by=self.by)
        self._put_back(recorded.id, site, drawn)
        who = next((p for p in self.people if p.pk == person), None)
        self._took(replaced, site, {item: units}, who, before=drawn)

    def dispose(self, site: Site, item: str, units: int) -> None:
        draw = Draw(item_id=self.items[item].pk, quantity=units, any_lot=True)
        try:
            actions.dispose_stock(
                [draw], site_id=site.pk, reason=DisposalReason.DAMAGED, by=self.by, batch=uuid4()
            )
        except DomainError:
            return
        self.naive.draw(site.pk, item, units)

    def count(self, site: Site, which: int, found: int) -> None:
        here = sorted(lot for (at, lot), units in self.naive.shelves.items() if at == site.pk and units > 0)
        if not here:
            return
        lot = here[which % len(here)]
        item_id, seen = self.items[self.naive.item[lot]].pk, self.naive.shelves[site.pk, lot]
        if found < seen and self._is_short(site, item_id):
            return  # a count that also settles what nobody wrote down is tried in test_tracing.py
        actions.count_stock([Count(item_id, lot, found, seen)], site_id=site.pk, by=self.by, batch=uuid4())
        self.naive.shelves[site.pk, lot] = found

    def _is_short(self, site: Site, item_id: int) -> bool:
        short = Balance.objects.of(self.by).filter(site=site, item_id=item_id, lot=None, quantity__lt=0)
        return short.exists()

    def _took(
        self,
        recorded: Recorded,
        site: Site,
        given: dict[str, int],
        person: Participant | None,
        *,
        before: Sequence[tuple[int, int]] = (),
    ) -> None:
        ((item, units),) = given.items()
        drawn = self.naive.draw_again(site.pk, item, units, list(before))
        self.naive.contacts[recorded.id] = {lot for lot, _units in drawn}
        self.naive.person[recorded.id] = person.pk if person else None
        self.standing.append((recorded, site, given, drawn))

    def _put_back(self, encounter_id: int, site: Site, drawn: list[tuple[int, int]]) -> None:
        del self.naive.contacts[encounter_id]
        for lot, units in drawn:
            self.naive.shelves[site.pk, lot] += units

    def _know(self, lot_id: int, item: str, expires_on: date) -> None:
        self.naive.item[lot_id], self.naive.expires[lot_id] = item, expires_on


SITE = st.integers(0, 1)
HANDED = st.sampled_from(["vial", "syringe", "kit"])
FEW = st.integers(1, 6)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("receive"), SITE, st.sampled_from("ABC"), st.integers(3, 20)),
        st.tuples(st.just("pack"), SITE, FEW, st.sampled_from(["K1", "K2", ""])),
        st.tuples(st.just("move"), SITE, HANDED, FEW),
        st.tuples(st.just("hand_out"), SITE, HANDED, FEW, st.integers(0, 2)),
        st.tuples(st.just("void"), st.integers(0, 9)),
        st.tuples(st.just("correct"), st.integers(0, 9), FEW),
        st.tuples(st.just("dispose"), SITE, HANDED, FEW),
        st.tuples(st.just("count"), SITE, st.integers(0, 9), st.integers(0, 12)),
    ),
    min_size=1,
    max_size=25,
)
SEED = [("receive", 0, "A", 12), ("receive", 0, "B", 8), ("receive", 0, "C", 20), ("receive", 1, "A", 6)]


def _play(history: History, steps: list[tuple]) -> None:  # type: ignore[type-arg]
    for name, *values in [*SEED, *steps]:
        if name == "move":
            start = history.sites[values[0]]
            history.move(start, history.sites[1 - values[0]], values[1], values[2])
        elif name in ("void", "correct"):
            getattr(history, name)(*values)
        else:
            getattr(history, name)(history.sites[values[0]], *values[1:])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, recalled=st.sampled_from(["A", "B", "C", "A, C", "K1"]))
def test_a_recall_reaches_exactly_what_a_naive_model_says(dee, site, van, steps, recalled):
    with transaction.atomic():
        history = History(dee, [site, van])
        _play(history, steps)
        opened = recall(dee, recalled)
        naive = history.naive
        meant = set(Lot.objects.of(dee).filter(number__in=recalled.split(", ")).values_list("pk", flat=True))
        lots = naive.reached(meant)
        found = everything_reached(dee, opened.pk)
        assert set(found.lots) == lots
        shelves = {place: units for place, units in naive.shelves.items() if units and place[1] in lots}
        assert {(one.place.id, one.lot.pk): one.units for one in found.held} == shelves
        assert found.loose == []
        contacts = {pk for pk, drawn in naive.contacts.items() if drawn & lots}
        assert set(encounters_reached(dee, found.lots).values_list("pk", flat=True)) == contacts
        assert found.encounters == len(contacts)
        people = {naive.person[pk] for pk in contacts} - {None}
        assert set(people_concerned(dee, found.lots).values_list("pk", flat=True)) == people
        assert found.anonymous == sum(1 for pk in contacts if naive.person[pk] is None)
        transaction.set_rollback(True)
