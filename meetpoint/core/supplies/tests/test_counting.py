"""Counts and settlements."""

from datetime import date
from uuid import uuid4

import pytest

from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.actions import Count, count_stock, settle_shortfall
from meetpoint.core.supplies.drawdown import HandOut, draw_down
from meetpoint.core.supplies.errors import ChangedMeanwhile, NotEnough
from meetpoint.core.supplies.models import Item, Movement
from meetpoint.core.supplies.queries import changes_at, ledger_differences
from meetpoint.core.supplies.tests.factories import make_item, on_shelf, stock
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError, NotAllowed

LATER = date(2040, 6, 30)


@pytest.fixture
def item(dee: Actor) -> Item:
    return make_item(dee)


@pytest.fixture(autouse=True)
def _ledger_agrees(org: object) -> object:
    yield
    assert ledger_differences(org.pk) == []  # type: ignore[attr-defined]


def hand_out(by: Actor, site: Site, item: Item, quantity: int) -> None:
    draw_down(by.organisation_id, [HandOut(1, site.pk, item.pk, quantity, clock.now(), by.staff_id)])


def kinds(by: Actor) -> dict[str, int]:
    sums: dict[str, int] = {}
    for kind, quantity in Movement.objects.of(by).values_list("kind", "quantity"):
        sums[kind] = sums.get(kind, 0) + quantity
    return sums


def test_count_stock_writes_the_difference(ana: Actor, dee: Actor, site: Site, item: Item) -> None:
    lot = stock(dee, site.pk, item, 100, "A", LATER)
    posted = count_stock([Count(item.pk, lot.pk, 97, 100)], site_id=site.pk, by=ana, batch=uuid4())
    assert [(line.kind, line.quantity) for line in posted.lines] == [("counted", -3)]
    assert on_shelf(dee, site.pk, item) == {"A": 97}


def test_count_stock_that_agrees_writes_nothing(ana: Actor, dee: Actor, site: Site, item: Item) -> None:
    lot = stock(dee, site.pk, item, 100, "A", LATER)
    posted = count_stock([Count(item.pk, lot.pk, 100, 100)], site_id=site.pk, by=ana, batch=uuid4())
    assert posted.created
    assert posted.lines == ()


def test_count_stock_twice_with_one_batch_corrects_once(
    ana: Actor, dee: Actor, site: Site, item: Item
) -> None:
    lot, batch = stock(dee, site.pk, item, 100, "A", LATER), uuid4()
    for created in (True, False):
        posted = count_stock([Count(item.pk, lot.pk, 97, 100)], site_id=site.pk, by=ana, batch=batch)
        assert posted.created is created
    assert on_shelf(dee, site.pk, item) == {"A": 97}


def test_count_stock_keeps_what_was_handed_out_meanwhile(
    ana: Actor, dee: Actor, site: Site, item: Item
) -> None:
    lot = stock(dee, site.pk, item, 100, "A", LATER)
    hand_out(ana, site, item, 3)
    count_stock([Count(item.pk, lot.pk, 95, 100)], site_id=site.pk, by=ana, batch=uuid4())
    assert on_shelf(dee, site.pk, item) == {"A": 92}


def test_surplus_that_two_people_count_is_booked_once(ana: Actor, dee: Actor, site: Site, item: Item) -> None:
    lot = stock(dee, site.pk, item, 50, "A", LATER)
    both = Count(item.pk, lot.pk, 60, 50, changes_at(ana, site.pk)[item.pk])
    count_stock([both], site_id=site.pk, by=ana, batch=uuid4())
    with pytest.raises(ChangedMeanwhile, match="Cookers"):
        count_stock([both], site_id=site.pk, by=dee, batch=uuid4())
    assert on_shelf(dee, site.pk, item) == {"A": 60}


