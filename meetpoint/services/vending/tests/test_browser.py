"""A day with a machine in a real browser, phone and desk: route, refill, code, the public page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Page

from meetpoint.core.access.proof import sessions
from meetpoint.core.supplies.tests.factories import on_shelf, stock
from meetpoint.lib import clock
from meetpoint.services.vending.models import RestockVisit, Token
from meetpoint.services.vending.tests.factories import filled, item, machine, take, vend

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = {"phone": 390, "desk": 1280}


def tab_of(chromium: Browser, live_server, width: int, member=None) -> Page:
    context = chromium.new_context(base_url=live_server.url, viewport={"width": width, "height": 900})
    if member is not None:
        token = sessions.open_session(member, device="Chromium")
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": token, "url": live_server.url}])
    return context.new_page()


def is_within(tab: Page) -> bool:
    """Tell whether nothing is wider than the screen."""
    return bool(tab.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_from_the_route_to_a_full_machine_and_what_the_public_sees(
    chromium, live_server, dee, ana_member, site, width
) -> None:
    east = machine(dee, is_public=True, place="Side door")
    stock(dee, site.pk, item(dee), 40, lot="L1")
    filled(east, dee, {"A1": 1, "A2": 9}, at=clock.now() - timedelta(days=1))
    take(vend(east, 0))
    asked: list[str] = []
    stranger = tab_of(chromium, live_server, width)
    stranger.on("request", lambda request: asked.append(request.url))
    stranger.goto(reverse("vending:find"))
    assert stranger.get_by_text("Out of stock").count() == 1
    assert is_within(stranger)
    tab = tab_of(chromium, live_server, width, ana_member)
    tab.goto(reverse("vending:route"))
    assert tab.get_by_text("room for 24").is_visible()
    assert is_within(tab)
    tab.get_by_role("link", name="Machine east-01").first.click()
    tab.get_by_role("link", name="Refill", exact=True).click()
    tab.get_by_label("Plaza").check()
    tab.locator("[name='now.A1']").fill("24")
    assert is_within(tab)
    tab.get_by_role("button", name="Save").first.click()
    tab.wait_for_load_state()
    assert RestockVisit.objects.of(dee).count() == 2
    assert on_shelf(dee, site.pk, item(dee)) == {"L1": 16}
    tab.goto(reverse("vending:codes"))
    tab.get_by_role("button", name="Give out a code").click()
    assert tab.get_by_text("shown this once").is_visible()
    assert Token.objects.of(dee).count() == 1
    stranger.reload()
    assert stranger.get_by_text("Out of stock").count() == 0
    assert {url.split("/", 3)[2] for url in asked} == {live_server.url.split("/")[2]}
    assert stranger.context.cookies() == []
    for each in (tab, stranger):
        each.context.close()
