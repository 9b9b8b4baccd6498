"""Receiving, moving and disposing of stock."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.actions import (
    Delivery,
    Draw,
    dispose_stock,
    quarantine_lot,
    receive_stock,
    transfer_stock,
)
from meetpoint.core.supplies.actions.using import Used, put_back_used, use_stock
from meetpoint.core.supplies.errors import NotEnough, SameBatchOtherContent
from meetpoint.core.supplies.models import Lot, Movement
from meetpoint.core.supplies.queries import ledger_differences, use_since
from meetpoint.core.supplies.tests.factories import make_item, on_shelf, stock
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError, NotAllowed

SOON, LATER, PAST = date(2027, 1, 31), date(2028, 6, 30), date(2020, 1, 31)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 22, 12, tzinfo=UTC))


@pytest.fixture(autouse=True)
def _ledger_agrees(org: object) -> object:
    yield
    assert ledger_differences(org.pk) == []  # type: ignore[attr-defined]


def test_receive_stock_adds_packs_and_loose_units(dee: Actor, site: Site) -> None:
    item = make_item(dee, units_per_pack=100)
    delivery = Delivery(
        site_id=site.pk, item_id=item.pk, packs=3, quantity=7, lot_number=" A  1 ", expires_on=LATER
    )
    posted = receive_stock([delivery], by=dee, batch=uuid4())
    assert posted.created
    assert posted.warnings == ()
    assert on_shelf(dee, site.pk, item) == {"A 1": 307}
    assert AuditEntry.objects.of(dee).filter(action="supplies.stock_received").count() == 1


def test_receive_stock_with_another_pack_size_uses_it(dee: Actor, site: Site) -> None:
    item = make_item(dee, units_per_pack=100)
    delivery = Delivery(site_id=site.pk, item_id=item.pk, packs=2, units_per_pack=10)
    receive_stock([delivery], by=dee, batch=uuid4())
    assert on_shelf(dee, site.pk, item) == {"": 20}


def test_receive_stock_twice_with_one_batch_posts_once(dee: Actor, site: Site) -> None:
    item, batch = make_item(dee), uuid4()
    delivery = Delivery(site_id=site.pk, item_id=item.pk, quantity=5)
    first = receive_stock([delivery], by=dee, batch=batch)
    second = receive_stock([delivery], by=dee, batch=batch)
    assert (first.created, second.created) == (True, False)
    assert second.lines == first.lines
    assert on_shelf(dee, site.pk, item) == {"": 5}
    with pytest.raises(SameBatchOtherContent):
        receive_stock([replace(delivery, quantity=6)], by=dee, batch=batch)


def test_receive_stock_with_a_date_only_names_the_lot_by_it(dee: Actor, site: Site) -> None:
    item = make_item(dee)
    stock(dee, site.pk, item, 5, expires_on=SOON)
    stock(dee, site.pk, item, 5, expires_on=SOON)
    assert on_shelf(dee, site.pk, item) == {"EXP 2027-01-31": 10}


def test_receive_stock_that_expired_warns_and_is_taken_in(dee: Actor, site: Site) -> None:
    item = make_item(dee)
    delivery = Delivery(site_id=site.pk, item_id=item.pk, quantity=5, lot_number="A", expires_on=PAST)
    posted = receive_stock([delivery], by=dee, batch=uuid4())
    assert "expired on" in posted.warnings[0]
    assert on_shelf(dee, site.pk, item) == {"A": 5}


def test_receive_stock_of_a_lot_set_aside_warns(dee: Actor, site: Site) -> None:
    item = make_item(dee)
    lot = stock(dee, site.pk, item, 5, "A", LATER)
    quarantine_lot(lot.pk, by=dee)
    delivery = Delivery(site_id=site.pk, item_id=item.pk, quantity=5, lot_number="A")
    assert "set aside" in receive_stock([delivery], by=dee, batch=uuid4()).warnings[0]


def test_receive_stock_of_a_known_lot_with_another_date_is_refused(dee: Actor, site: Site) -> None:
    item = make_item(dee)
    stock(dee, site.pk, item, 5, "A", LATER)
    with pytest.raises(DomainError) as refusal:
        stock(dee, site.pk, item, 5, "A", SOON)
    assert set(refusal.value.fields) == {"expires_on"}
    assert on_shelf(dee, site.pk, item) == {"A": 5}


def test_receive_stock_tells_a_lot_its_missing_date(dee: Actor, site: Site) -> None:
    item = make_item(dee)
    stock(dee, site.pk, item, 5, "A")
    stock(dee, site.pk, item, 5, "A", LATER)
    assert Lot.objects.of(dee).get().expires_on == LATER


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"quantity": 0}, "quantity"),
        ({"quantity": -3}, "quantity"),
        ({"quantity": 1_000_001}, "quantity"),
        ({"quantity": 500, "packs": -1}, "quantity"),
        ({"expires_on": date(1987, 1, 1)}, "expires_on"),
        ({"expires_on": date(2226, 1, 1)}, "expires_on"),
        ({"reason": "stolen"}, "reason"),
        ({"item_id": 0}, "item"),
        ({"site_id": 0}, "site"),
    ],
)
def test_receive_stock_with_an_impossible_value_names_the_field(
    dee: Actor, site: Site, wrong: dict[str, object], field: str
) -> None:
    item = make_item(dee)
    good: dict[str, object] = {"site_id": site.pk, "item_id": item.pk, "quantity": 5}
    with pytest.raises(DomainError) as refusal:
        receive_stock([Delivery(**good | wrong)], by=dee, batch=uuid4())  # type: ignore[arg-type]
    assert set(refusal.value.fields) == {field}
    assert not Movement.objects.of(dee).exists()


def test_receive_stock_of_nothing_is_refused(dee: Actor) -> None:
    with pytest.raises(DomainError):
        receive_stock([], by=dee, batch=uuid4())


def test_receive_stock_at_a_closed_site_is_refused(dee: Actor, site: Site) -> None:
    item = make_item(dee)
    Site.objects.of(dee).filter(pk=site.pk).update(closed_on=date(2026, 11, 1))
    with pytest.raises(DomainError) as refusal:
        stock(dee, site.pk, item, 5)
    assert set(refusal.value.fields) == {"site"}


def test_receive_stock_late_keeps_the_time_it_came(dee: Actor, site: Site) -> None:
    item, came = make_item(dee), datetime(2026, 11, 1, 9, tzinfo=UTC)
    delivery = Delivery(site_id=site.pk, item_id=item.pk, quantity=5)
    receive_stock([delivery], by=dee, batch=uuid4(), at=came)
    assert Movement.objects.of(dee).get().occurred_at == came
    with pytest.raises(DomainError) as refusal:
        receive_stock([delivery], by=dee, batch=uuid4(), at=clock.now() + timedelta(days=1))
    assert set(refusal.value.fields) == {"at"}


def test_receive_stock_without_the_permission_is_refused(dee: Actor, ben: Actor, site: Site) -> None:
    item = make_item(dee)
    with pytest.raises(NotAllowed):
        stock(ben, site.pk, item, 5)


def test_receive_stock_of_another_organisations_item_is_refused(
    dee: Actor, cai: Actor, site: Site, other_site: Site
) -> None:
    item = make_item(dee)
    with pytest.raises(DomainError) as refusal:
        stock(cai, other_site.pk, item, 5)
    assert set(refusal.value.fields) == {"item"}
    with pytest.raises(DomainError) as refusal:
        stock(cai, site.pk, make_item(cai), 5)
    assert set(refusal.value.fields) == {"site"}


def test_transfer_stock_sends_what_expires_first(dee: Actor, site: Site, van: Site) -> None:
    item = make_item(dee)
    for lot, expires_on in (("late", LATER), ("soon", SOON), ("gone", PAST)):
        stock(dee, site.pk, item, 10, lot, expires_on)
    stock(dee, site.pk, item, 10)
    draw = Draw(item_id=item.pk, quantity=25, any_lot=True)
    posted = transfer_stock([draw], from_site_id=site.pk, to_site_id=van.pk, by=dee, batch=uuid4())
    assert on_shelf(dee, van.pk, item) == {"soon": 10, "late": 10, "": 5}
    assert on_shelf(dee, site.pk, item) == {"gone": 10, "": 5}
    assert sum(line.quantity for line in posted.lines) == 0


def test_transfer_stock_of_one_lot_and_the_rest_does_not_count_it_twice(
    dee: Actor, site: Site, van: Site
) -> None:
    item = make_item(dee)
    lot = stock(dee, site.pk, item, 10, "A", SOON)
    stock(dee, site.pk, item, 10, "B", LATER)
    draws = [
        Draw(item_id=item.pk, quantity=12, any_lot=True),
        Draw(item_id=item.pk, quantity=8, lot_id=lot.pk),
    ]
    transfer_stock(draws, from_site_id=site.pk, to_site_id=van.pk, by=dee, batch=uuid4())
    assert on_shelf(dee, van.pk, item) == {"A": 10, "B": 10}


def test_transfer_stock_beyond_what_is_there_names_it(dee: Actor, site: Site, van: Site) -> None:
    item, other = make_item(dee), make_item(dee, "Cotton")
    stock(dee, site.pk, item, 3)
    draws = [Draw(item_id=item.pk, quantity=5), Draw(item_id=other.pk, quantity=1)]
    with pytest.raises(NotEnough) as refusal:
        transfer_stock(draws, from_site_id=site.pk, to_site_id=van.pk, by=dee, batch=uuid4())
    assert "Only 3 of Cookers are recorded at Plaza; 5 were asked for." in str(refusal.value)
    assert "No Cotton is recorded at Plaza" in str(refusal.value)
    assert on_shelf(dee, site.pk, item) == {"": 3}


def test_transfer_stock_leaves_lots_that_are_set_aside(dee: Actor, site: Site, van: Site) -> None:
    item = make_item(dee)
    lot = stock(dee, site.pk, item, 5, "A", LATER)
    quarantine_lot(lot.pk, by=dee)
    where = {"from_site_id": site.pk, "to_site_id": van.pk, "by": dee}
    with pytest.raises(NotEnough):
        transfer_stock([Draw(item_id=item.pk, quantity=1, any_lot=True)], **where, batch=uuid4())
    transfer_stock([Draw(item_id=item.pk, quantity=1, lot_id=lot.pk)], **where, batch=uuid4())
    assert on_shelf(dee, van.pk, item) == {"A": 1}


def test_transfer_stock_twice_with_one_batch_moves_once(dee: Actor, site: Site, van: Site) -> None:
    item, batch = make_item(dee), uuid4()
    stock(dee, site.pk, item, 10)
    draws = [Draw(item_id=item.pk, quantity=4)]
    for created in (True, False):
        posted = transfer_stock(draws, from_site_id=site.pk, to_site_id=van.pk, by=dee, batch=batch)
        assert posted.created is created
    assert on_shelf(dee, van.pk, item) == {"": 4}


def test_transfer_stock_to_the_same_site_or_of_nothing_is_refused(dee: Actor, site: Site, van: Site) -> None:
    item = make_item(dee)
    with pytest.raises(DomainError) as refusal:
        transfer_stock(
            [Draw(item_id=item.pk, quantity=1)],
            from_site_id=site.pk,
            to_site_id=site.pk,
            by=dee,
            batch=uuid4(),
        )
    assert set(refusal.value.fields) == {"to_site"}
    with pytest.raises(DomainError):
        transfer_stock([], from_site_id=site.pk, to_site_id=van.pk, by=dee, batch=uuid4())


def test_transfer_stock_to_a_site_out_of_reach_is_refused(dee: Actor, site: Site, van: Site) -> None:
    item = make_item(dee)
    here = replace(dee, site_ids=frozenset({site.pk}))
    with pytest.raises(NotAllowed):
        transfer_stock(
            [Draw(item_id=item.pk, quantity=1)],
            from_site_id=site.pk,
            to_site_id=van.pk,
            by=here,
            batch=uuid4(),
        )


def test_dispose_stock_takes_it_off_the_shelf_once(dee: Actor, site: Site) -> None:
    item, batch = make_item(dee), uuid4()
    lot = stock(dee, site.pk, item, 10, "A", PAST)
    draws = [Draw(item_id=item.pk, quantity=10, lot_id=lot.pk)]
    for _time in range(2):
        dispose_stock(draws, site_id=site.pk, reason="expired", by=dee, batch=batch)
    assert on_shelf(dee, site.pk, item) == {}
    assert list(Movement.objects.of(dee).filter(kind="disposed").values_list("reason", "quantity")) == [
        ("expired", -10)
    ]


def test_dispose_stock_for_no_listed_reason_is_refused(dee: Actor, site: Site) -> None:
    item = make_item(dee)
    with pytest.raises(DomainError) as refusal:
        dispose_stock(
            [Draw(item_id=item.pk, quantity=1)], site_id=site.pk, reason="boredom", by=dee, batch=uuid4()
        )
    assert set(refusal.value.fields) == {"reason"}


def test_dispose_stock_is_not_for_workers(dee: Actor, ana: Actor, site: Site) -> None:
    item = make_item(dee)
    with pytest.raises(NotAllowed):
        dispose_stock(
            [Draw(item_id=item.pk, quantity=1)], site_id=site.pk, reason="lost", by=ana, batch=uuid4()
        )


def test_what_staff_used_leaves_without_an_encounter_and_is_put_back_whole(dee: Actor, site: Site) -> None:
    naloxone = make_item(dee, "Naloxone")
    stock(dee, site.pk, naloxone, 1, "LATE", date(2031, 1, 1))
    stock(dee, site.pk, naloxone, 1, "SOON", date(2030, 1, 1))
    at = clock.now() - timedelta(hours=1)
    used = Used(site_id=site.pk, item_id=naloxone.pk, quantity=3, at=at)
    posted = use_stock(used, by=dee)
    assert on_shelf(dee, site.pk, naloxone) == {"": -1}
    written = Movement.objects.of(dee).filter(batch=posted.batch)
    assert set(written.values_list("occurred_at", "encounter_id", "reason")) == {(at, None, "emergency")}
    put_back_used(posted.batch, by=dee)
    put_back_used(uuid4(), by=dee)
    assert on_shelf(dee, site.pk, naloxone) == {"LATE": 1, "SOON": 1}
    assert ledger_differences(dee.organisation_id) == []
    assert use_since(dee, [site.pk])[site.pk, naloxone.pk].units == 0


def test_what_staff_used_is_of_their_own_sites_and_catalogue(dee: Actor, cai: Actor, site: Site) -> None:
    naloxone = make_item(dee, "Naloxone")
    used = Used(site_id=site.pk, item_id=naloxone.pk, quantity=1, at=clock.now())
    for wrong, who in ((used, cai), (replace(used, item_id=0), dee)):
        with pytest.raises(DomainError):
            use_stock(wrong, by=who)
