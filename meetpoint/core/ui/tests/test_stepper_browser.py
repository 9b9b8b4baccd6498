"""Steppers under a real thumb: − and +, presets, limits, and holding down."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import Context, Template
from playwright.sync_api import Browser

SCRIPT = Path(__file__).parents[1] / "static" / "ui" / "stepper.js"
pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[object]:
    source = '{% load ui %}{% stepper "kits" "Kits" 2 presets=presets maximum=40 %}'
    tab = chromium.new_page()
    tab.set_content(Template(source).render(Context({"presets": (5, 40)})))
    tab.add_script_tag(content=SCRIPT.read_text(), type="module")
    tab.wait_for_selector('[data-stepper="ready"]')
    yield tab
    tab.close()


def amount(page: object) -> int:
    return int(page.locator("#id_kits").input_value())


def test_buttons_have_names_and_room_for_a_thumb(page: object) -> None:
    for name in ("Less: Kits", "More: Kits", "Kits: 5"):
        assert page.get_by_role("button", name=name, exact=True).is_visible()


def test_plus_and_minus_change_by_one(page: object) -> None:
    page.get_by_role("button", name="More: Kits").click()
    assert amount(page) == 3
    page.get_by_role("button", name="Less: Kits").click(click_count=2)
    assert amount(page) == 1


def test_amount_stays_within_its_limits(page: object) -> None:
    page.get_by_role("button", name="Less: Kits").click(click_count=5, force=True)
    assert amount(page) == 0
    page.get_by_role("button", name="Kits: 40").click()
    page.get_by_role("button", name="More: Kits").click(force=True)
    assert amount(page) == 40


def test_holding_repeats_and_letting_go_stops(page: object) -> None:
    page.get_by_role("button", name="More: Kits").hover()
    page.mouse.down()
    page.wait_for_timeout(900)
    page.mouse.up()
    reached = amount(page)
    assert reached > 4
    page.wait_for_timeout(300)
    assert amount(page) == reached


def test_every_change_is_told_to_the_page(page: object) -> None:
    page.evaluate("window.told = 0; addEventListener('change', () => { window.told += 1; })")
    page.get_by_role("button", name="Kits: 5").click()
    assert page.evaluate("window.told") == 1
