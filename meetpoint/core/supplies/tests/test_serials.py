"""Serial numbers: reading ranges, comparing them, and a lot that grows by them."""

from uuid import uuid4

import pytest

from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.actions import Delivery, correct_lot, receive_stock
from meetpoint.core.supplies.models import Lot
from meetpoint.core.supplies.serials import Serials, joined, read_serials, stored_serials
from meetpoint.core.supplies.tests.factories import make_item
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError


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
