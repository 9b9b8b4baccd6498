"""Naloxone leaves the shelf with the doses of the log and with kits that people take along."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from meetpoint.core.encounters.models import Encounter, EncounterLine
from meetpoint.core.supplies.actions import ItemDetails, add_item
from meetpoint.core.supplies.models import Item, Movement
from meetpoint.core.supplies.queries import use_since
from meetpoint.core.supplies.tests.factories import on_shelf, stock
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError, NotAllowed, NotFound
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.supervised_consumption.actions import shelf
from meetpoint.services.supervised_consumption.actions.moving import Care, look_after
from meetpoint.services.supervised_consumption.actions.reporting import void_event
from meetpoint.services.supervised_consumption.actions.shelf import say_shelf
from meetpoint.services.supervised_consumption.models import Event, ShelfDose, Step
from meetpoint.services.supervised_consumption.options import DOSES
from meetpoint.services.supervised_consumption.queries.incidents import incident_of
from meetpoint.services.supervised_consumption.tests.factories import (
    arrived,
    emergency,
    entered,
    fresh,
    respond,
    room_at,
    seated,
    tap,
)
from meetpoint.services.supervised_consumption.tests.pages import to

NASAL = (Decimal(4), "IN")
VIAL = (Decimal("0.4"), "IM")


def naloxone(by, name="Nasal 4 mg", doses=1) -> Item:
    return add_item(ItemDetails(kind="naloxone", name=name, doses_per_unit=doses), by=by)


def dosed(by, site, **more) -> Event:
    return respond(by, site, tap(uuid7(), kind="naloxone", **more))


def four(**more):
    return {"naloxone_mg": NASAL[0], "naloxone_route": NASAL[1], **more}


def test_dose_leaves_the_shelf_first_expired_first_out(ana, dee, site) -> None:
    nasal = naloxone(dee)
    say_shelf({NASAL: nasal.pk}, by=dee)
    stock(dee, site.pk, nasal, 2, "LATE", date(2030, 1, 1))
    stock(dee, site.pk, nasal, 1, "SOON", date(2029, 1, 1))
    event = dosed(ana, site, **four())
    assert on_shelf(dee, site.pk, nasal) == {"LATE": 2}
    respond(ana, site, tap(event.uid, kind="naloxone", naloxone_mg=Decimal(8), naloxone_route="IN"))
    assert on_shelf(dee, site.pk, nasal) == {}
    taken = Step.objects.of(ana).order_by("pk").values_list("item_id", "units", "lacking")
    assert list(taken) == [(nasal.pk, 1, 0), (nasal.pk, 2, 0)]
    assert use_since(dee, [site.pk])[site.pk, nasal.pk].units == 3
    assert Encounter.objects.of(dee).count() == 0


def test_shortfall_is_recorded_when_stock_runs_out_and_no_tap_is_lost(ana, dee, site) -> None:
    nasal = naloxone(dee)
    say_shelf({NASAL: nasal.pk}, by=dee)
    event = dosed(ana, site, **four())
    assert on_shelf(dee, site.pk, nasal) == {"": -1}
    assert Movement.objects.of(dee).get().kind == "shortfall"
    assert incident_of(event, ana).stock == ["1 × Nasal 4 mg · 1 beyond what is recorded"]


def test_slip_and_event_begun_by_a_slip_go_back_on_the_shelf(ana, dee, site) -> None:
    nasal = naloxone(dee)
    say_shelf({NASAL: nasal.pk}, by=dee)
    stock(dee, site.pk, nasal, 3, "A")
    event = dosed(ana, site, **four())
    slip = tap(event.uid, kind="naloxone", **four())
    respond(ana, site, slip, tap(event.uid, "undo", uid=slip.uid))
    respond(ana, site, slip, tap(event.uid, "undo", uid=slip.uid))  # sent again
    assert on_shelf(dee, site.pk, nasal) == {"A": 2}
    void_event(event, by=ana)
    assert on_shelf(dee, site.pk, nasal) == {"A": 3}
    assert use_since(dee, [site.pk])[site.pk, nasal.pk].units == 0


def test_dose_that_is_said_later_is_taken_then_and_corrected_once(ana, dee, site) -> None:
    nasal, vial = naloxone(dee), naloxone(dee, "Vial 0.4 mg")
    say_shelf({NASAL: nasal.pk, VIAL: vial.pk}, by=dee)
    stock(dee, site.pk, nasal, 2, "N")
    stock(dee, site.pk, vial, 5, "V1", date(2029, 1, 1))
    other = stock(dee, site.pk, vial, 5, "V2", date(2030, 1, 1))
    event, step = uuid7(), uuid7()
    said = respond(ana, site, tap(event, kind="naloxone", uid=step))
    assert incident_of(said, ana).stock == [
        "A dose was not taken from stock: nobody has said from which item."
    ]
    amended = {"naloxone_mg": Decimal("0.8"), "naloxone_route": "IM"}
    respond(ana, site, tap(event, "amend", uid=step, **amended))
    assert on_shelf(dee, site.pk, vial) == {"V1": 3, "V2": 5}
    for _twice in range(2):
        respond(ana, site, tap(event, "amend", uid=step, lot=other.pk, **amended))
        assert on_shelf(dee, site.pk, vial) == {"V1": 5, "V2": 3}
    respond(ana, site, tap(event, "amend", uid=step, **four()))
    assert (on_shelf(dee, site.pk, nasal), on_shelf(dee, site.pk, vial)) == ({"N": 1}, {"V1": 5, "V2": 5})


def test_lot_that_was_read_is_the_lot_that_left_also_when_it_ran_out(ana, dee, site) -> None:
    nasal = naloxone(dee)
    read = stock(dee, site.pk, nasal, 1, "READ", date(2030, 1, 1))
    stock(dee, site.pk, nasal, 5, "SOON", date(2029, 1, 1))
    for _each in range(2):
        dosed(ana, site, lot=read.pk, **four())
    assert on_shelf(dee, site.pk, nasal) == {"SOON": 5, "": -1}
    dosed(ana, site, lot=2**30, **four())  # no such lot: as if none had been said
    assert on_shelf(dee, site.pk, nasal) == {"SOON": 4, "": -1}


def test_only_item_of_single_doses_here_is_taken_where_nobody_said(ana, dee, site) -> None:
    nasal = naloxone(dee)
    naloxone(dee, "Kit", doses=2)
    stock(dee, site.pk, nasal, 4, "A")
    dosed(ana, site)
    assert on_shelf(dee, site.pk, nasal) == {"A": 3}
    stock(dee, site.pk, naloxone(dee, "Vial"), 4, "B")
    dosed(ana, site)
    assert on_shelf(dee, site.pk, nasal) == {"A": 3}


def test_shelf_is_said_by_managers_for_naloxone_alone(ana, dee, site) -> None:
    nasal = naloxone(dee)
    with pytest.raises(NotAllowed):
        say_shelf({NASAL: nasal.pk}, by=ana)
    for wrong, problem in (({NASAL: 2**30}, NotFound), ({(Decimal(0), "IN"): nasal.pk}, DomainError)):
        with pytest.raises(problem):
            say_shelf(wrong, by=dee)
    say_shelf({NASAL: nasal.pk}, by=dee)
    say_shelf({NASAL: None}, by=dee)
    assert not ShelfDose.objects.of(dee).exists()


def test_shelf_is_said_on_the_page_of_the_room(ana, dee, dee_s, site) -> None:
    nasal, page = naloxone(dee), to("room", room_at(site).uid)
    assert "Enter the naloxone on the shelf" in dee_s.get(page).content.decode()
    entered(dee, DOSES, "4 IN; 0.4 IM")
    assert "4 mg in the nose" in dee_s.get(page).content.decode()
    assert dee_s.post(page, {"part": "shelf", "dose-0": "no"}).status_code == 200
    dee_s.post(page, {"part": "shelf", "dose-0": str(nasal.pk)})
    assert ShelfDose.objects.of(dee).get().item_id == nasal.pk


def test_lot_is_added_on_the_page_when_it_is_over(ana, dee, ana_s, site) -> None:
    nasal = naloxone(dee)
    lot = stock(dee, site.pk, nasal, 2, "A12")
    event = emergency(ana, site)
    respond(ana, site, tap(event.uid, kind="naloxone"))
    page = to("response", event.uid)
    assert "A12" not in ana_s.get(page).content.decode()
    ana_s.post(to("step", event.uid), {"type": "end"})
    assert "A12" in ana_s.get(page).content.decode()
    step = Step.objects.of(ana).get()
    said = {"type": "amend", "uid": str(step.uid), "naloxone_mg": "4", "naloxone_route": "IN", "lot": lot.pk}
    ana_s.post(to("step", event.uid), said)
    step.refresh_from_db()
    assert (step.lot_id, step.naloxone_mg) == (lot.pk, 4)
    assert "1 × Nasal 4 mg · A12" in ana_s.get(to("report", event.uid)).content.decode()


def test_kits_are_handed_out_with_the_contact_of_the_visit(ana, dee, ana_s, site) -> None:
    kit = naloxone(dee, "Kit", doses=2)
    stock(dee, site.pk, kit, 5, "K")
    with clock.stand_at(clock.now() - timedelta(hours=13)):  # too late for others to correct it freely
        visit = seated(dee, site, 1, substances=[("heroin", "inject")])
    page = to("visit", visit.uid)
    assert "How many they took along" in ana_s.get(page).content.decode()
    ana_s.post(to("care", visit.uid), {"wound_care": "on", f"kit-{kit.pk}": "2"})
    after = fresh(visit)
    assert (after.kit_given, after.wound_care, after.substances.count()) == (True, True, 1)
    assert on_shelf(dee, site.pk, kit) == {"K": 3}
    assert list(after.encounter.lines.values_list("item_id", "quantity", "doses")) == [(kit.pk, 2, 4)]
    ana_s.post(to("care", visit.uid), {f"kit-{kit.pk}": "2"})
    assert fresh(visit).encounter_id == after.encounter_id
    ana_s.post(to("care", visit.uid), {f"kit-{kit.pk}": "1"})
    assert on_shelf(dee, site.pk, kit) == {"K": 4}
    ana_s.post(to("care", visit.uid), {f"kit-{kit.pk}": ""})
    assert (fresh(visit).kit_given, on_shelf(dee, site.pk, kit)) == (False, {"K": 5})
    wrong = ana_s.post(to("care", visit.uid), {f"kit-{kit.pk}": "51"})
    assert wrong.status_code == 200
    assert "51" in wrong.content.decode()
    assert Encounter.objects.of(dee).filter(voided_at=None).count() == 1


def test_kits_beyond_the_shelf_are_a_shortfall(ana, dee, site) -> None:
    kit = naloxone(dee, "Kit", doses=2)
    look_after(arrived(ana, site), Care(kits={kit.pk: 1}), by=ana)
    assert on_shelf(dee, site.pk, kit) == {"": -1}
    assert EncounterLine.objects.of(dee).get().quantity == 1
    with pytest.raises(DomainError):
        look_after(arrived(ana, site), Care(kits={2**30: 1}), by=ana)


def test_without_kits_in_the_catalogue_it_can_be_said_all_the_same(ana, ana_s, site) -> None:
    visit = arrived(ana, site)
    assert 'name="kit_given"' in ana_s.get(to("visit", visit.uid)).content.decode()
    ana_s.post(to("care", visit.uid), {"kit_given": "on"})
    assert fresh(visit).kit_given


def test_tap_stays_whatever_is_wrong_with_the_stock(ana, dee, site, monkeypatch) -> None:
    nasal = naloxone(dee)
    say_shelf({NASAL: nasal.pk}, by=dee)
    stock(dee, site.pk, nasal, 2, "A")

    def refuse(used, *, by) -> None:
        raise DomainError("The shelf cannot be written.")

    monkeypatch.setattr(shelf, "use_stock", refuse)
    event = dosed(ana, site, **four())
    assert (event.had_naloxone, on_shelf(dee, site.pk, nasal)) == (True, {"A": 2})
    monkeypatch.undo()
    respond(ana, site, tap(event.uid, kind="breathing"))
    assert on_shelf(dee, site.pk, nasal) == {"A": 1}  # taken with the next tap
