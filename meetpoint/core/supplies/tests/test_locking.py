"""Transactions that change the same balances wait for one another; none is thrown out."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.actions import (
    Count,
    Delivery,
    Draw,
    count_stock,
    receive_stock,
    transfer_stock,
)
from meetpoint.core.supplies.drawdown import HandOut, draw_down, take_back
from meetpoint.core.supplies.errors import ChangedMeanwhile
from meetpoint.core.supplies.models import Balance, Item
from meetpoint.core.supplies.queries import ledger_differences
from meetpoint.core.supplies.tests.factories import make_item, on_shelf, stock
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

LATER = date(2040, 6, 30)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time"),
]


@pytest.fixture
def items(dee: Actor, site: Site, van: Site) -> list[Item]:
    """Two items whose balances were made the other way round: by item, the later one comes first."""
    both = [make_item(dee, name) for name in ("Cotton", "Foil")]
    for item in reversed(both):
        for place in (van, site):
            stock(dee, place.pk, item, 50, "A", LATER)
    return both


def hand_out(by: Actor, sites: list[Site], items: list[Item], *, encounter: int) -> None:
    outs = [HandOut(encounter, place.pk, item.pk, 1, clock.now(), None) for place in sites for item in items]
    draw_down(by.organisation_id, outs)


def give_back(by: Actor, site: Site, van: Site, items: list[Item]) -> None:
    take_back(by.organisation_id, [1], at=clock.now(), staff_id=None)


def receive(by: Actor, site: Site, van: Site, items: list[Item]) -> None:
    lines = [
        Delivery(site_id=site.pk, item_id=item.pk, quantity=1, lot_number="A", expires_on=LATER)
        for item in items
    ]
    receive_stock(lines, by=by, batch=uuid4())


def send(by: Actor, site: Site, van: Site, items: list[Item]) -> None:
    draws = [Draw(item_id=item.pk, quantity=1, any_lot=True) for item in items]
    transfer_stock(draws, from_site_id=site.pk, to_site_id=van.pk, by=by, batch=uuid4())


@pytest.mark.parametrize(("change", "left"), [(give_back, 49), (receive, 49), (send, 47)])
def test_change_that_meets_a_hand_out_waits_for_it(
    change: Callable[..., None], left: int, dee: Actor, site: Site, van: Site, items: list[Item]
) -> None:
    hand_out(dee, [site], items, encounter=1)

    def meanwhile() -> None:
        try:
            with transaction.atomic():
                change(dee, site, van, items)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        with transaction.atomic():
            # As far as a hand-out of both items has come when it holds one balance and not yet the next.
            _hold_the_first_balance(dee, at=van if change is send else site)
            done = pool.submit(meanwhile)
            _until_it_waits_for_us(done)
            hand_out(dee, [van, site] if change is send else [site], items, encounter=2)
        done.result(timeout=30)
    assert [on_shelf(dee, site.pk, item) for item in items] == [{"A": left}] * 2
    assert ledger_differences(dee.organisation_id) == []


def test_two_counts_of_an_item_without_a_record_wait_for_each_other(dee: Actor, site: Site) -> None:
    item = make_item(dee, "Foil")
    seen = Count(item.pk, None, 10, 0, 0)

    def count_too() -> bool:
        try:
            count_stock([seen], site_id=site.pk, by=dee, batch=uuid4())
        except ChangedMeanwhile:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(max_workers=1) as pool:
        with transaction.atomic():
            count_stock([seen], site_id=site.pk, by=dee, batch=uuid4())
            done = pool.submit(count_too)
            _until_it_waits_for_us(done)
        assert done.result(timeout=30) is False
    assert on_shelf(dee, site.pk, item) == {"": 10}


def _hold_the_first_balance(by: Actor, *, at: Site) -> None:
    assert Balance.objects.of(by).filter(site=at).select_for_update().order_by("id").first()


def _until_it_waits_for_us(done: Future[Any]) -> None:
    ends = time.monotonic() + 10
    while time.monotonic() < ends and not done.done():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM pg_locks"
                " WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("The other transaction did not wait.")
