"""The pages of supplies: what they show, what they refuse, and how often they ask the database."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from meetpoint.core.access.models import StaffMember
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.actions import (
    ItemDetails,
    add_item,
    quarantine_lot,
    set_kit_contents,
    set_par_level,
)
from meetpoint.core.supplies.drawdown import HandOut, draw_down
from meetpoint.core.supplies.models import Item, Lot, Movement, ParLevel
from meetpoint.core.supplies.queries import ledger_differences
from meetpoint.core.supplies.tests.factories import KIND, make_item, on_shelf, stock
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

LATER = date(2040, 6, 30)
Enter = Callable[[Client | None, StaffMember], Client]


@pytest.fixture
def browser(sign_in: Enter, dee_member: StaffMember) -> Client:
    return sign_in(None, dee_member)


@pytest.fixture
def worker(sign_in: Enter, ana_member: StaffMember) -> Client:
    return sign_in(None, ana_member)


def fill(dee: Actor, site: Site, count: int) -> None:
    for number in range(count):
        item = make_item(dee, f"Item {number}")
        soon = clock.now().date() + timedelta(days=10 + number)
        stock(dee, site.pk, item, 10, f"L{number}", soon)
        stock(dee, site.pk, item, 5)
        set_par_level(site_id=site.pk, item_id=item.pk, quantity=20, by=dee)
        draw_down(dee.organisation_id, [HandOut(number + 1, site.pk, item.pk, 20, clock.now(), dee.staff_id)])
        stock(dee, site.pk, item, 4, f"L{number}", soon)


LISTS = {
    "levels": 8,
    "expiring": 4,
    "ledger": 6,
    "lots": 4,
    "catalogue": 3,
    "shortfalls": 6,
    "count": 5,
    "transfer": 5,
    "dispose": 5,
    "par": 5,
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), LISTS.items())
def test_list_asks_the_database_as_often_for_one_row_as_for_three(
    dee: Actor,
    site: Site,
    browser: Client,
    django_assert_num_queries,
    rows: int,
    name: str,
    queries: int,  # type: ignore[no-untyped-def]
) -> None:
    fill(dee, site, rows)
    browser.get(reverse(f"supplies:{name}"))
    with django_assert_num_queries(queries):
        page = browser.get(reverse(f"supplies:{name}"))
    assert page.status_code == 200
    assert all(f"Item {number}" in page.content.decode() for number in range(rows))


def test_levels_say_what_is_low_expiring_and_short(dee: Actor, site: Site, worker: Client) -> None:
    fill(dee, site, 1)
    text = worker.get(reverse("supplies:levels")).content.decode()
    for words in ("Low", "of 20 wanted", "5 beyond record"):
        assert words in text


def test_levels_of_an_empty_catalogue_offer_the_usual_items(browser: Client, site: Site) -> None:
    assert "Add the usual items" in browser.get(reverse("supplies:levels")).content.decode()


def test_item_page_shows_lots_ledger_and_chart(dee: Actor, site: Site, van: Site, worker: Client) -> None:
    item = make_item(dee, "Foil")
    stock(dee, site.pk, item, 40, "A1", LATER)
    draw_down(dee.organisation_id, [HandOut(1, site.pk, item.pk, 7, clock.now(), dee.staff_id)])
    text = worker.get(reverse("supplies:item", args=[item.slug])).content.decode()
    for words in ("A1", "Handed out", "33", "Handed out by month", "Too little use is known yet"):
        assert words in text


def test_item_page_of_another_organisation_reads_as_missing(
    dee: Actor, site: Site, sign_in: Enter, cai_member: StaffMember
) -> None:
    item = make_item(dee, "Foil")
    lot = stock(dee, site.pk, item, 40, "A1", LATER)
    stranger = sign_in(None, cai_member)
    for url in (reverse("supplies:item", args=[item.slug]), reverse("supplies:lot", args=[lot.pk])):
        assert stranger.get(url).status_code == 404


def receive(browser: Client, item: Item, **said: object) -> object:
    data = {"batch": uuid4(), "site": said.pop("site", ""), "item": item.pk, "packs": 0, "quantity": 5}
    return browser.post(reverse("supplies:receive"), {**data, "reason": "bought", **said})


def test_receive_page_stores_a_delivery_once_even_when_sent_twice(
    dee: Actor, site: Site, worker: Client
) -> None:
    item, batch = make_item(dee, units_per_pack=10), uuid4()
    for _time in range(2):
        said = {"packs": 2, "lot_number": "A1", "expires_on": "06/2040", "batch": batch}
        page = receive(worker, item, site=site.pk, **said)
        assert page.status_code == 302  # type: ignore[attr-defined]
    assert on_shelf(dee, site.pk, item) == {"A1": 25}
    assert Lot.objects.of(dee).get().expires_on == date(2040, 6, 30)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"quantity": ""}, "Write a number from 1"),
        ({"quantity": "many"}, "whole number"),
        ({"expires_on": "13/2040"}, "no such day"),
        ({"expires_on": "next year"}, "Write the date as"),
        ({"expires_on": "06/1987"}, "cannot be right"),
        ({"site": "999"}, "Select a valid choice"),
        ({"came_on": "2999-01-01"}, "time in the past"),
        ({"batch": "x"}, "valid UUID"),
    ],
)
def test_receive_page_keeps_what_was_typed_and_says_how_to_mend_it(
    dee: Actor, site: Site, worker: Client, wrong: dict[str, str], message: str
) -> None:
    item = make_item(dee)
    page = receive(worker, item, **{"site": site.pk, "lot_number": "KEEP-ME", **wrong})
    text = page.content.decode()  # type: ignore[attr-defined]
    assert page.status_code == 200  # type: ignore[attr-defined]
    assert message in text
    assert "KEEP-ME" in text
    assert not Movement.objects.of(dee).exists()


def test_receive_page_tells_of_a_shortfall_and_an_expired_lot(dee: Actor, site: Site, worker: Client) -> None:
    item = make_item(dee)
    draw_down(dee.organisation_id, [HandOut(1, site.pk, item.pk, 3, clock.now(), None)])
    receive(worker, item, site=site.pk, lot_number="A", expires_on="2020-01", came_on="2024-05-05")
    text = worker.get(reverse("supplies:levels")).content.decode()
    assert "went out before this was written down" in text
    assert "This lot expired on" in text


def test_transfer_page_moves_several_items(dee: Actor, site: Site, van: Site, browser: Client) -> None:
    foil, cotton = make_item(dee, "Foil"), make_item(dee, "Cotton")
    stock(dee, site.pk, foil, 40, "A1", LATER)
    stock(dee, site.pk, cotton, 9)
    said = {
        "batch": uuid4(),
        "site": site.pk,
        "to_site": van.pk,
        f"units-{foil.pk}": 30,
        f"units-{cotton.pk}": "0",
    }
    assert browser.post(reverse("supplies:transfer"), said).status_code == 302
    assert on_shelf(dee, van.pk, foil) == {"A1": 30}


@pytest.mark.parametrize(
    ("asked", "message"), [("50", "Only 40 of Foil"), ("x", "whole numbers"), ("", "how much")]
)
def test_transfer_page_says_what_is_there(
    dee: Actor, site: Site, van: Site, browser: Client, asked: str, message: str
) -> None:
    foil = make_item(dee, "Foil")
    stock(dee, site.pk, foil, 40, "A1", LATER)
    said = {"batch": uuid4(), "site": site.pk, "to_site": van.pk, f"units-{foil.pk}": asked}
    page = browser.post(reverse("supplies:transfer"), said)
    assert page.status_code == 200
    assert message in page.content.decode()


def test_dispose_page_is_filled_in_from_the_list_of_what_expires(
    dee: Actor, site: Site, browser: Client
) -> None:
    foil = make_item(dee, "Foil")
    lot = stock(dee, site.pk, foil, 40, "A1", date(2020, 1, 31))
    listed = browser.get(reverse("supplies:expiring")).content.decode()
    pile = f"{foil.pk}-{lot.pk}"
    assert f"pile={pile}" in listed
    address = f"{reverse('supplies:dispose')}?site={site.pk}&pile={pile}&reason=expired"
    assert 'value="40"' in browser.get(address).content.decode()
    said = {"batch": uuid4(), "site": site.pk, "pile": pile, "quantity": 41, "reason": "expired"}
    assert "Only 40 of Foil" in browser.post(reverse("supplies:dispose"), said).content.decode()
    assert browser.post(reverse("supplies:dispose"), {**said, "quantity": 40}).status_code == 302
    assert on_shelf(dee, site.pk, foil) == {}


def test_pack_page_shows_for_how_many_kits_the_parts_reach(dee: Actor, site: Site, browser: Client) -> None:
    kit, spray = make_item(dee, "Kit"), make_item(dee, "Spray")
    assert "No kits in the catalogue" in browser.get(reverse("supplies:pack")).content.decode()
    set_kit_contents(kit.pk, {spray.pk: 2}, by=dee)
    stock(dee, site.pk, spray, 9, "S", LATER)
    assert "enough for 4 kits" in browser.get(reverse("supplies:pack")).content.decode()
    said = {"batch": uuid4(), "site": site.pk, "quantity": 5}
    assert "Only 9 of Spray" in browser.post(reverse("supplies:pack"), said).content.decode()
    assert browser.post(reverse("supplies:pack"), {**said, "quantity": 4}).status_code == 302
    made = Lot.objects.of(dee).get(item=kit)
    text = browser.get(reverse("supplies:lot", args=[made.pk])).content.decode()
    assert "Packed out of these lots" in text


def test_count_page_shows_differences_before_saving_them(dee: Actor, site: Site, worker: Client) -> None:
    foil = make_item(dee, "Foil")
    lot = stock(dee, site.pk, foil, 40, "A1", LATER)
    url = reverse("supplies:count")
    key, batch = f"{foil.pk}-{lot.pk}", uuid4()
    assert f'name="counted-{key}"' in worker.get(url).content.decode()
    said = {"batch": batch, "site": site.pk, f"counted-{key}": "37", f"seen-{key}": "40"}
    review = worker.post(url, {**said, "step": "review"}).content.decode()
    assert "-3" in review
    assert on_shelf(dee, site.pk, foil) == {"A1": 40}
    again = worker.post(url, {**said, "step": "change"}).content.decode()
    assert 'value="37"' in again
    for _time in range(2):
        assert worker.post(url, {**said, "step": "save"}).status_code == 302
    assert on_shelf(dee, site.pk, foil) == {"A1": 37}
    assert ledger_differences(dee.organisation_id) == []


def test_count_page_keeps_what_was_counted_while_another_kind_is_shown(
    dee: Actor, site: Site, worker: Client
) -> None:
    foil = make_item(dee, "Foil")
    spray = add_item(ItemDetails(kind="naloxone", name="Spray"), by=dee)
    url, batch = reverse("supplies:count"), str(uuid4())
    first = worker.get(url).content.decode()
    assert f"counted-{spray.pk}-0" in first
    assert f"counted-{foil.pk}-0" not in first
    said = {"batch": batch, "site": site.pk, f"counted-{spray.pk}-0": "5", f"seen-{spray.pk}-0": "0"}
    second = worker.post(url, {**said, "kind": KIND}).content.decode()
    assert f'type="hidden" name="counted-{spray.pk}-0" value="5"' in second
    assert f"counted-{foil.pk}-0" in second
    assert batch in second
    worker.post(url, {**said, f"counted-{foil.pk}-0": "7", f"seen-{foil.pk}-0": "0", "step": "save"})
    assert on_shelf(dee, site.pk, spray) == {"": 5}
    assert on_shelf(dee, site.pk, foil) == {"": 7}


def test_count_page_without_differences_saves_nothing(dee: Actor, site: Site, worker: Client) -> None:
    stock(dee, site.pk, make_item(dee, "Foil"), 40, "A1", LATER)
    page = worker.post(reverse("supplies:count"), {"step": "save", "site": site.pk})
    assert "Everything agrees" in page.content.decode()


@pytest.mark.parametrize("typed", ["", "-1", "4.5", "1000001", "٣"])
def test_count_page_asks_again_for_what_is_no_number(
    dee: Actor, site: Site, worker: Client, typed: str
) -> None:
    foil = make_item(dee, "Foil")
    said = {"site": site.pk, f"counted-{foil.pk}-0": typed, f"seen-{foil.pk}-0": "x", "step": "review"}
    text = worker.post(reverse("supplies:count"), said).content.decode()
    assert "Write a number from 0" in text


def test_count_page_says_what_the_action_refuses(dee: Actor, site: Site, worker: Client) -> None:
    foil, batch = make_item(dee, "Foil"), uuid4()
    url, key = reverse("supplies:count"), f"{foil.pk}-0"
    said = {"batch": batch, "site": site.pk, f"seen-{key}": "0", "step": "save"}
    worker.post(url, {**said, f"counted-{key}": "5"})
    page = worker.post(url, {**said, f"counted-{key}": "6"})
    assert "already sent with other numbers" in page.content.decode()


def test_shortfalls_page_settles_in_one_tap(dee: Actor, site: Site, worker: Client) -> None:
    foil, cotton = make_item(dee, "Foil"), make_item(dee, "Cotton")
    for item in (foil, cotton):
        draw_down(dee.organisation_id, [HandOut(1, site.pk, item.pk, 3, clock.now(), None)])
    lot = stock(dee, site.pk, foil, 40, "A1", LATER)
    text = worker.get(reverse("supplies:shortfalls")).content.decode()
    assert "From lot A1 (40 here)" in text
    said = {"batch": uuid4(), "site": site.pk, "item": foil.pk, "units": 3}
    assert worker.post(reverse("supplies:settle"), {**said, "lot": lot.pk}).status_code == 302
    assert on_shelf(dee, site.pk, foil) == {"A1": 37}
    said = {"batch": uuid4(), "site": site.pk, "item": cotton.pk, "units": 3, "lot": ""}
    assert worker.post(reverse("supplies:settle"), said).status_code == 302
    assert on_shelf(dee, site.pk, cotton) == {}
    page = worker.get(f"{reverse('supplies:shortfalls')}?site={site.pk}")
    assert "No shortfalls" in page.content.decode()
    assert worker.post(reverse("supplies:settle"), {"batch": "x"}).status_code == 422


def test_lot_page_sets_aside_releases_and_corrects(dee: Actor, site: Site, browser: Client) -> None:
    lot = stock(dee, site.pk, make_item(dee, "Foil"), 40, "A1", LATER)
    browser.post(reverse("supplies:set_lot_aside", args=[lot.pk]))
    assert "Release" in browser.get(reverse("supplies:lot", args=[lot.pk])).content.decode()
    browser.post(reverse("supplies:set_lot_aside", args=[lot.pk]), {"release": "1"})
    url = reverse("supplies:correct_lot", args=[lot.pk])
    assert "2040-06-30" in browser.get(url).content.decode()
    assert (
        "cannot be right" in browser.post(url, {"lot_number": "A2", "expires_on": "1987-01"}).content.decode()
    )
    assert browser.post(url, {"lot_number": "A2", "expires_on": "2041-02"}).status_code == 302
    lot.refresh_from_db()
    assert (lot.number, lot.expires_on, lot.quarantined_at) == ("A2", date(2041, 2, 28), None)


def test_lots_page_finds_what_is_set_aside(dee: Actor, site: Site, browser: Client) -> None:
    lot = stock(dee, site.pk, make_item(dee, "Foil"), 40, "A1", LATER)
    stock(dee, site.pk, make_item(dee, "Cotton"), 40, "B1", LATER)
    quarantine_lot(lot.pk, by=dee)
    for query, shown, hidden in (("state=aside", "A1", "B1"), ("q=b1&state=all", "B1", "A1")):
        text = browser.get(f"{reverse('supplies:lots')}?{query}").content.decode()
        assert shown in text
        assert f">{hidden}<" not in text


DETAILS = {
    "name": "Foil sheets",
    "kind": KIND,
    "unit": "sheet",
    "units_per_pack": 100,
    "presets": "5, 10",
    "order": 3,
}


def test_catalogue_pages_add_change_and_retire(dee: Actor, site: Site, browser: Client) -> None:
    page = browser.post(reverse("supplies:add_item"), DETAILS)
    item = Item.objects.of(dee).get()
    assert page["Location"] == reverse("supplies:change_item", args=[item.slug])
    url = reverse("supplies:change_item", args=[item.slug])
    assert "Foil sheets" in browser.get(url).content.decode()
    assert browser.post(url, {**DETAILS, "presets": "5"}).status_code == 302
    assert "no such" not in browser.post(url, {**DETAILS, "presets": "lots"}).content.decode()
    for extra in ({}, {"restore": "1"}):
        browser.post(reverse("supplies:retire_item", args=[item.slug]), extra)
    item.refresh_from_db()
    assert (item.presets, item.retired_at) == ("5", None)


def test_catalogue_pages_keep_what_cannot_be(dee: Actor, site: Site, browser: Client) -> None:
    make_item(dee, "Foil")
    for url in (reverse("supplies:add_item"), reverse("supplies:change_item", args=["foil"])):
        text = browser.post(url, {**DETAILS, "units_per_pack": 20_000, "name": "Kept name"}).content.decode()
        assert "Write a number from 1 to 10000" in text
        assert "Kept name" in text


def test_kit_contents_are_set_from_the_item_page(dee: Actor, site: Site, browser: Client) -> None:
    kit, spray, gloves = (make_item(dee, name) for name in ("Kit", "Spray", "Gloves"))
    url = reverse("supplies:set_contents", args=[kit.slug])
    browser.post(url, {"part": spray.pk, "part_quantity": 2})
    browser.post(url, {f"content-{spray.pk}": 3, "part": gloves.pk, "part_quantity": 1})
    browser.post(url, {f"content-{spray.pk}": "x"})
    assert dict(kit.contents.values_list("item__name", "quantity")) == {"Spray": 3, "Gloves": 1}
    assert "Spray" in browser.get(reverse("supplies:item", args=[kit.slug])).content.decode()


def test_usual_items_come_from_the_modules(dee: Actor, site: Site, browser: Client) -> None:
    for _time in range(2):
        assert browser.post(reverse("supplies:add_usual")).status_code == 302
    assert Item.objects.of(dee).count() > 20


def test_par_page_sets_what_a_site_wants(dee: Actor, site: Site, browser: Client) -> None:
    foil = make_item(dee, "Foil")
    url = reverse("supplies:par")
    assert browser.post(url, {"site": site.pk, f"par-{foil.pk}": "30"}).status_code == 302
    assert "whole numbers" in browser.post(url, {"site": site.pk, f"par-{foil.pk}": "3.5"}).content.decode()
    assert (
        "Write a number" in browser.post(url, {"site": site.pk, f"par-{foil.pk}": "9999999"}).content.decode()
    )
    assert [par.quantity for par in ParLevel.objects.of(dee)] == [30]


@pytest.mark.parametrize("name", ["transfer", "dispose", "pack", "par", "add_item"])
def test_manager_pages_are_closed_to_workers(site: Site, worker: Client, name: str) -> None:
    assert worker.get(reverse(f"supplies:{name}")).status_code == 403


def test_pages_without_any_site_say_what_to_do(dee: Actor, browser: Client, site: Site) -> None:
    Site.objects.of(dee).delete()
    page = browser.get(reverse("supplies:levels"))
    assert page.status_code == 422
    assert "no site yet" in page.content.decode()


def test_ledger_exports_what_it_shows(dee: Actor, site: Site, browser: Client) -> None:
    stock(dee, site.pk, make_item(dee, "Foil"), 40, "A1", LATER)
    page = browser.get(f"{reverse('supplies:ledger')}?format=csv")
    text = b"".join(page.streaming_content).decode()  # type: ignore[attr-defined]
    assert "Foil" in text
    assert ",40," in text
