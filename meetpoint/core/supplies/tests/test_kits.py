"""Packing kits."""

from datetime import date
from uuid import uuid4

import pytest

from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.actions import Packing, make_kits, quarantine_lot, set_kit_contents
from meetpoint.core.supplies.errors import NotEnough
from meetpoint.core.supplies.models import Item, Lot, Movement
from meetpoint.core.supplies.queries import ledger_differences, packed_with
from meetpoint.core.supplies.tests.factories import make_item, on_shelf, stock
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError, NotAllowed

SOON, LATER = date(2040, 1, 31), date(2041, 6, 30)


@pytest.fixture
def device(dee: Actor) -> Item:
    return make_item(dee, "Nasal spray", doses_per_unit=1)


@pytest.fixture
def gloves(dee: Actor) -> Item:
    return make_item(dee, "Gloves")


@pytest.fixture
def kit(dee: Actor, device: Item, gloves: Item) -> Item:
    kit = make_item(dee, "Naloxone kit", doses_per_unit=2)
    set_kit_contents(kit.pk, {device.pk: 2, gloves.pk: 1}, by=dee)
    return kit


@pytest.fixture(autouse=True)
def _ledger_agrees(org: object) -> object:
    yield
    assert ledger_differences(org.pk) == []  # type: ignore[attr-defined]


def test_make_kits_draws_parts_and_takes_the_earliest_date(
    dee: Actor, site: Site, kit: Item, device: Item, gloves: Item
) -> None:
    late, soon = stock(dee, site.pk, device, 10, "L", LATER), stock(dee, site.pk, device, 3, "S", SOON)
    stock(dee, site.pk, gloves, 9)
    batch = uuid4()
    for created in (True, False):
        packing = Packing(site_id=site.pk, kit_id=kit.pk, quantity=4)
        assert make_kits(packing, by=dee, batch=batch).created is created
    assert on_shelf(dee, site.pk, device) == {"L": 5}
    assert on_shelf(dee, site.pk, gloves) == {"": 5}
    made = Lot.objects.of(dee).get(item=kit)
    assert made.expires_on == SOON
    assert on_shelf(dee, site.pk, kit) == {made.number: 4}
    assert Movement.objects.of(dee).filter(batch=batch).count() == 4
    for part, units in ((late, 5), (soon, 3)):
        assert [(p.kit, p.units) for p in packed_with(dee, [part.pk])] == [(made, units)]
    assert {p.part for p in packed_with(dee, [made.pk])} == {late, soon}


def test_make_kits_of_undated_parts_has_no_date(
    dee: Actor, site: Site, kit: Item, device: Item, gloves: Item
) -> None:
    stock(dee, site.pk, device, 2)
    stock(dee, site.pk, gloves, 1)
    make_kits(
        Packing(site_id=site.pk, kit_id=kit.pk, quantity=1, lot_number=" Week  47"), by=dee, batch=uuid4()
    )
    assert on_shelf(dee, site.pk, kit) == {"Week 47": 1}
    assert Lot.objects.of(dee).get(item=kit).expires_on is None


def test_make_kits_names_every_part_that_lacks(
    dee: Actor, site: Site, kit: Item, device: Item, gloves: Item
) -> None:
    stock(dee, site.pk, device, 3, "L", LATER)
    with pytest.raises(NotEnough) as refusal:
        make_kits(Packing(site_id=site.pk, kit_id=kit.pk, quantity=2), by=dee, batch=uuid4())
    assert "Only 3 of Nasal spray" in str(refusal.value)
    assert "No Gloves" in str(refusal.value)
    assert on_shelf(dee, site.pk, device) == {"L": 3}


def test_make_kits_never_packs_expired_or_quarantined_parts(
    dee: Actor, site: Site, kit: Item, device: Item, gloves: Item
) -> None:
    stock(dee, site.pk, gloves, 9)
    stock(dee, site.pk, device, 10, "old", date(2020, 1, 1))
    aside = stock(dee, site.pk, device, 10, "aside", LATER)
    quarantine_lot(aside.pk, by=dee)
    with pytest.raises(NotEnough):
        make_kits(Packing(site_id=site.pk, kit_id=kit.pk, quantity=1), by=dee, batch=uuid4())


def test_make_kits_under_a_known_number_needs_the_same_date(
    dee: Actor, site: Site, kit: Item, device: Item, gloves: Item
) -> None:
    stock(dee, site.pk, gloves, 9)
    stock(dee, site.pk, device, 2, "S", SOON)
    stock(dee, site.pk, device, 4, "L", LATER)
    packing = Packing(site_id=site.pk, kit_id=kit.pk, quantity=1, lot_number="W47")
    make_kits(packing, by=dee, batch=uuid4())
    with pytest.raises(DomainError) as refusal:
        make_kits(packing, by=dee, batch=uuid4())
    assert set(refusal.value.fields) == {"lot_number"}
    assert on_shelf(dee, site.pk, device) == {"L": 4}


def test_make_kits_of_an_item_without_contents_is_refused(dee: Actor, site: Site, gloves: Item) -> None:
    with pytest.raises(DomainError) as refusal:
        make_kits(Packing(site_id=site.pk, kit_id=gloves.pk, quantity=1), by=dee, batch=uuid4())
    assert set(refusal.value.fields) == {"kit"}


def test_make_kits_is_not_for_those_who_may_only_receive(ana: Actor, site: Site, kit: Item) -> None:
    with pytest.raises(NotAllowed):
        make_kits(Packing(site_id=site.pk, kit_id=kit.pk, quantity=1), by=ana, batch=uuid4())
