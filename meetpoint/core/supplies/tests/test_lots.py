"""Lots set aside, released and corrected."""

from dataclasses import replace
from datetime import date

import pytest

from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.actions import correct_lot, quarantine_lot, release_lot
from meetpoint.core.supplies.drawdown import HandOut, draw_down
from meetpoint.core.supplies.queries import lots_of, places_of_lot
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
