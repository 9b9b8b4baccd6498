"""README's five minutes: a worker logs a contact, stock falls, the manager prints the month's sheet."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from meetpoint.operate.demo.making import make_demo
from meetpoint.operate.demo.story import PASSPHRASE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ENCOUNTERS = 150
SYRINGE, KIT = "Syringe 1 mL, 28G", "Naloxone kit, nasal 4 mg"
LETTER = {"width": 725, "height": 979}
"""A sheet of Letter paper without its margins, in CSS pixels."""


@pytest.fixture
def phone(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    for _step in make_demo(ENCOUNTERS, seed=7):
        pass
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def sign_in(page: Page, name: str) -> None:
    page.goto("/")
    page.get_by_label("Email").fill(f"{name}@harborlight.example")
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in", exact=True).click()


def on_the_shelf(page: Page, item: str) -> int:
    page.get_by_role("link", name="Supplies", exact=True).click()
    level = page.locator(".level", has_text=item).first.locator(".level-number > .figures")
    return int(level.inner_text().replace(",", ""))


def log(page: Page, item: str, units: int) -> None:
    preset = page.locator(".stepper", has_text=item).locator(".stepper-preset")
    preset.filter(has_text=re.compile(rf"^\s*{units}\s*$")).click()


def test_newcomer_gets_from_signing_in_to_a_printed_sheet(phone: Page) -> None:
    sign_in(phone, "ana")
    assert phone.url.endswith("/today/")
    before = [on_the_shelf(phone, item) for item in (SYRINGE, KIT)]
    phone.get_by_role("link", name="Log", exact=True).click()
    log(phone, SYRINGE, 20)
    log(phone, KIT, 1)
    phone.get_by_role("button", name="Save").click()
    phone.locator(".log-saved-line").wait_for()
    left = [max(0, stood - taken) for stood, taken in zip(before, (20, 1), strict=True)]
    assert [on_the_shelf(phone, item) for item in (SYRINGE, KIT)] == left

    phone.get_by_role("link", name="More", exact=True).click()
    phone.get_by_role("button", name="Sign out").last.click()
    phone.get_by_label("Email").wait_for()
    sign_in(phone, "sam")
    phone.get_by_role("link", name="More", exact=True).click()
    phone.get_by_role("link", name="Month's sheet").click()
    phone.get_by_role("link", name="Print").click()
    assert_fits_paper(phone)


def assert_fits_paper(page: Page) -> None:
    """No column is cut off, and what one service counts is kept together."""
    page.emulate_media(media="print")
    page.set_viewport_size(LETTER)
    table = page.locator(".sheet-table").bounding_box()
    assert table
    assert table["x"] + table["width"] <= LETTER["width"]
    groups = page.locator(".sheet-table tbody").all()
    assert len(groups) > 3
    assert all(group.evaluate("e => getComputedStyle(e).breakInside") == "avoid" for group in groups)
    assert all((box := group.bounding_box()) and box["height"] < LETTER["height"] / 2 for group in groups)
