"""A plan's sliders in a real browser: drawn anew while one moves, and the same page without JavaScript."""

import re

import pytest

from meetpoint.core.access.models import RoleName, StaffMember
from meetpoint.planning.conftest import answers, worker  # noqa: F401 - the planning worker, as a fixture
from meetpoint.planning.tests.plans import plan
from tests.journeys.test_pages import barriers, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(dee, ana_member: StaffMember) -> str:
    StaffMember.objects.of(dee).filter(pk=ana_member.pk).update(role=RoleName.MANAGER)
    return f"/planning/{plan(dee).uid}/"


def test_slider_redraws_while_it_moves_and_adds_infections_at_rest(open_page, worker, address) -> None:  # noqa: F811
    page = open_page(address)
    sentence = page.locator(".plan-sentence")
    before = sentence.text_content()
    slider = page.get_by_role("slider", name=re.compile("Naloxone kits, community"))
    with page.expect_response(lambda answer: "detail=quick" in answer.url) as quick:
        slider.evaluate("each => { each.value = 16000; each.dispatchEvent(new Event('input')); }")
    assert quick.value.status == 200
    page.get_by_text("follow when you let go").wait_for()
    assert sentence.text_content() != before
    assert page.get_by_label("Naloxone kits, community", exact=True).input_value() == "16000"
    with page.expect_response(lambda answer: "detail=whole" in answer.url):
        slider.dispatch_event("change")
    page.get_by_text("HIV infections", exact=True).first.wait_for()
    assert "kits_community=16000" in page.url
    page.get_by_role("button", name="Keep this way").click()
    page.get_by_text("Kept.").wait_for()
    assert page.get_by_label("Naloxone kits, community", exact=True).input_value() == "16000"


def test_slider_moves_by_keyboard(open_page, worker, address) -> None:  # noqa: F811
    page = open_page(address)
    slider = page.get_by_role("slider", name=re.compile("Syringe services"))
    with page.expect_response(lambda answer: "detail=whole" in answer.url):
        slider.press("ArrowRight")
    assert page.get_by_label("Syringe services", exact=True).input_value() == "31"


@pytest.mark.parametrize("width", [390, 1280])
def test_without_javascript_numbers_and_a_button_do_the_same(open_page, worker, address, width) -> None:  # noqa: F811
    page = open_page(address, script=False, width=width)
    before = page.locator(".plan-sentence").text_content()
    assert page.get_by_role("slider").count() == 0
    page.get_by_label("Naloxone kits, community", exact=True).fill("16000")
    page.get_by_role("button", name="Show results").click()
    assert page.locator(".plan-sentence").text_content() != before
    page.get_by_role("button", name="Keep this way").click()
    page.get_by_text("Kept.").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("language", ["en", "es"])
def test_results_fit_small_phones_and_have_no_barriers(open_page, worker, address, language) -> None:  # noqa: F811
    tab = open_page(address, width=390, language=language)
    wrong = []
    for path in ("", "compare/", "unknown/", "promise/"):
        tab.goto(address + path)
        assert not tab.locator(".message-warning").count()
        wrong += [f"{path}: {fault}" for fault in faults(tab) + barriers(tab)]
    assert not wrong, "\n".join(wrong)
