"""The pages of lots, of the catalogue and of what a site wants to hold."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from meetpoint.core.access.models import StaffMember
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.actions import (
    quarantine_lot,
)
from meetpoint.core.supplies.models import Item, ParLevel
from meetpoint.core.supplies.tests.factories import KIND, make_item, stock
from meetpoint.core.tenancy.actor import Actor

LATER = date(2040, 6, 30)
Enter = Callable[[Client | None, StaffMember], Client]


@pytest.fixture
def browser(sign_in: Enter, dee_member: StaffMember) -> Client:
    return sign_in(None, dee_member)


@pytest.fixture
def worker(sign_in: Enter, ana_member: StaffMember) -> Client:
    return sign_in(None, ana_member)


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