def test_count_that_meets_a_delivery_is_not_booked_on_top_of_it(
    ana: Actor, dee: Actor, site: Site, item: Item
) -> None:
    lot = stock(dee, site.pk, item, 50, "A", LATER)
    seen = Count(item.pk, lot.pk, 60, 50, changes_at(ana, site.pk)[item.pk])
    stock(dee, site.pk, item, 10, "A", LATER)
    with pytest.raises(ChangedMeanwhile):
        count_stock([seen], site_id=site.pk, by=ana, batch=uuid4())


def test_hand_out_and_another_site_do_not_disturb_a_count(
    ana: Actor, dee: Actor, site: Site, van: Site, item: Item
) -> None:
    lot = stock(dee, site.pk, item, 50, "A", LATER)
    seen = Count(item.pk, lot.pk, 60, 50, changes_at(ana, site.pk)[item.pk])
    hand_out(ana, site, item, 3)
    stock(dee, van.pk, item, 10, "A", LATER)
    count_stock([seen], site_id=site.pk, by=ana, batch=uuid4())
    assert on_shelf(dee, site.pk, item) == {"A": 57}


def test_count_stock_never_takes_a_lot_below_nought(ana: Actor, dee: Actor, site: Site, item: Item) -> None:
    lot = stock(dee, site.pk, item, 10, "A", LATER)
    hand_out(ana, site, item, 8)
    count_stock([Count(item.pk, lot.pk, 5, 10)], site_id=site.pk, by=ana, batch=uuid4())
    assert on_shelf(dee, site.pk, item) == {}


def test_count_stock_settles_a_shortfall_from_what_the_lots_lack(
    ana: Actor, dee: Actor, site: Site, item: Item
) -> None:
    hand_out(ana, site, item, 5)
    lot = stock(dee, site.pk, item, 100, "A", LATER)
    count_stock([Count(item.pk, lot.pk, 93, 100)], site_id=site.pk, by=ana, batch=uuid4())
    assert on_shelf(dee, site.pk, item) == {"A": 93}
    assert kinds(dee) == {"shortfall": -5, "received": 100, "settled": 0, "counted": -2}


def test_count_stock_closes_a_shortfall_that_no_lot_explains(
    ana: Actor, dee: Actor, site: Site, item: Item
) -> None:
    hand_out(ana, site, item, 5)
    lot = stock(dee, site.pk, item, 100, "A", LATER)
    count_stock([Count(item.pk, lot.pk, 98, 100)], site_id=site.pk, by=ana, batch=uuid4())
    assert on_shelf(dee, site.pk, item) == {"A": 98}
    assert kinds(dee) == {"shortfall": -5, "received": 100, "settled": 0, "counted": 3}


def test_count_stock_of_stock_without_a_lot_closes_its_shortfall(ana: Actor, site: Site, item: Item) -> None:
    hand_out(ana, site, item, 5)
    count_stock([Count(item.pk, None, 12, -5)], site_id=site.pk, by=ana, batch=uuid4())
    assert on_shelf(ana, site.pk, item) == {"": 12}


def test_shortfall_that_two_people_close_is_closed_once(ana: Actor, site: Site, item: Item) -> None:
    hand_out(ana, site, item, 5)
    for closed in (5, 0):
        posted = count_stock([Count(item.pk, None, 0, -5)], site_id=site.pk, by=ana, batch=uuid4())
        assert sum(line.quantity for line in posted.lines) == closed
    assert on_shelf(ana, site.pk, item) == {}


def test_shortfall_that_was_partly_settled_is_closed_as_far_as_it_is_open(
    ana: Actor, dee: Actor, site: Site, item: Item
) -> None:
    hand_out(ana, site, item, 5)
    lot = stock(dee, site.pk, item, 3, "A", LATER)
    settle_shortfall(site_id=site.pk, item_id=item.pk, lot_id=lot.pk, by=ana, batch=uuid4())
    count_stock([Count(item.pk, None, 7, -5)], site_id=site.pk, by=ana, batch=uuid4())
    assert on_shelf(ana, site.pk, item) == {"": 7}


