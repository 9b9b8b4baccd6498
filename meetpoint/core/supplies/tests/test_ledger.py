"""The ledger's promise: whatever is done, every balance is the sum of its lines."""

from collections import defaultdict
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies import actions
from meetpoint.core.supplies.actions import Count, Delivery, Draw, Packing
from meetpoint.core.supplies.drawdown import HandOut, draw_down, take_back
from meetpoint.core.supplies.errors import NotEnough
from meetpoint.core.supplies.models import Balance, Item, Lot, Movement
from meetpoint.core.supplies.queries import Difference, ledger_differences
from meetpoint.core.supplies.tests.factories import make_item, stock
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError

STEP = st.tuples(
    st.sampled_from(
        ["receive", "send", "hand_out", "take_back", "count", "settle", "dispose", "pack", "aside", "release"]
    ),
    st.integers(0, 1),  # which site
    st.integers(0, 2),  # which item; the third is the kit
    st.integers(1, 12),  # how many
    st.integers(0, 3),  # which lot
    st.booleans(),  # sent twice
)
LOTS = ("", "A", "B", "C")
DATES = {"A": date(2040, 1, 31), "B": date(2041, 1, 31), "C": date(2020, 1, 31)}


class Store:
    """Two sites and three items, driven by random steps."""

    def __init__(self, by: Actor, sites: list[Site], items: list[Item]) -> None:
        self.by, self.sites, self.items, self.encounters = by, sites, items, 0

    def lot_id(self, item: Item, number: str) -> int | None:
        lot = Lot.objects.of(self.by).filter(item=item, number=number).first()
        return lot.pk if lot else None

    def do(self, step: tuple[str, int, int, int, int, bool]) -> None:
        what, site, item, quantity, lot, twice = step
        batch = uuid4()
        for _time in range(2 if twice else 1):
            try:
                with transaction.atomic():
                    self._do(what, self.sites[site], self.items[item], quantity, LOTS[lot], batch)
            except (NotEnough, DomainError):
                pass

    def _do(self, what: str, site: Site, item: Item, quantity: int, lot: str, batch: UUID) -> None:
        by, lot_id = self.by, self.lot_id(item, lot)
        if what == "receive":
            delivery = Delivery(
                site_id=site.pk, item_id=item.pk, quantity=quantity, lot_number=lot, expires_on=DATES.get(lot)
            )
            actions.receive_stock([delivery], by=by, batch=batch)
        elif what == "send":
            other = next(s for s in self.sites if s != site)
            before = self.total(item)
            draw = Draw(item_id=item.pk, quantity=quantity, any_lot=True)
            actions.transfer_stock([draw], from_site_id=site.pk, to_site_id=other.pk, by=by, batch=batch)
            assert self.total(item) == before
        elif what == "hand_out":
            self.encounters += 1
            draw_down(
                by.organisation_id, [HandOut(self.encounters, site.pk, item.pk, quantity, clock.now(), 1)]
            )
        elif what == "take_back":
            take_back(by.organisation_id, [self.encounters], at=clock.now(), staff_id=1)
            self.encounters += 1
        elif what == "count":
            seen = Balance.objects.of(by).filter(site=site, item=item, lot_id=lot_id).first()
            count = Count(item.pk, lot_id, quantity, seen.quantity if seen else 0)
            actions.count_stock([count], site_id=site.pk, by=by, batch=batch)
            assert not Balance.objects.of(by).filter(site=site, item=item, quantity__lt=0).exists()
        elif what == "settle" and lot_id:
            before = self.total(item)
            actions.settle_shortfall(site_id=site.pk, item_id=item.pk, lot_id=lot_id, by=by, batch=batch)
            assert self.total(item) == before
        elif what == "dispose":
            draw = Draw(item_id=item.pk, quantity=quantity, lot_id=lot_id)
            actions.dispose_stock([draw], site_id=site.pk, reason="damaged", by=by, batch=batch)
        elif what == "pack":
            actions.make_kits(
                Packing(site_id=site.pk, kit_id=self.items[2].pk, quantity=quantity), by=by, batch=batch
            )
        elif lot_id:
            (actions.quarantine_lot if what == "aside" else actions.release_lot)(lot_id, by=by)

    def total(self, item: Item) -> int:
        return sum(Balance.objects.of(self.by).filter(item=item).values_list("quantity", flat=True))


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(steps=st.lists(STEP, min_size=4, max_size=14))
def test_balances_are_the_sums_of_their_movements_whatever_is_done(
    dee: Actor, site: Site, van: Site, steps: list[tuple[str, int, int, int, int, bool]]
) -> None:
    with transaction.atomic():
        items = [make_item(dee, name) for name in ("Spray", "Gloves", "Kit")]
        actions.set_kit_contents(items[2].pk, {items[0].pk: 2, items[1].pk: 1}, by=dee)
        store = Store(dee, [site, van], items)
        for step in steps:
            store.do(step)
            sums: dict[tuple[int, int, int | None], int] = defaultdict(int)
            for line in Movement.objects.of(dee):
                sums[line.site_id, line.item_id, line.lot_id] += line.quantity
            kept = {(b.site_id, b.item_id, b.lot_id): b.quantity for b in Balance.objects.of(dee)}
            assert {k: v for k, v in sums.items() if v} == {k: v for k, v in kept.items() if v}
            assert all(quantity >= 0 for (_s, _i, lot), quantity in kept.items() if lot is not None)
            assert ledger_differences(dee.organisation_id) == []
        transaction.set_rollback(True)


def test_ledger_differences_names_a_balance_that_was_written_past_the_actions(dee: Actor, site: Site) -> None:
    item = make_item(dee)
    lot = stock(dee, site.pk, item, 5, "A", DATES["A"])
    Balance.objects.of(dee).update(quantity=7)
    assert ledger_differences(dee.organisation_id) == [Difference(site.pk, item.pk, lot.pk, 5, 7)]


def test_balances_of_two_organisations_never_meet(
    dee: Actor, cai: Actor, site: Site, other_site: Site
) -> None:
    stock(dee, site.pk, make_item(dee), 5)
    assert not Balance.objects.of(cai).exists()
    assert ledger_differences(cai.organisation_id) == []


@pytest.mark.parametrize("quantity", [1, 7])
def test_a_hand_out_beyond_stock_is_recorded_as_a_shortfall(dee: Actor, site: Site, quantity: int) -> None:
    item = make_item(dee)
    draw_down(dee.organisation_id, [HandOut(1, site.pk, item.pk, quantity, clock.now(), None)])
    assert [b.quantity for b in Balance.objects.of(dee)] == [-quantity]
