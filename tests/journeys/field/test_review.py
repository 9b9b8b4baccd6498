"""Looking entries over before they are sent, and known codes, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from meetpoint.core.encounters.actions import record_encounters
from meetpoint.core.encounters.entry import NewEncounter
from meetpoint.core.encounters.models import Encounter, EncounterLine
from meetpoint.core.field.describing.reference import REVIEWING
from meetpoint.core.field.models import ReceivedEvent
from meetpoint.core.field.options import RECENT_CODES, REVIEW
from meetpoint.core.organisations.actions.grounds import Ground, set_option
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.people.tests.factories import enrolled
from meetpoint.core.supplies.models import Item
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from tests.journeys.field.test_night import CANARY, EVERYTHING_KEPT, hand_out, item, unsent, wait_until

__all__ = ["item"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSPHRASE = "four words nobody guesses"
SIX_MINUTES_LATER = """() => { const now = Date.now; Date.now = () => now() + 360_000;
  document.dispatchEvent(new Event("visibilitychange")); Date.now = now; }"""


def test_entries_are_looked_over_before_they_are_sent(
    open_page: Callable[..., Page],
    item: Item,
    org: Organisation,
    site: Site,
    dee: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(REVIEWING, "iterations", 1_000)
    person, card = enrolled(dee)
    with clock.stand_at(clock.now() - timedelta(days=2)):
        seen = NewEncounter(uid=uuid7(), site_id=site.pk, occurred_at=clock.now(), participant_id=person.pk)
        record_encounters([seen], by=dee)
    for name in (REVIEW, RECENT_CODES):
        set_option(
            name, "yes", Ground(source="Board", effective_from=clock.now().date(), verified_by="Dee"), by=dee
        )

    page = choose_passphrase(open_page)
    tell_known_codes(page, card.spoken)
    lock_when_idle(page, item)
    look_over_and_send(page, item, org)
    clear_after_ten_tries(page, item, org)


def choose_passphrase(open_page: Callable[..., Page]) -> Page:
    page = open_page("/field/set-up/", width=390)
    page.fill("#id_name", "Blue phone")
    page.click("button.button-large")
    answer(page, "short", "short")
    expect(page.locator("#gate-said")).to_contain_text("12")
    answer(page, PASSPHRASE, "something else entirely")
    expect(page.locator("#gate-said")).to_contain_text("not the same")
    answer(page, PASSPHRASE, PASSPHRASE)
    page.wait_for_selector("#app[data-ready]")
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    return page


def tell_known_codes(page: Page, spoken: str) -> None:
    page.check("#who-code")
    for typed, said in (
        (spoken.lower(), "Known here"),
        ("K7M-4QX8", "One character"),
        ("K7M-4QX7", "Not seen"),
    ):
        page.fill("#in-code", typed)
        expect(page.locator("#code-hint")).to_contain_text(said)
    page.check("#who-anonymous")
    assert spoken.replace("-", "") not in page.evaluate(EVERYTHING_KEPT).replace("-", "")


def lock_when_idle(page: Page, item: Item) -> None:
    page.context.set_offline(True)
    for number in (1, 2, 3, 4):
        hand_out(page, item, number, note=CANARY if number == 1 else "")
    page.click("#undo")
    wait_until(page, 3)
    kept = page.evaluate(EVERYTHING_KEPT)
    assert CANARY not in kept
    assert PASSPHRASE not in kept
    assert "key:true" not in kept

    page.evaluate(SIX_MINUTES_LATER)
    expect(page.locator("main")).to_contain_text("wait for you to look them over: 3")
    answer(page, "not the passphrase")
    expect(page.locator("#gate-said")).to_contain_text(
        "Tries left: 9. After that the entries that were not sent are cleared: 3"
    )
    page.reload()
    expect(page.locator("main")).to_contain_text("Tries left: 9")
    answer(page, PASSPHRASE)
    page.wait_for_selector("#app[data-ready]")


def look_over_and_send(page: Page, item: Item, org: Organisation) -> None:
    page.click("text=Look over")
    expect(page.locator(".draft")).to_have_count(3)
    expect(page.locator(".draft").first).to_contain_text(CANARY)
    page.locator(".draft").nth(1).get_by_text("Change").click()
    expect(page.locator(f"[name='item-{item.pk}']")).to_have_value("2")
    page.fill(f"[name='item-{item.pk}']", "20")
    page.click("#save")
    page.locator(".draft").nth(2).get_by_text("Remove").click()
    expect(page.locator(".draft")).to_have_count(2)
    page.click("#undo")
    expect(page.locator(".draft")).to_have_count(3)
    page.locator(".draft").nth(2).get_by_text("Remove").click()
    expect(page.locator(".draft")).to_have_count(2)
    assert not ReceivedEvent.objects.of(org.pk).exists()
    page.context.set_offline(False)
    page.click("#let-go")
    wait_until(page, 0)
    units = EncounterLine.objects.of(org.pk).order_by("quantity").values_list("quantity", flat=True)
    assert list(units) == [1, 20]
    assert Encounter.objects.of(org.pk).count() == 3


def clear_after_ten_tries(page: Page, item: Item, org: Organisation) -> None:
    page.click("nav >> text=Log")
    hand_out(page, item, 9)
    page.locator(".tab").last.click()
    page.click("#lock")
    for left in range(9, 0, -1):
        answer(page, "wrong")
        expect(page.locator("#gate-said")).to_contain_text(f"Tries left: {left}.")
    answer(page, "wrong")
    expect(page.locator("main")).to_contain_text("had not been sent were cleared: 1")
    answer(page, PASSPHRASE, PASSPHRASE)
    expect(page.locator("#unsent")).to_be_visible()
    assert unsent(page) == 0
    assert Encounter.objects.of(org.pk).count() == 3


def answer(page: Page, first: str, second: str = "") -> None:
    page.fill("#pass", first)
    if second:
        page.fill("#again", second)
    page.click("#gate button")
    page.wait_for_function("() => !document.querySelector('#gate')?.hasAttribute('aria-busy')")
