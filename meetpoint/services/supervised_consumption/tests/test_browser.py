"""The room in a real browser, phone and desk: check-in, board, an overdose without a network."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from meetpoint.core.access.proof import sessions
from meetpoint.services.supervised_consumption.models import Event, Step, Visit
from meetpoint.services.supervised_consumption.tests.factories import room_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = {"phone": 390, "desk": 1280}


def is_within(tab: Page) -> bool:
    """Tell whether nothing is wider than the screen."""
    return bool(tab.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_an_overdose_is_logged_without_a_network_and_every_screen_learns_of_it(
    chromium: Browser, live_server, dee, ana_member, site, width
) -> None:
    board = reverse("supervised_consumption:board", args=[room_at(site).uid])
    context = chromium.new_context(base_url=live_server.url, viewport={"width": width, "height": 844})
    token = sessions.open_session(ana_member, device="Chromium")
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": token, "url": live_server.url}])
    tab, wall = context.new_page(), context.new_page()
    wall.goto(f"{board}wall/")
    tab.goto(board)
    tab.get_by_role("link", name="Check in").click()
    tab.get_by_label("Heard the rules").check()
    tab.get_by_role("button", name="Check in").click()
    tab.get_by_role("button", name="2", exact=True).click()
    tab.get_by_role("button", name="Has used now").click()
    assert is_within(tab)
    tab.goto(board)
    expect(wall.locator("#station-2")).to_contain_text("Has used")
    tab.locator("#station-2").get_by_role("button", name="Looked").click()
    expect(wall.locator("#station-2")).to_contain_text("looked 0 min ago")
    tab.route("**/*", lambda route: route.abort())  # the network goes, for this tab alone
    tab.locator("#station-2").get_by_role("button", name="Emergency").click()
    panel = tab.locator("#panel")
    for name in ("Stimulated", "Naloxone", "Ambulance called"):
        panel.get_by_role("button", name=name, exact=True).click()
    expect(panel.get_by_role("status")).to_contain_text("4 not sent yet")
    assert is_within(tab)
    assert Event.objects.of(dee).count() == 0
    tab.unroute_all()
    expect(wall.locator("#station-2")).to_contain_text("Emergency", timeout=10_000)
    expect(panel.locator("#steps")).to_contain_text("Ambulance called", timeout=10_000)
    expect(panel.get_by_role("status")).to_be_hidden()
    panel.get_by_role("link", name="Whole log").click()
    tab.get_by_role("button", name="It is over").click()
    expect(tab.get_by_text("For the incident report")).to_be_visible()
    expect(wall.locator("#station-2")).to_contain_text("Has used")
    event = Event.objects.of(dee).get()
    assert event.visit_id == Visit.objects.of(dee).get().pk
    assert sorted(Step.objects.of(dee).values_list("kind", flat=True)) == [
        "ems_called",
        "naloxone",
        "stimulate",
    ]
    assert (event.had_ems, event.resolved_at is not None) == (True, True)
    context.close()
