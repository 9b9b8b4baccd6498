"""The reorder list: from the ledger to a sentence, what is missing, and the pages."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from meetpoint.core.consent.models import Disclosure
from meetpoint.core.encounters.actions import void_encounter
from meetpoint.core.encounters.tests.factories import days_ago, encounter
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies import queries
from meetpoint.core.supplies.actions import (
    Ordering,
    keep_supplier,
    quarantine_lot,
    set_par_level,
    set_sourcing,
)
from meetpoint.core.supplies.models import Item, Sourcing, Supplier
from meetpoint.core.supplies.queries import NO_HISTORY, NO_LEAD_TIME, Source
from meetpoint.core.supplies.tests.factories import make_item, stock
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError, NotAllowed

REORDER = reverse("supplies:reorder")
SOURCES = reverse("supplies:sourcing")


def use_weekly(by: Actor, site: Site, item: Item, units: int = 10, weeks: int = 8) -> None:
    for week in range(weeks):
        encounter(by, site, {item: units}, occurred_at=days_ago(7 * week + 3))


@pytest.fixture
def item(dee: Actor, site: Site) -> Item:
    made = make_item(dee, units_per_pack=20)
    stock(dee, site.pk, made, 300)
    return made


def only(by: Actor, **which: int) -> queries.Reorder:
    (row,) = queries.reorder_list(by, **which)
    return row


def test_a_list_knows_use_by_week_without_voided_contacts(dee: Actor, site: Site, item: Item) -> None:
    use_weekly(dee, site, item)
    wrong = encounter(dee, site, {item: 500}, occurred_at=days_ago(10))
    void_encounter(wrong.uid, reason="mistake", by=dee)
    encounter(dee, site, {item: 99}, occurred_at=clock.now() - timedelta(minutes=1))
    row = only(dee)
    assert row.use is not None
    assert (row.use.weeks, row.use.size, row.use.seen) == (8, 1.0, 80.0)
    assert row.weekly == 10


def test_what_is_missing_is_said_and_nothing_is_made_up(dee: Actor, site: Site, item: Item) -> None:
    assert only(dee).missing == (NO_HISTORY, NO_LEAD_TIME)
    use_weekly(dee, site, item)
    row = only(dee)
    assert (row.missing, row.advice, row.is_due) == ((NO_LEAD_TIME,), None, False)
    set_sourcing({item.pk: Ordering(lead_days=10)}, by=dee)
    assert only(dee).advice is not None


def test_an_items_own_lead_time_holds_before_its_suppliers(dee: Actor, item: Item) -> None:
    supplier = keep_supplier("North  Supply", lead_days=21, by=dee)
    other = make_item(dee, "Cotton")
    set_sourcing(
        {
            item.pk: Ordering(supplier_id=supplier.pk),
            other.pk: Ordering(supplier_id=supplier.pk, lead_days=0),
        },
        by=dee,
    )
    assert queries.sources_of(dee) == {
        item.pk: Source("North Supply", 21),
        other.pk: Source("North Supply", 0),
    }
    assert keep_supplier("North Supply", lead_days=None, by=dee).pk == supplier.pk
    assert queries.sources_of(dee)[item.pk] == Source("North Supply", None)


def test_sites_are_added_up_or_looked_at_one_by_one(dee: Actor, site: Site, van: Site, item: Item) -> None:
    use_weekly(dee, site, item)
    use_weekly(dee, van, item, units=5)
    set_par_level(site_id=site.pk, item_id=item.pk, quantity=7, by=dee)
    set_par_level(site_id=van.pk, item_id=item.pk, quantity=5, by=dee)
    both, one = only(dee), only(dee, site_id=van.pk)
    assert (both.weekly, both.par, both.usable) == (15, 12, 300 - 80 - 40)
    assert (one.weekly, one.par, one.usable) == (5, 5, -40)


def test_stock_that_is_set_aside_or_expired_is_not_there(dee: Actor, site: Site) -> None:
    item = make_item(dee)
    lot = stock(dee, site.pk, item, 50, lot="A")
    stock(dee, site.pk, item, 30, lot="B", expires_on=clock.now().date() - timedelta(days=5))
    stock(dee, site.pk, item, 20)
    assert lot is not None
    quarantine_lot(lot.pk, by=dee)
    assert only(dee).usable == 20


def test_nobody_without_a_site_has_a_list(cai: Actor, org: object) -> None:
    assert queries.reorder_list(cai, site_id=999_999) == []


def test_what_comes_first_is_what_is_due(dee: Actor, site: Site) -> None:
    due, later, unknown = (make_item(dee, name) for name in ("Due", "Later", "Unknown"))
    for item, units in ((due, 85), (later, 900), (unknown, 90)):
        stock(dee, site.pk, item, units)
        use_weekly(dee, site, item)
    set_sourcing({due.pk: Ordering(lead_days=30), later.pk: Ordering(lead_days=30)}, by=dee)
    rows = queries.reorder_list(dee)
    assert [(row.item.id, row.is_due) for row in rows] == [
        (due.pk, True),
        (later.pk, False),
        (unknown.pk, False),
    ]


def test_impossible_sources_are_refused(dee: Actor, ana: Actor, item: Item) -> None:
    with pytest.raises(NotAllowed):
        keep_supplier("X", lead_days=1, by=ana)
    with pytest.raises(NotAllowed):
        set_sourcing({item.pk: Ordering()}, by=ana)
    for name, days in (("  ", 1), ("X", 366), ("X", -1)):
        with pytest.raises(DomainError):
            keep_supplier(name, lead_days=days, by=dee)
    for wrong in (Ordering(lead_days=400), Ordering(supplier_id=10**9)):
        with pytest.raises(DomainError):
            set_sourcing({item.pk: wrong}, by=dee)
    with pytest.raises(DomainError):
        set_sourcing({10**9: Ordering()}, by=dee)
    assert not Sourcing.objects.of(dee).exists()


@pytest.fixture
def browser(sign_in: Callable[..., Client], dee_member: object) -> Client:
    return sign_in(None, dee_member)


def test_the_page_says_what_to_do_in_a_sentence(browser: Client, dee: Actor, site: Site, item: Item) -> None:
    use_weekly(dee, site, item)
    assert "Say how many days an order takes." in browser.get(REORDER).content.decode()
    set_sourcing({item.pk: Ordering(lead_days=10)}, by=dee)
    shown = browser.get(REORDER).content.decode()
    assert "Order by" in shown
    set_sourcing({item.pk: Ordering(lead_days=365)}, by=dee)
    shown = browser.get(f"{REORDER}?site={site.pk}").content.decode()
    assert "Order now, about " in shown
    text = b"".join(browser.get(f"{REORDER}?format=csv").streaming_content).decode()  # type: ignore[arg-type]
    assert "Order now" in text
    assert Disclosure.objects.of(dee).get().what == "reorder list"


def test_what_lasts_long_and_what_expires_is_said(browser: Client, dee: Actor, site: Site) -> None:
    item = make_item(dee)
    use_weekly(dee, site, item)
    stock(dee, site.pk, item, 9_000)
    stock(dee, site.pk, item, 500, lot="S", expires_on=clock.now().date() + timedelta(days=20))
    supplier = keep_supplier("North Supply", lead_days=9, by=dee)
    set_sourcing({item.pk: Ordering(supplier_id=supplier.pk)}, by=dee)
    shown = browser.get(REORDER).content.decode()
    assert "lasts about a year or longer" in shown
    assert "will expire unused" in shown
    assert "North Supply · 9 days" in shown


def test_nothing_is_ordered_in_vain(browser: Client, dee: Actor, site: Site) -> None:
    item = make_item(dee, units_per_pack=5)
    stock(dee, site.pk, item, 200)
    for week, units in enumerate((1, 40, 2, 30, 1, 3)):
        encounter(dee, site, {item: units}, occurred_at=days_ago(7 * week + 3))
    set_sourcing({item.pk: Ordering(lead_days=3)}, by=dee)
    (row,) = queries.reorder_list(dee)
    assert row.advice is not None
    assert (row.advice.about, row.advice.most > 0) == (0, True)
    assert "Nothing to order yet. Look again by" in browser.get(REORDER).content.decode()


def test_sources_are_typed_on_one_page_and_kept_when_wrong(browser: Client, dee: Actor, item: Item) -> None:
    browser.post(reverse("supplies:keep_supplier"), {"name": "North Supply", "lead_days": "14"})
    supplier = Supplier.objects.of(dee).get()
    wrong = browser.post(SOURCES, {f"supplier-{item.pk}": supplier.pk, f"lead-{item.pk}": "soon"})
    assert "Write whole days" in wrong.content.decode()
    assert 'value="soon"' in wrong.content.decode()
    browser.post(SOURCES, {f"supplier-{item.pk}": supplier.pk, f"lead-{item.pk}": "3"})
    assert queries.sources_of(dee)[item.pk] == Source("North Supply", 3)
    assert "North Supply" in browser.get(SOURCES).content.decode()
    browser.post(reverse("supplies:keep_supplier"), {"name": "", "lead_days": "900"})
    assert "message-error" in browser.get(SOURCES).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_queries(
    browser: Client, dee: Actor, site: Site, rows: int, django_assert_num_queries: Callable[..., object]
) -> None:
    for number in range(rows):
        item = make_item(dee, f"Item {number}")
        stock(dee, site.pk, item, 300)
        use_weekly(dee, site, item, weeks=5)
        set_sourcing({item.pk: Ordering(lead_days=5)}, by=dee)
    browser.get(REORDER)
    with django_assert_num_queries(13):  # type: ignore[attr-defined]
        assert browser.get(REORDER).status_code == 200
