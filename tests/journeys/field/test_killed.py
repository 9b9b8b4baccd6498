"""Two hundred contacts without a network, a browser killed in the middle, two tabs, a cleared storage."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect
from pytest_django.live_server_helper import LiveServer

from meetpoint.core.access.models import StaffMember
from meetpoint.core.access.proof import sessions
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.supplies.models import Item
from tests.browser import ARGUMENTS
from tests.journeys.field.test_night import CANARY, hand_out, item, set_up, unsent, wait_until

__all__ = ["item"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NIGHT = 200
MEASURE = (Path(__file__).parents[1] / "measure.js").read_text().partition("\n")[2]
PATIENCE_MS = 60_000


def opened(chromium: Browser, profile: Path, live_server: LiveServer) -> BrowserContext:
    context = chromium.browser_type.launch_persistent_context(
        profile,
        executable_path=os.environ.get("MEETPOINT_TEST_BROWSER") or shutil.which("chromium"),
        args=[*ARGUMENTS],
        base_url=live_server.url,
        viewport={"width": 390, "height": 844},
    )
    context.set_default_timeout(PATIENCE_MS)
    return context


@pytest.mark.long
def test_browser_killed_while_saving(
    chromium: Browser,
    live_server: LiveServer,
    tmp_path: Path,
    ana_member: StaffMember,
    org: Organisation,
    item: Item,
) -> None:
    context = opened(chromium, tmp_path, live_server)
    token = sessions.open_session(ana_member, device="Chromium")
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": token, "url": live_server.url}])

    def open_page(path: str, *, width: int) -> Page:
        page = context.new_page()
        page.goto(path)
        return page

    page = set_up(open_page)
    context.set_offline(True)
    for number in range(1, NIGHT + 1):
        hand_out(page, item, 1, note=CANARY if number == 1 else "")
    page.fill(f"[name='item-{item.pk}']", "1")
    with contextlib.suppress(Error):
        page.evaluate("document.getElementById('save').click()")
        context.new_cdp_session(page).send("Browser.crash")
    with contextlib.suppress(Error):
        context.close()
    found = [
        path.name for path in tmp_path.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()
    ]
    assert found == [], "what was typed stands on the disk"

    context = opened(chromium, tmp_path, live_server)
    page = context.new_page()
    page.goto("/field/")
    page.wait_for_selector("#app[data-ready]")
    page.locator(".tab").last.click()
    page.click("#send")
    wait_until(page, 0)
    stored = Encounter.objects.of(org.pk).count()
    assert stored in (NIGHT, NIGHT + 1), "the one that was being saved is whole or absent"
    page.click("#send")
    expect(page.locator("#outcome")).to_have_attribute("data-outcome", "sent")
    assert Encounter.objects.of(org.pk).count() == stored
    context.close()


def test_two_tabs_share_one_queue(open_page: Callable[..., Page], item: Item, org: Organisation) -> None:
    first = set_up(open_page)
    second = first.context.new_page()
    second.goto("/field/")
    second.wait_for_selector("#app[data-ready]")
    first.context.set_offline(True)
    hand_out(first, item, 3)
    second.reload()
    second.wait_for_selector("#app[data-ready]")
    hand_out(second, item, 4)
    assert unsent(second) == 2
    first.context.set_offline(False)
    for page in (first, second):
        page.locator(".tab").last.click()
        page.click("#send")
    wait_until(second, 0)
    assert Encounter.objects.of(org.pk).count() == 2


def test_the_app_fits_a_small_phone_with_large_text(open_page: Callable[..., Page], item: Item) -> None:
    page = set_up(open_page)
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    for place in range(page.locator(".tab").count()):
        page.locator(".tab").nth(place).click()
        assert page.evaluate(MEASURE, 48) == []
    page.locator(".tab").first.click()
    save, tabs = page.locator(".thumb-zone").bounding_box(), page.locator(".tabs").bounding_box()
    assert save
    assert tabs
    assert save["y"] + save["height"] <= tabs["y"] + 2


def test_cleared_storage_is_said(open_page: Callable[..., Page], item: Item) -> None:
    page = set_up(open_page)
    page.context.set_offline(True)
    hand_out(page, item, 3)
    page.context.set_offline(False)
    cleaner = page.context.new_page()
    cleaner.goto("/field/files/none/none.js")
    page.close()
    session = cleaner.context.new_cdp_session(cleaner)
    origin = cleaner.evaluate("location.origin")
    session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "indexeddb"})
    cleaner.goto("/field/")
    expect(cleaner.locator("#cleared")).to_be_visible()
