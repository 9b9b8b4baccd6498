"""A day with a machine in a real browser, phone and desk: route, refill, code, the public page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from meetpoint.core.supplies.tests.factories import on_shelf, stock
from meetpoint.lib import clock
from meetpoint.services.vending.models import RestockVisit, Token
from meetpoint.services.vending.tests.factories import filled, item, machine, take, vend
from tests.browser import is_within

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = {"phone": 390, "desk": 1280}


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_from_the_route_to_a_full_machine_and_what_the_public_sees(
    enter, live_server, dee, ana_member, site, width
) -> None:
    east = machine(dee, is_public=True, place="Side door")
    stock(dee, site.pk, item(dee), 40, lot="L1")
    filled(east, dee, {"A1": 1, "A2": 9}, at=clock.now() - timedelta(days=1))
    take(vend(east, 0))
    asked: list[str] = []
    stranger = enter(width=width)
    stranger.on("request", lambda request: asked.append(request.url))
    stranger.goto(reverse("vending:find"))
    expect(stranger.get_by_text("Out of stock")).to_have_count(1)
    assert is_within(stranger)
    tab = enter(ana_member, width=width)
    tab.goto(reverse("vending:route"))
    expect(tab.get_by_text("room for 24")).to_be_visible()
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
    expect(tab.get_by_text("shown this once")).to_be_visible()
    assert Token.objects.of(dee).count() == 1
    stranger.reload()
    expect(stranger.get_by_text("Out of stock")).to_have_count(0)
    assert {url.split("/", 3)[2] for url in asked} == {live_server.url.split("/")[2]}
    assert stranger.context.cookies() == []
