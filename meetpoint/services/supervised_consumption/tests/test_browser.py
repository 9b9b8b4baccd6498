"""The room in a real browser, phone and desk: check-in, board, an overdose without a network."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from meetpoint.lib import clock
from meetpoint.services.supervised_consumption.models import Event, Step, Visit
from meetpoint.services.supervised_consumption.tests.factories import emergency, room_at, seated
from meetpoint.services.supervised_consumption.tests.pages import to
from tests.browser import is_within

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = {"phone": 390, "desk": 1280}


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_an_overdose_is_logged_without_a_network_and_every_screen_learns_of_it(
    enter, dee, ana_member, site, width
) -> None:
    board = reverse("supervised_consumption:board", args=[room_at(site).uid])
    tab = enter(ana_member, width=width)
    wall = tab.context.new_page()
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


BROKEN_WORDS = """() => [...document.querySelectorAll(".sc-tap span")].flatMap((said) => {
  const range = document.createRange();
  const texts = [...said.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
  return texts.flatMap((text) => [...text.data.matchAll(/\\S+/g)].filter((word) => {
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    return range.getClientRects().length > 1;
  }).map((word) => word[0]));
})"""


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_word_breaks_on_the_buttons_of_an_emergency(enter, ana, ana_member, site, language) -> None:
    event = emergency(ana, site, station=1, at=clock.now())
    tab = enter(ana_member)
    tab.goto(to("response", event.uid))
    tab.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": tab.url}])
    tab.reload()
    for width in WIDTHS.values():
        tab.set_viewport_size({"width": width, "height": 844})
        assert tab.locator(".sc-tap").count() > 10
        assert tab.evaluate(BROKEN_WORDS) == []


IS_KEPT = """async () => {
  const [name] = await caches.keys();
  const kept = name ? (await (await caches.open(name)).keys()).length : 0;
  return kept > 3 && navigator.serviceWorker.controller?.state === "activated";
}"""


def until_kept(tab: Page) -> None:
    tab.wait_for_function(IS_KEPT)
    tab.wait_for_timeout(1500)  # Chromium writes a worker down a moment after it says that it is active


def test_log_goes_on_over_reloads_without_a_network_and_is_sent_once_in_order(
    enter, dee, ana, ana_member, site
) -> None:
    room = room_at(site)
    tab = enter(ana_member, width=390)
    tab.goto(to("board", room.uid))
    until_kept(tab)
    tab.context.set_offline(True)
    tab.reload()
    expect(tab.get_by_text("No network, or the server does not answer")).to_be_visible()
    assert is_within(tab)
    began = clock.now()
    tab.get_by_role("button", name="Station 2").click()
    panel = tab.locator("#panel")
    panel.get_by_role("button", name="Stimulated").click()
    panel.get_by_role("button", name="Glucose").click()
    panel.locator("#queue").get_by_role("button", name="Undo").first.click()
    tab.wait_for_timeout(300)  # sealing and writing take a moment
    tab.reload()
    expect(panel.locator("#queue")).to_contain_text("Stimulated")
    expect(panel.locator("#queue")).not_to_contain_text("Glucose")
    tab.wait_for_timeout(1200)
    panel.get_by_role("button", name="Naloxone", exact=True).click()
    assert is_within(tab)
    assert not Event.objects.of(dee).exists()
    tab.context.set_offline(False)
    expect(tab.locator("#station-2")).to_contain_text("Emergency", timeout=15_000)
    expect(tab.locator("#panel #steps")).to_contain_text("Naloxone", timeout=15_000)
    expect(tab.locator("#queue").get_by_role("status")).to_be_hidden()
    steps = list(Step.objects.of(dee).order_by("at"))
    assert [(one.kind, one.undone_at is None) for one in steps] == [
        ("stimulate", True), ("glucose", False), ("naloxone", True),
    ]  # fmt: skip
    assert steps[2].at - steps[0].at >= timedelta(seconds=1.2)
    event = Event.objects.of(dee).get()
    assert timedelta(0) <= event.recognised_at - began < timedelta(seconds=5)
    assert (event.station_number, event.first_action_at) == (2, steps[0].at)


def test_page_of_an_emergency_goes_on_without_a_network(enter, ana, ana_member, site) -> None:
    event = emergency(ana, site, station=1, at=clock.now() - timedelta(minutes=3))
    tab = enter(ana_member, width=390)
    tab.goto(to("response", event.uid))
    until_kept(tab)
    tab.context.set_offline(True)
    tab.reload()
    expect(tab.locator("#panel [data-panel-clock]")).to_contain_text("3:")
    tab.get_by_role("button", name="Oxygen").click()
    tab.context.set_offline(False)
    expect(tab.locator("#steps")).to_contain_text("Oxygen", timeout=15_000)
    assert Event.objects.of(ana).count() == 1


def test_emergency_is_over_though_an_earlier_tap_is_still_on_its_way(enter, ana, ana_member, site) -> None:
    event = emergency(ana, site, station=1, at=clock.now() - timedelta(minutes=3))
    tab = enter(ana_member, width=390)
    tab.goto(to("response", event.uid))
    held: list[Route] = []
    tab.route("**/taps/", lambda route: route.continue_() if held else held.append(route))
    with tab.expect_request("**/taps/"):
        tab.get_by_role("button", name="Oxygen").click()
    tab.get_by_role("button", name="It is over").click()
    held[0].continue_()
    expect(tab.get_by_text("For the incident report")).to_be_visible()
    assert Step.objects.of(ana).filter(kind="oxygen").count() == 1


def test_what_a_device_keeps_names_nobody_and_goes_with_the_session(enter, ana_member, ana, site) -> None:
    room = room_at(site)
    seated(ana, site, 1, alias="Blue Cap")
    tab = enter(ana_member, width=1280)
    tab.goto(to("board", room.uid))
    until_kept(tab)
    kept = tab.evaluate(
        """async () => { const cache = await caches.open((await caches.keys())[0]);
        return Promise.all((await cache.keys()).filter((one) => !one.url.includes("/static/"))
        .map(async (one) => (await cache.match(one)).text())); }"""
    )
    assert len(kept) == 1
    for word in ("csrf", "Blue Cap", ana_member.display_name, str(Visit.objects.of(ana).get().uid)):
        assert word not in kept[0]
    tab.locator("summary").filter(has_text="sign-out").click()
    tab.get_by_role("button", name="Sign out").click()
    expect(tab).to_have_url(re.compile("/sign-in"))
    tab.wait_for_load_state()
    assert tab.evaluate("caches.keys()") == []
    assert tab.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
