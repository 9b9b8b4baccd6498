"""Tests of what an encounter does to stock."""

from datetime import timedelta

from meetpoint.core.encounters.models import EncounterLine
from meetpoint.core.encounters.tests.factories import (
    encounter,
    on_shelf,
    put_in_stock,
)
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.models import Item, Lot, Movement
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


def test_hand_out_takes_the_lot_that_expires_first(ana: Actor, site: Site, syringes: Item) -> None:
    today = clock.now().date()
    late = put_in_stock(site, syringes, 50, number="L2", expires=today + timedelta(days=400))
    soon = put_in_stock(site, syringes, 30, number="L1", expires=today + timedelta(days=30))

    recorded = encounter(ana, site, {syringes: 40})

    assert recorded.shortages == ()
    assert drawn(recorded.id, ana) == {soon: -30, late: -10}
    assert on_shelf(site, syringes) == 40


def test_hand_out_beyond_stock_is_recorded_with_its_shortage(ana: Actor, site: Site, syringes: Item) -> None:
    put_in_stock(site, syringes, 10)
    recorded = encounter(ana, site, {syringes: 40})
    (shortage,) = recorded.shortages
    assert (shortage.item_id, shortage.quantity) == (syringes.pk, 30)
    assert EncounterLine.objects.of(ana).get().quantity == 40
    assert on_shelf(site, syringes) == -30


def drawn(encounter_id: int, by: Actor) -> dict[Lot | None, int]:
    lines = Movement.objects.of(by).filter(encounter_id=encounter_id).select_related("lot")
    return {line.lot: line.quantity for line in lines}
