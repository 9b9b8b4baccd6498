"""The pages: who sees what, what is refused beside its field, and how many queries they cost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from meetpoint.core.organisations.actions import SiteDetails, add_site
from meetpoint.core.organisations.models import SiteKind
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.vending.credentials import password_of
from meetpoint.services.vending.models import KeptMessage, LimitRule, Machine, Slot, Token
from meetpoint.services.vending.tests.factories import filled, item, machine, naloxone, raw, slot, take, vend

LIST, ROUTE, FIND = reverse("vending:machines"), reverse("vending:route"), reverse("vending:find")
CODES, LIMITS, MESSAGES = reverse("vending:codes"), reverse("vending:limits"), reverse("vending:messages")
LIST_QUERIES, FIND_QUERIES, MESSAGE_QUERIES = 11, 6, 3


def page_of(of: Machine, name: str = "machine") -> str:
    return reverse(f"vending:{name}", args=[of.uid])


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_one_and_three(
    dee, dee_member, sign_in, rows, django_assert_num_queries
) -> None:
    for number in range(rows):
        machine(dee, f"m-{number}")
    browser = sign_in(None, dee_member)
    browser.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        page = browser.get(LIST)
    assert page.content.count(b"row-link") == rows


def test_machine_is_added_filled_and_shown(dee, dee_member, sign_in, org) -> None:
    site = add_site(
        SiteDetails(name="Library", slug="library", kind=SiteKind.VENDING), by=Actor.system(org.pk, "test")
    )
    browser = sign_in(None, dee_member)
    assert browser.get(reverse("vending:add_machine")).status_code == 200
    said = {
        "uid": uuid7(),
        "site": site.pk,
        "device": "library",
        "kind": "machine",
        "access": "open",
        "source": "messages",
        "counter_profile": "auto",
    }
    answer = browser.post(reverse("vending:add_machine"), said)
    added = Machine.objects.of(dee).get()
    assert answer.url == page_of(added, "slots")
    assert browser.get(answer.url).status_code == 200
    rows = {
        "slots-TOTAL_FORMS": 2,
        "slots-INITIAL_FORMS": 0,
        "slots-0-selection": "A1",
        "slots-0-item": item(dee).pk,
        "slots-0-capacity": 24,
    }
    assert browser.post(answer.url, rows).url == page_of(added)
    assert Slot.objects.of(dee).get().capacity == 24
    shown = browser.get(page_of(added)).content.decode()
    assert "not known" in shown
    assert f"{reverse('field:form', args=['vending_restock'])}?site={site.pk}" in shown


def test_slot_rows_say_what_is_wrong_beside_their_fields(dee, dee_member, sign_in) -> None:
    east = machine(dee)
    first = {"slots-TOTAL_FORMS": 3, "slots-INITIAL_FORMS": 2}
    rows = {
        "slots-0-selection": "A1",
        "slots-1-item": item(dee).pk,
        "slots-2-selection": "not a selection",
    }
    page = sign_in(None, dee_member).post(page_of(east, "slots"), {**first, **rows})
    wrong = [set(form.errors) for form in page.context["rows"]]
    assert wrong == [{"item", "capacity"}, {"selection"}, {"selection"}]
    twice = {
        f"slots-{n}-{name}": value
        for n in (0, 1)
        for name, value in (("selection", "A1"), ("item", item(dee).pk), ("capacity", 5))
    }
    page = sign_in(None, dee_member).post(page_of(east, "slots"), {**first, "slots-TOTAL_FORMS": 2, **twice})
    assert b"named twice" in page.content


def test_slot_that_holds_something_else_begins_anew(dee, dee_member, sign_in) -> None:
    east = machine(dee)
    filled(east, dee, {"A1": 20, "A2": 5})
    rows = {
        "slots-TOTAL_FORMS": 2,
        "slots-INITIAL_FORMS": 2,
        "slots-0-selection": "A1",
        "slots-0-item": item(dee).pk,
        "slots-0-capacity": 30,
        "slots-0-minimum": 6,
        "slots-0-sku": "STRIP-5",
        "slots-1-selection": "A2",
        "slots-1-item": item(dee).pk,
        "slots-1-capacity": 12,
    }
    sign_in(None, dee_member).post(page_of(east, "slots"), rows)
    assert (slot(east).capacity, slot(east).counted) == (30, 20)
    assert (slot(east, "A2").item_id, slot(east, "A2").counted) == (item(dee).pk, None)
    assert Slot.objects.of(dee).filter(until__isnull=False).count() == 2


def test_machine_changes_and_is_retired(dee, dee_member, sign_in) -> None:
    east = machine(dee)
    browser = sign_in(None, dee_member)
    said = {
        "uid": east.uid,
        "kind": "machine",
        "access": "token",
        "source": "audits",
        "counter_profile": "swapped",
        "is_public": "on",
        "place": "Side door",
    }
    assert browser.post(page_of(east, "change_machine"), said).url == page_of(east)
    east.refresh_from_db()
    assert (east.access, east.is_public, east.device) == ("token", True, "east-01")
    browser.post(page_of(east, "retire_machine"))
    east.refresh_from_db()
    assert (east.retired_at is not None, east.is_public) == (True, False)
    assert browser.get(page_of(east)).status_code == 200


def test_reader_sees_and_changes_nothing_and_others_find_nothing(
    dee, ben_member, cai_member, sign_in
) -> None:
    east = machine(dee)
    reader, other = sign_in(None, ben_member), sign_in(None, cai_member)
    assert [reader.get(url).status_code for url in (LIST, ROUTE, page_of(east))] == [200, 200, 200]
    assert [reader.get(url).status_code for url in (CODES, LIMITS, MESSAGES, page_of(east, "keys"))] == [
        403
    ] * 4
    assert other.get(page_of(east)).status_code == 404


def test_keys_are_shown_to_an_administrator_and_change(dee, dee_member, sign_in) -> None:
    east = machine(dee)
    browser = sign_in(None, dee_member)
    before = password_of(east)
    assert before in browser.get(page_of(east, "keys")).content.decode()
    browser.post(page_of(east, "new_keys"))
    east.refresh_from_db()
    assert password_of(east) != before
    assert password_of(east) in browser.get(page_of(east, "keys")).content.decode()


def test_code_is_shown_once_and_ended_by_what_is_on_the_card(dee, ana_member, sign_in) -> None:
    browser = sign_in(None, ana_member)
    page = browser.post(CODES)
    code = page.context["issued"]["code"]
    assert re.fullmatch(r"\d{3} \d{3} \d{4}", code)
    assert page["Cache-Control"].startswith("max-age=0")
    assert code.encode() not in browser.get(CODES).content
    assert b"No code in use" in browser.post(reverse("vending:end_code"), {"code": "1234567890"}).content
    assert browser.post(reverse("vending:end_code"), {"code": code}).url == CODES
    assert Token.objects.of(dee).get().ended_at is not None


def test_limit_is_set_and_naloxone_is_said_to_be_free_of_it(dee, dee_member, sign_in) -> None:
    browser = sign_in(None, dee_member)
    naloxone(dee)
    page = browser.post(LIMITS, {"item": item(dee).pk, "most": 2, "source": "Board"})
    assert set(page.context["form"].errors) == {"days"}
    for one in (item(dee), naloxone(dee)):
        browser.post(LIMITS, {"item": one.pk, "most": 2, "days": 7, "source": "Board"})
    assert LimitRule.objects.of(dee).count() == 2
    shown = browser.get(LIMITS).content.decode()
    assert "2 in 7 days" in shown
    assert "no limit: naloxone" in shown


@pytest.mark.parametrize("rows", [1, 3])
def test_messages_cost_the_same_for_one_and_three(
    dee, dee_member, sign_in, rows, django_assert_num_queries
) -> None:
    east = machine(dee)
    take(*(raw(east, "vend", f"nothing {number}".encode()) for number in range(rows)))
    browser = sign_in(None, dee_member)
    browser.get(MESSAGES)
    with django_assert_num_queries(MESSAGE_QUERIES):
        page = browser.get(MESSAGES)
    assert page.content.count(b"It is not JSON.") == rows


def test_message_is_looked_at_tried_and_put_away(dee, dee_member, sign_in) -> None:
    east = machine(dee)
    take(raw(east, "vend", b'{"v": "<b>"}'))
    kept = KeptMessage.objects.of(dee).get()
    browser = sign_in(None, dee_member)
    here = reverse("vending:message", args=[kept.uid])
    assert "&lt;b&gt;" in browser.get(here).content.decode()
    again = browser.post(reverse("vending:try_message_again", args=[kept.uid]), follow=True)
    assert b"another version" in again.content
    browser.post(reverse("vending:put_message_away", args=[kept.uid]))
    kept.refresh_from_db()
    assert kept.settled_at is not None


@pytest.mark.parametrize("rows", [1, 3])
def test_public_page_asks_nobody_to_sign_in_and_costs_the_same(dee, rows, django_assert_num_queries) -> None:
    for number in range(rows):
        filled(machine(dee, f"m-{number}", is_public=True, place="Side door"), dee, {"A1": 20})
    stranger = Client()
    stranger.get(FIND)
    with django_assert_num_queries(FIND_QUERIES):
        page = stranger.get(FIND)
    assert page.content.count(b"Side door") == rows


def test_public_page_shows_only_machines_that_opted_in_and_no_numbers(dee, cai) -> None:
    shown = machine(dee, "shown", is_public=True, place="Side door")
    machine(dee, "hidden")
    machine(cai, "theirs", is_public=True, place="Pier")
    filled(shown, dee, {"A1": 17, "A2": 0}, at=clock.now() - timedelta(hours=1))
    take(vend(shown, 1))
    words = Client().get(FIND).content.decode()
    assert "Machine shown" in words
    assert "Machine theirs" in words
    assert "Machine hidden" not in words
    assert "Out of stock" in words
    assert not re.search(r"\b1[67]\b", re.sub(r"<time.*?</time>", "", words)), (
        "no level is told to the public"
    )
    assert re.findall(r'(?:src|href|action)="(?![/?])[^"#]*"', words) == []


def test_public_page_speaks_spanish_without_remembering_it(dee) -> None:
    machine(dee, is_public=True)
    stranger = Client()
    page = stranger.get(f"{FIND}?language=es")
    assert "Encontrar una máquina" in page.content.decode()
    assert not page.cookies
    assert b"Find a machine" in stranger.get(f"{FIND}?language=xx").content


def test_public_page_warns_of_a_machine_that_is_silent(dee) -> None:
    east = machine(dee, is_public=True)
    take(raw(east, "state", {"v": 1, "device": east.device, "boot": "b", "seq": -1, "online": False}))
    assert b"Not heard from since" in Client().get(FIND).content
