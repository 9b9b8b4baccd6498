"""The pages of supplies: what they show, what they refuse, and how often they ask the database."""

from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from meetpoint.core.access.models import StaffMember
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.actions import (
    set_kit_contents,
    set_par_level,
)
from meetpoint.core.supplies.drawdown import HandOut, draw_down
from meetpoint.core.supplies.models import Item, Lot, Movement
from meetpoint.core.supplies.tests.factories import make_item, on_shelf, stock
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
    "count": 6,
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


def test_levels_lead_to_the_pages_under_them(browser: Client, site: Site) -> None:
    page = browser.get("/supplies/").content.decode()
    assert 'href="#more-supplies"' in page
    assert page.index('href="/supplies/recalls/"') > page.index('id="more-supplies"')


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


TOO_LONG = "9" * 5000
"""Python itself refuses to read a number of more than 4,300 digits."""


@pytest.mark.parametrize("page", ["levels", "shortfalls", "count", "transfer", "dispose", "par", "lots"])
@pytest.mark.parametrize("asked", [TOO_LONG, "-1", "٣", "%00"])
def test_site_that_no_number_names_is_the_present_one(
    dee: Actor, site: Site, browser: Client, page: str, asked: str
) -> None:
    assert browser.get(f"{reverse(f'supplies:{page}')}?site={asked}").status_code == 200


@pytest.mark.parametrize("typed", [TOO_LONG, "-1", "4.5", "٣"])
def test_units_that_are_no_number_are_refused_in_words(
    dee: Actor, site: Site, van: Site, browser: Client, typed: str
) -> None:
    kit, foil = make_item(dee, "Kit"), make_item(dee, "Foil")
    stock(dee, site.pk, foil, 40, "A1", LATER)
    forms = {
        reverse("supplies:transfer"): {f"units-{foil.pk}": typed, "to_site": van.pk, "batch": uuid4()},
        reverse("supplies:par"): {f"par-{foil.pk}": typed},
        reverse("supplies:set_contents", args=[kit.slug]): {"part": foil.pk, "part_quantity": typed},
    }
    for url, said in forms.items():
        answer = browser.post(url, {"site": site.pk, **said}, follow=True)
        assert "Write whole numbers, such as 12." in answer.content.decode(), url
    assert on_shelf(dee, site.pk, foil) == {"A1": 40}


def test_fields_that_no_number_names_are_left_alone(
    dee: Actor, site: Site, van: Site, browser: Client
) -> None:
    kit, foil = make_item(dee, "Kit"), make_item(dee, "Foil")
    stock(dee, site.pk, foil, 40, "A1", LATER)
    more = {f"units-{TOO_LONG}": "1", f"content-{TOO_LONG}": "1", "part": TOO_LONG}
    said = {"site": site.pk, "to_site": van.pk, "batch": uuid4(), f"units-{foil.pk}": "4", **more}
    assert _sent(browser, reverse("supplies:transfer"), said).status_code == 302
    assert on_shelf(dee, van.pk, foil) == {"A1": 4}
    url = reverse("supplies:set_contents", args=[kit.slug])
    assert _sent(browser, url, {**more, f"content-{foil.pk}": "2"}).status_code == 302
    assert list(kit.contents.values_list("item_id", "quantity")) == [(foil.pk, 2)]


def _sent(browser: Client, url: str, said: dict[str, object]) -> HttpResponse:
    """As a browser sends a plain form, whose field names may be of any length."""
    return browser.post(url, urlencode(said), content_type="application/x-www-form-urlencoded")


def test_lots_page_counts_the_units_within_reach(
    sign_in: Enter, ana_member: StaffMember, dee: Actor, site: Site, van: Site
) -> None:
    item = make_item(dee, "Foil")
    for place, units in ((site, 5), (van, 7011)):
        stock(dee, place.pk, item, units, "A1", LATER)
    StaffMember.objects.of(dee).filter(pk=ana_member.pk).update(all_sites=False)
    ana_member.sites.add(site)
    text = sign_in(None, ana_member).get(reverse("supplies:lots")).content.decode()
    assert "A1" in text
    assert "7,0" not in text
