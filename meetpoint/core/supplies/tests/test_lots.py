"""Lots set aside, released and corrected, and the serial numbers in them."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.actions import Delivery, correct_lot, quarantine_lot, receive_stock, release_lot
from meetpoint.core.supplies.drawdown import HandOut, draw_down
from meetpoint.core.supplies.models import Lot
from meetpoint.core.supplies.queries import lots_of, places_of_lot
from meetpoint.core.supplies.serials import Serials, joined, read_serials, stored_serials
from meetpoint.core.supplies.tests.factories import make_item, on_shelf, stock
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError, NotAllowed

LATER = date(2040, 6, 30)


def test_quarantine_lot_keeps_hand_outs_off_it_until_released(dee: Actor, site: Site) -> None:
    item = make_item(dee)
    lot = stock(dee, site.pk, item, 5, "A", LATER)
    for _time in range(2):
        quarantine_lot(lot.pk, by=dee)
    out = HandOut(1, site.pk, item.pk, 2, clock.now(), None)
    assert len(draw_down(dee.organisation_id, [out])) == 1
    assert on_shelf(dee, site.pk, item) == {"A": 5, "": -2}
    release_lot(lot.pk, by=dee)
    assert draw_down(dee.organisation_id, [out]) == []
    assert on_shelf(dee, site.pk, item) == {"A": 3, "": -2}
    actions = list(AuditEntry.objects.of(dee).values_list("action", flat=True))
    assert actions.count("supplies.lot_quarantined") == actions.count("supplies.lot_released") == 1


def test_quarantine_lot_of_another_organisation_is_refused(
    dee: Actor, cai: Actor, ana: Actor, site: Site, other_site: Site
) -> None:
    lot = stock(dee, site.pk, make_item(dee), 5, "A", LATER)
    with pytest.raises(DomainError):
        quarantine_lot(lot.pk, by=cai)
    with pytest.raises(NotAllowed):
        quarantine_lot(lot.pk, by=ana)


def test_correct_lot_mends_number_and_date(ana: Actor, dee: Actor, site: Site) -> None:
    item = make_item(dee)
    lot = stock(dee, site.pk, item, 5, "A", LATER)
    correct_lot(lot.pk, number=" A 1 ", expires_on=date(2041, 1, 31), by=ana)
    (found,) = lots_of(ana, item.pk)
    assert (found.number, found.expires_on, found.on_hand) == ("A 1", date(2041, 1, 31), 5)
    assert [(p.place.name, p.quantity) for p in places_of_lot(ana, lot.pk)] == [("Plaza", 5)]


def test_lots_of_counts_the_units_within_reach(dee: Actor, site: Site, van: Site) -> None:
    item = make_item(dee)
    for place, units in ((site, 5), (van, 7)):
        stock(dee, place.pk, item, units, "A", LATER)
    stock(dee, van.pk, item, 9, "B", LATER)
    near = replace(dee, site_ids=frozenset({site.pk}))
    assert [lot.on_hand for lot in lots_of(dee, item.pk)] == [12, 9]
    assert [(lot.number, lot.on_hand) for lot in lots_of(near, item.pk)] == [("A", 5), ("B", 0)]
    assert [lot.number for lot in lots_of(near, item.pk, only_here=True)] == ["A"]


@pytest.mark.parametrize(
    ("number", "expires_on", "field"),
    [("", LATER, "lot_number"), ("B", LATER, "lot_number"), ("A", date(1980, 1, 1), "expires_on")],
)
def test_correct_lot_with_an_impossible_value_names_the_field(
    dee: Actor, site: Site, number: str, expires_on: date, field: str
) -> None:
    item = make_item(dee)
    lot = stock(dee, site.pk, item, 5, "A", LATER)
    stock(dee, site.pk, item, 5, "B", LATER)
    with pytest.raises(DomainError) as refusal:
        correct_lot(lot.pk, number=number, expires_on=expires_on, by=dee)
    assert set(refusal.value.fields) == {field}


def span(first: str, last: str = "") -> Serials:
    found = read_serials(first, last)
    assert found is not None
    return found


def test_ranges_are_read_as_they_are_printed() -> None:
    assert span("#002441", "#007967") == Serials("", 2441, 7967, "002441", "007967")
    assert span("ab 12-0007") == Serials("AB12-", 7, 7, "AB12-0007", "AB12-0007")
    assert span("", "9") == span("9", "9")
    assert read_serials(" ", "") is None


@pytest.mark.parametrize(("first", "last"), [("abc", ""), ("1", "B2"), ("9", "3"), ("1", "2½")])
def test_what_is_no_range_is_refused(first: str, last: str) -> None:
    with pytest.raises(DomainError):
        read_serials(first, last)
    assert stored_serials(first, last) is None


def test_ranges_meet_only_within_a_series() -> None:
    assert span("100", "200").meets(span("200", "300"))
    assert not span("100", "199").meets(span("200", "300"))
    assert not span("A100", "A200").meets(span("100", "200"))


def test_joined_ranges_hold_both_and_of_two_series_none() -> None:
    assert joined(span("A10", "A20"), span("A5", "A12")) == Serials("A", 5, 20, "A5", "A20")
    assert joined(None, span("7")) == span("7")
    assert joined(span("7"), None) == span("7")
    with pytest.raises(DomainError):
        joined(span("A7"), span("B7"))


def receive(
    by: Actor, site: Site, item_id: int, *, lot: str = "L", serials: tuple[str, str] = ("", "")
) -> Lot:
    delivery = Delivery(
        site_id=site.pk,
        item_id=item_id,
        quantity=5,
        lot_number=lot,
        serial_from=serials[0],
        serial_to=serials[1],
    )
    posted = receive_stock([delivery], by=by, batch=uuid4())
    return Lot.objects.of(by).get(pk=posted.lines[0].lot_id)


def test_a_second_delivery_widens_the_range_of_a_lot(dee: Actor, site: Site) -> None:
    item = make_item(dee)
    receive(dee, site, item.pk, serials=("0100", "0199"))
    receive(dee, site, item.pk)
    lot = receive(dee, site, item.pk, serials=("0050", "0120"))
    assert (lot.serial_from, lot.serial_to) == ("0050", "0199")


def test_serial_numbers_need_a_lot(dee: Actor, site: Site) -> None:
    with pytest.raises(DomainError, match="lot number"):
        receive(dee, site, make_item(dee).pk, lot="", serials=("1", "2"))


def test_a_range_that_was_misread_is_corrected(dee: Actor, site: Site) -> None:
    lot = receive(dee, site, make_item(dee).pk, serials=("1", "2"))
    assert correct_lot(lot.pk, number="L", expires_on=None, serials=("3", "4"), by=dee).serial_from == "3"
    assert correct_lot(lot.pk, number="L", expires_on=None, by=dee).serial_from == ""
    with pytest.raises(DomainError):
        correct_lot(lot.pk, number="L", expires_on=None, serials=("4", "3"), by=dee)
