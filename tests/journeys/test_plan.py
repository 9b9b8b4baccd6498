"""A plan's sliders in a real browser: drawn anew while one moves, and the same page without JavaScript."""

import re

import pytest
from playwright.sync_api import Page

from meetpoint.core.access.models import RoleName, StaffMember
from meetpoint.planning.conftest import answers, worker  # noqa: F401 - the planning worker, as a fixture
from meetpoint.planning.tests.plans import plan
from tests.browser import is_within
from tests.journeys.test_pages import barriers, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(dee, ana_member: StaffMember) -> str:
    StaffMember.objects.of(dee).filter(pk=ana_member.pk).update(role=RoleName.MANAGER)
    return f"/planning/{plan(dee).uid}/"


def test_director_drags_a_slider_keeps_prints_and_calls_off_a_long_run(open_page, worker, address) -> None:  # noqa: F811
    page = open_page(address)
    sentence = page.locator(".plan-sentence")
    before = sentence.text_content()
    slider = page.get_by_role("slider", name=re.compile("Naloxone kits, community"))
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.45, y)
    with page.expect_response(_answered("quick")):
        page.mouse.down()
    with page.expect_response(_answered("quick")):
        page.mouse.move(box["x"] + box["width"] * 0.85, y, steps=3)
    page.get_by_text("Infections and QALYs follow").wait_for()
    assert sentence.text_content() != before, "drawn anew before the slider is let go of"
    with page.expect_response(_answered("whole")):
        page.mouse.up()
    page.get_by_text("HIV infections", exact=True).first.wait_for()
    kits = page.get_by_label("Naloxone kits, community", exact=True).input_value()
    assert float(kits) > 10_000
    assert f"kits_community={kits}" in page.url
    page.get_by_role("button", name="Keep this way").click()
    page.get_by_text("Kept.").wait_for()
    assert page.get_by_label("Naloxone kits, community", exact=True).input_value() == kits
    _opens_as_pdf(page)
    _starts_and_calls_off(page)


def _answered(detail: str):
    return lambda answer: f"detail={detail}" in answer.url and answer.status == 200


def _opens_as_pdf(page: Page) -> None:
    link = page.get_by_role("link", name="Two pages for a board (PDF)")
    answer = page.request.get(link.get_attribute("href"))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")


def _starts_and_calls_off(page: Page) -> None:
    page.get_by_role("navigation", name="This plan").get_by_role("link", name="Long runs").click()
    page.get_by_role("button", name="Start").click()
    page.get_by_role("progressbar").wait_for()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("Cancelled. The plan itself is as it was.").wait_for()
    assert not page.get_by_role("progressbar").count()


def test_slider_moves_by_keyboard(open_page, worker, address) -> None:  # noqa: F811
    page = open_page(address)
    slider = page.get_by_role("slider", name=re.compile("Syringe services"))
    with page.expect_response(lambda answer: "detail=whole" in answer.url):
        slider.press("ArrowRight")
    assert page.get_by_label("Syringe services", exact=True).input_value() == "31"


def test_phone_without_javascript_has_the_result_first_and_does_all_of_it(open_page, worker, address) -> None:  # noqa: F811
    page = open_page(address, script=False, width=390)
    sentence = page.locator(".plan-sentence")
    before = sentence.text_content()
    assert sentence.bounding_box()["y"] < 844, "on the first screen"
    kits = page.get_by_label("Naloxone kits, community", exact=True)
    assert sentence.bounding_box()["y"] < kits.bounding_box()["y"]
    assert page.get_by_role("slider").count() == 0
    kits.fill("16000")
    page.get_by_role("button", name="Show results").click()
    assert page.locator(".plan-sentence").text_content() != before
    page.get_by_role("button", name="Keep this way").click()
    page.get_by_text("Kept.").wait_for()
    assert is_within(page)
    page.locator(".plan-menu > summary").click()
    _opens_as_pdf(page)
    _starts_and_calls_off(page)


@pytest.mark.parametrize("language", ["en", "es"])
def test_results_fit_small_phones_and_have_no_barriers(open_page, worker, address, language) -> None:  # noqa: F811
    tab = open_page(address, width=390, language=language)
    wrong = []
    for path in ("", "compare/", "unknown/", "promise/"):
        tab.goto(address + path)
        assert not tab.locator(".message-warning").count()
        wrong += [f"{path}: {fault}" for fault in faults(tab) + barriers(tab)]
    assert not wrong, "\n".join(wrong)