def test_shortfall_that_grew_meanwhile_keeps_what_nobody_saw(ana: Actor, site: Site, item: Item) -> None:
    hand_out(ana, site, item, 8)
    count_stock([Count(item.pk, None, 0, -5)], site_id=site.pk, by=ana, batch=uuid4())
    assert on_shelf(ana, site.pk, item) == {"": -3}


def test_lot_is_never_seen_below_nought(ana: Actor, dee: Actor, site: Site, item: Item) -> None:
    lot = stock(dee, site.pk, item, 10, "A", LATER)
    count_stock([Count(item.pk, lot.pk, 10, -900_000)], site_id=site.pk, by=ana, batch=uuid4())
    assert on_shelf(dee, site.pk, item) == {"A": 20}


@pytest.mark.parametrize(("counted", "seen"), [(-1, 0), (1_000_001, 0), (0, -1_000_001), (0, 9**25)])
def test_count_stock_with_an_impossible_number_names_the_field(
    ana: Actor, site: Site, item: Item, counted: int, seen: int
) -> None:
    with pytest.raises(DomainError) as refusal:
        count_stock([Count(item.pk, None, counted, seen)], site_id=site.pk, by=ana, batch=uuid4())
    assert set(refusal.value.fields) == {f"counted-{item.pk}-0"}


def test_count_stock_with_a_lot_of_another_item_is_refused(
    ana: Actor, dee: Actor, site: Site, item: Item
) -> None:
    lot = stock(dee, site.pk, make_item(dee, "Cotton"), 5, "A", LATER)
    for wrong in (lot.pk, 0):
        with pytest.raises(DomainError):
            count_stock([Count(item.pk, wrong, 1, 0)], site_id=site.pk, by=ana, batch=uuid4())


def test_count_stock_of_nothing_or_of_a_lot_twice_is_refused(ana: Actor, site: Site, item: Item) -> None:
    for counts in ([], [Count(item.pk, None, 1, 0), Count(item.pk, None, 2, 0)]):
        with pytest.raises(DomainError) as refusal:
            count_stock(counts, site_id=site.pk, by=ana, batch=uuid4())
        assert set(refusal.value.fields) == {"counts"}


def test_count_stock_without_the_permission_is_refused(ben: Actor, site: Site, item: Item) -> None:
    with pytest.raises(NotAllowed):
        count_stock([Count(item.pk, None, 1, 0)], site_id=site.pk, by=ben, batch=uuid4())


def test_settle_shortfall_moves_it_onto_the_lot(ana: Actor, dee: Actor, site: Site, item: Item) -> None:
    hand_out(ana, site, item, 5)
    lot, batch = stock(dee, site.pk, item, 100, "A", LATER), uuid4()
    for created in (True, False):
        posted = settle_shortfall(site_id=site.pk, item_id=item.pk, lot_id=lot.pk, by=ana, batch=batch)
        assert posted.created is created
    assert on_shelf(dee, site.pk, item) == {"A": 95}


def test_settle_shortfall_takes_no_more_than_the_lot_has(
    ana: Actor, dee: Actor, site: Site, item: Item
) -> None:
    hand_out(ana, site, item, 5)
    lot = stock(dee, site.pk, item, 3, "A", LATER)
    settle = {"site_id": site.pk, "item_id": item.pk, "lot_id": lot.pk, "by": ana}
    settle_shortfall(**settle, batch=uuid4())
    assert on_shelf(dee, site.pk, item) == {"": -2}
    with pytest.raises(NotEnough):
        settle_shortfall(**settle, batch=uuid4())


def test_settle_shortfall_when_nothing_is_short_says_so(
    ana: Actor, dee: Actor, site: Site, item: Item
) -> None:
    lot = stock(dee, site.pk, item, 3, "A", LATER)
    with pytest.raises(DomainError) as refusal:
        settle_shortfall(site_id=site.pk, item_id=item.pk, lot_id=lot.pk, by=ana, batch=uuid4())
    assert "Nothing is short" in str(refusal.value)
