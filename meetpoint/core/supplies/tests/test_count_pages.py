"""The count page and the page of shortfalls."""

import re
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from meetpoint.core.access.models import StaffMember
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.actions import (
    ItemDetails,
    add_item,
)
from meetpoint.core.supplies.drawdown import HandOut, draw_down
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


@pytest.mark.parametrize("typed", ["", "-1", "4.5", "1000001", "٣", "9" * 5000])
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


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="((?:batch|site|seen|changes)[^"]*)" value="([^"]*)"', page))


def test_two_who_count_the_same_surplus_book_it_once(
    dee: Actor, site: Site, worker: Client, browser: Client
) -> None:
    foil, cups = make_item(dee, "Foil"), make_item(dee, "Cups")
    lot = stock(dee, site.pk, foil, 50, "A1", LATER)
    stock(dee, site.pk, cups, 8, "", None)
    url, key = reverse("supplies:count"), f"{foil.pk}-{lot.pk}"
    opened = [hidden(person.get(url).content.decode()) for person in (worker, browser)]
    said = [{**form, f"counted-{key}": "60", "step": "save"} for form in opened]
    assert worker.post(url, said[0]).status_code == 302
    assert worker.post(url, said[0]).status_code == 302, "sent twice by the same hand"

    asked = browser.post(url, said[1])
    assert asked.status_code == 200
    page = asked.content.decode()
    assert "somebody else wrote down a count or a movement of Foil" in page
    assert "Is this number still right?" not in page, "both counted the same, so there is nothing to ask"
    assert on_shelf(dee, site.pk, foil) == {"A1": 60}

    other = {**said[1], f"counted-{key}": "58", f"counted-{cups.pk}-0": "7"}
    page = browser.post(url, other).content.decode()
    assert "Is this number still right?" in page
    assert 'value="58"' in page
    assert on_shelf(dee, site.pk, cups) == {"": 8}
    again = {**other, **hidden(page)}
    assert browser.post(url, again).status_code == 302
    assert on_shelf(dee, site.pk, foil) == {"A1": 58}
    assert on_shelf(dee, site.pk, cups) == {"": 7}
    assert ledger_differences(dee.organisation_id) == []


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


@pytest.mark.parametrize("seen", ["-1999999999", "9" * 25, "-" + "9" * 5000])
def test_count_page_takes_no_impossible_record_from_the_browser(
    dee: Actor, site: Site, worker: Client, seen: str
) -> None:
    foil = make_item(dee, "Foil")
    lot = stock(dee, site.pk, foil, 40, "A1", LATER)
    key = f"{foil.pk}-{lot.pk}"
    said = {"batch": uuid4(), "site": site.pk, f"counted-{key}": "37", f"seen-{key}": seen, "step": "save"}
    assert worker.post(reverse("supplies:count"), said).status_code == 302
    assert on_shelf(dee, site.pk, foil) == {"A1": 37}


@pytest.mark.parametrize(("units", "answer"), [("999999999999", 302), ("9" * 5000, 422), ("0", 422)])
def test_closing_a_shortfall_closes_no_more_than_is_open(
    dee: Actor, site: Site, worker: Client, units: str, answer: int
) -> None:
    foil = make_item(dee, "Foil")
    draw_down(dee.organisation_id, [HandOut(1, site.pk, foil.pk, 3, clock.now(), None)])
    said = {"batch": uuid4(), "site": site.pk, "item": foil.pk, "units": units, "lot": ""}
    assert worker.post(reverse("supplies:settle"), said).status_code == answer
    assert on_shelf(dee, site.pk, foil) == ({} if answer == 302 else {"": -3})


def test_second_to_close_a_shortfall_is_told_that_nothing_is_short(
    dee: Actor, site: Site, worker: Client
) -> None:
    foil = make_item(dee, "Foil")
    draw_down(dee.organisation_id, [HandOut(1, site.pk, foil.pk, 3, clock.now(), None)])
    said = {"site": site.pk, "item": foil.pk, "units": 3, "lot": ""}
    assert worker.post(reverse("supplies:settle"), {**said, "batch": uuid4()}).status_code == 302
    second = worker.post(reverse("supplies:settle"), {**said, "batch": uuid4()})
    assert second.status_code == 422
    assert "Nothing is short here any more." in second.content.decode()
    assert on_shelf(dee, site.pk, foil) == {}
