"""A network that cuts requests and answers anywhere, and clocks that are ten years off, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, Route
from pytest_django.live_server_helper import LiveServer

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.field.describing.bundle import bundle
from meetpoint.core.field.models import ReceivedEvent
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.supplies.models import Item
from meetpoint.lib import clock
from tests.journeys.cutting import cutting_network
from tests.journeys.field.test_night import hand_out, item, set_up

__all__ = ["item"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHALLENGE, SYNC = "/field/challenge/", "/field/sync/"
CUTS = {
    "before the first request": (CHALLENGE, False, 0),
    "the challenge never comes back": (CHALLENGE, True, 0),
    "within the challenge": (CHALLENGE, True, -5),
    "before the second request": (SYNC, False, 0),
    "no byte of the answer": (SYNC, True, 0),
    "within the status line": (SYNC, True, 7),
    "within the headers": (SYNC, True, 60),
    "within the body": (SYNC, True, -200),
    "the last byte": (SYNC, True, -1),
}


SEND = """async (files) => {
  const [{ send }, store] = await Promise.all(["sync.js", "store.js"].map((name) => import(files + name)));
  const [identity] = await store.identities();
  return [await send(identity, { language: "en" }), (await store.counts(identity.device)).unsent];
}"""


def sent(page: Page) -> tuple[str, int]:
    """Send with the app's own script; return its outcome, and how many entries still wait."""
    outcome, waiting = page.evaluate(SEND, bundle().address(""))
    return outcome, waiting


def test_network_cut_at_every_stage(
    open_page: Callable[..., Page], live_server: LiveServer, item: Item, org: Organisation
) -> None:
    with cutting_network(live_server.url) as network:

        def through_the_network(path: str, *, width: int) -> Page:
            page = open_page("/robots.txt", width=width)
            context: BrowserContext = page.context
            (cookie,) = [one for one in context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": network.url}])
            page.goto(network.url + path)
            return page

        page = set_up(through_the_network)
        for number, (stage, (address, reaches, bytes_back)) in enumerate(CUTS.items(), start=1):
            page.context.set_offline(True)
            hand_out(page, item, number)
            network.cut(address, reaches=reaches, bytes_back=bytes_back)
            page.context.set_offline(False)
            assert sent(page) == ("offline", number), stage
            arrived = Encounter.objects.of(org.pk).count()
            assert arrived == (number if address == SYNC and reaches else 0), stage
        assert min(network.lengths) > 260, "the cuts lie where they are said to lie"
        network.mend()
        assert sent(page) == ("sent", 0)
    assert Encounter.objects.of(org.pk).count() == len(CUTS)
    assert {row.state for row in ReceivedEvent.objects.of(org.pk)} == {"stored"}


def test_sign_in_page_of_a_network_and_clocks_ten_years_off(
    open_page: Callable[..., Page], item: Item, org: Organisation
) -> None:
    page = set_up(open_page)
    context = page.context

    def portal(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html", body="<h1>Welcome to Free Wifi</h1>")

    for address in (CHALLENGE, SYNC):
        context.route(f"**{address}", portal)
        hand_out(page, item, 1)
        assert sent(page)[0] == "portal"
        context.unroute(f"**{address}")
    assert sent(page) == ("sent", 0)

    for years in (10, -10):
        page.clock.set_fixed_time(clock.now() + timedelta(days=365 * years))
        context.set_offline(True)
        page.reload()
        page.wait_for_selector("#app[data-ready]")
        hand_out(page, item, 2)
        context.set_offline(False)
        assert sent(page) == ("sent", 0)
    moments = Encounter.objects.of(org.pk).values_list("occurred_at", flat=True)
    assert len(moments) == 4
    assert all(abs(moment - clock.now()) < timedelta(minutes=5) for moment in moments)
    said = ReceivedEvent.objects.of(org.pk).values_list("made_at", flat=True)
    assert sorted(round((made - clock.now()).days / 365) for made in said if made) == [-10, 0, 0, 10]
