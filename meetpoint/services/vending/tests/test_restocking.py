"""A visit counts slots, moves stock from a shelf and makes the ledger agree: once, and never refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from meetpoint.core.field.actions.filling import Sheet, save_sheet
from meetpoint.core.supplies.tests.factories import on_shelf, stock
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError, NotAllowed, NotFound
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.vending.actions.restocking import Refill, restock
from meetpoint.services.vending.models import RestockLine, RestockVisit
from meetpoint.services.vending.queries.levels import levels_now
from meetpoint.services.vending.restock_form import RESTOCK_FORM
from meetpoint.services.vending.tests.factories import filled, item, machine, slot, take, vend


def level(of, selection: str = "A1") -> int | None:
    return levels_now(of.organisation_id, [slot(of, selection)])[slot(of, selection).pk]


def test_refill_moves_from_the_shelf_lot_by_lot(dee, ana, site) -> None:
    east = machine(dee)
    stock(dee, site.pk, item(dee), 30, lot="L1")
    filled(east, ana, {"A1": 20}, found={"A1": 0}, source_id=site.pk)
    assert on_shelf(dee, site.pk, item(dee)) == {"L1": 10}
    assert on_shelf(dee, east.site_id, item(dee)) == {"L1": 20}
    assert level(east) == 20


def test_shelf_that_has_too_little_on_record_stops_nobody(dee, ana, site) -> None:
    east = machine(dee)
    stock(dee, site.pk, item(dee), 5, lot="L1")
    filled(east, ana, {"A1": 20}, source_id=site.pk)
    assert on_shelf(dee, site.pk, item(dee)) == {}
    assert on_shelf(dee, east.site_id, item(dee)) == {"L1": 5, "": 15}


def test_ledger_of_the_machine_agrees_with_the_count_after_vends_nobody_told_of(dee, ana, site) -> None:
    east = machine(dee)
    stock(dee, site.pk, item(dee), 60, lot="L1")
    filled(east, ana, {"A1": 20}, source_id=site.pk, at=clock.now() - timedelta(days=2))
    take(vend(east, 1, qty=4))
    visit = filled(east, ana, {"A1": 24}, found={"A1": 13}, source_id=site.pk)
    line = RestockLine.objects.of(dee).get(visit=visit)
    assert (line.expected, line.found, line.now) == (16, 13, 24)
    assert on_shelf(dee, east.site_id, item(dee)) == {"L1": 24}
    assert on_shelf(dee, site.pk, item(dee)) == {"L1": 60 - 20 - 11}


def test_count_settles_what_was_handed_out_beyond_record(dee, ana) -> None:
    east = machine(dee)
    take(vend(east, 1, qty=3))
    assert on_shelf(dee, east.site_id, item(dee)) == {"": -3}
    filled(east, ana, {"A1": 10})
    assert on_shelf(dee, east.site_id, item(dee)) == {"": 10}


def test_same_visit_again_changes_nothing(dee, ana, site) -> None:
    east = machine(dee)
    stock(dee, site.pk, item(dee), 30)
    refill = Refill(
        uid=uuid7(),
        site_id=east.site_id,
        occurred_at=clock.now(),
        now={"A1": 20},
        found={},
        source_id=site.pk,
    )
    assert restock(refill, by=ana).pk == restock(refill, by=ana).pk
    assert RestockVisit.objects.of(dee).count() == 1
    assert on_shelf(dee, site.pk, item(dee)) == {"": 10}


def test_visit_that_comes_late_does_not_undo_a_newer_count(dee, ana) -> None:
    east = machine(dee)
    filled(east, ana, {"A1": 9})
    filled(east, ana, {"A1": 24}, at=clock.now() - timedelta(days=1))
    assert level(east) == 9


def test_clock_of_a_phone_that_runs_ahead_is_not_believed(dee, ana) -> None:
    east = machine(dee)
    visit = filled(east, ana, {"A1": 9}, at=clock.now() + timedelta(days=30))
    assert visit.occurred_at <= clock.now()


def test_slots_that_were_not_counted_keep_their_level_and_their_ledger(dee, ana) -> None:
    east = machine(dee)
    filled(east, ana, {"A1": 20, "A2": 5})
    filled(east, ana, {"A1": 24})
    assert (level(east), level(east, "A2")) == (24, 5)


@pytest.mark.parametrize(("now", "words"), [({}, "at least one"), ({"Z9": 3}, "Z9")])
def test_visit_without_a_count_or_with_a_strange_slot_is_refused(dee, ana, now, words) -> None:
    east = machine(dee)
    with pytest.raises(DomainError, match=words):
        filled(east, ana, now)


def test_reader_may_not_and_other_sites_are_not_there(dee, ben, ana, cai, other_site, site) -> None:
    east = machine(dee)
    with pytest.raises(NotAllowed):
        filled(east, ben, {"A1": 1})
    with pytest.raises(NotFound):
        filled(east, cai, {"A1": 1})
    with pytest.raises(NotFound):
        filled(east, ana, {"A1": 1}, source_id=other_site.pk)
    with pytest.raises(NotFound):
        restock(
            Refill(uid=uuid7(), site_id=site.pk, occurred_at=clock.now(), now={"A1": 1}, found={}), by=ana
        )


def test_form_offers_the_slots_of_machines_and_the_shelves_of_other_sites(dee, ana, site, van) -> None:
    east = machine(dee)
    offered = RESTOCK_FORM.answers(ana, [east.site_id, site.pk])
    assert set(offered) == {east.site_id}
    assert [word for word, _label in offered[east.site_id]["now"]] == ["A1", "A2"]
    assert [label for _word, label in offered[east.site_id]["source"]] == ["Plaza", "Van"]


def test_form_sent_twice_stores_one_visit(dee, ana, site) -> None:
    east = machine(dee)
    sheet = Sheet(
        uid=uuid7(),
        form=RESTOCK_FORM.slug,
        site_id=east.site_id,
        occurred_at=clock.now(),
        raw={"source": str(site.pk), "now": {"A1": "12"}, "found": {}},
    )
    save_sheet(sheet, by=ana)
    save_sheet(sheet, by=ana)
    assert RestockVisit.objects.of(dee).get().source_id == site.pk
    assert level(east) == 12
