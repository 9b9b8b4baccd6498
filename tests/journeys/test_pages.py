"""Every staff page on a phone, and on a small phone with text twice as large, in English and in Spanish."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Error, Page
from pytest_django.live_server_helper import LiveServer

from conftest import actor_of
from meetpoint.core.access.models import RoleName, StaffMember
from meetpoint.core.access.proof import sessions
from meetpoint.core.facts.serving import client
from meetpoint.core.facts.serving.here import ask_here
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.operate.demo.making import make_demo
from meetpoint.operate.demo.story import SLUG
from tests.architecture.routes import routes
from tests.architecture.samples import FIXED, OWNED, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MEASURE = (Path(__file__).parent / "measure.js").read_text().split("\n", 1)[1]
ENCOUNTERS = 150
LANGUAGES = ("en", "es")
LEAST_TARGET, LEAST_FIELD_TARGET = 24, 48
SAMPLES = {**OWNED, **FIXED}
UNFOLD = "document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })"
LARGE_TEXT = "document.documentElement.style.fontSize = '200%'"

NO_PAGE = ("Download is starting", "ERR_ABORTED")
"""What Chromium says to a file, and to an answer of nothing."""


@pytest.fixture
def world() -> World:
    """The demo's organisation, large enough to fill every list, with its administrator."""
    for _step in make_demo(ENCOUNTERS, seed=7):
        pass
    organisation = Organisation.objects.get(slug=SLUG)
    staff = StaffMember.objects.of(organisation.pk)
    return World(
        dee=actor_of(staff.get(role=RoleName.ADMINISTRATOR)),
        colleague=staff.filter(role=RoleName.WORKER)[0],
        site=Site.objects.of(organisation.pk)[0],
    )


@pytest.fixture
def tab(chromium: Browser, live_server: LiveServer, world: World) -> Iterator[Page]:
    context = chromium.new_context(base_url=live_server.url, has_touch=True)
    member = StaffMember.objects.of(world.dee).get(pk=world.dee.staff_id)
    token = sessions.open_session(member, device="Chromium")
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": token, "url": live_server.url}])
    yield context.new_page()
    context.close()


def addresses(world: World) -> Iterator[str]:
    """Every address that staff may know, one object for each that names one."""
    for route in routes():
        sample = SAMPLES.get(route.name)
        if not route.is_public and (sample or not route.takes):
            yield reverse(route.name, kwargs=sample(world) if sample and route.takes else {})


def opened(tab: Page, address: str) -> bool:
    """Go there and tell whether it is a page: no file, no step to another page, not for another method."""
    answer = tab.request.fetch(address, method="OPTIONS")  # refused, before any work, by naming the methods
    if answer.status == 405 and "GET" not in answer.headers["allow"]:
        return False
    try:
        shown = tab.goto(address)
    except Error as problem:
        if any(said in problem.message for said in NO_PAGE):
            return False
        raise
    assert shown is not None
    is_page = shown.status == 200 and "text/html" in shown.headers["content-type"]
    return is_page and shown.request.redirected_from is None


def faults(tab: Page) -> list[str]:
    """What is wrong on a phone, and what on a small phone with large text."""
    is_field = tab.locator("body.field-screen").count() > 0
    found = []
    for name, width, script in (("390 px", 390, UNFOLD), ("320 px, large text", 320, LARGE_TEXT)):
        tab.set_viewport_size({"width": width, "height": 844})
        tab.evaluate(script)
        least = LEAST_FIELD_TARGET if is_field and width == 390 else LEAST_TARGET
        found += [f"{name}: {fault}" for fault in tab.evaluate(MEASURE, least)]
    return found


def barriers(tab: Page) -> list[str]:
    found = Axe().run(tab, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.long)])
def test_every_page_fits_a_phone_and_large_text_in_both_languages(
    tab: Page, world: World, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    """Every second page in Spanish, the others in English, every eighth for barriers; `whole`: all of it."""
    monkeypatch.setattr(client, "ask_all", ask_here)
    known = list(addresses(world))
    wrong, seen = [], 0
    for turn, language in enumerate(LANGUAGES):
        cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}
        tab.context.add_cookies([cookie])
        for address in known if whole else known[turn::2]:
            if not opened(tab, address):
                continue
            seen += 1
            assert tab.locator("html").get_attribute("lang") == language
            found = [*faults(tab), *(barriers(tab) if whole or seen % 8 == 0 else [])]
            wrong += [f"{language} {address}: {fault}" for fault in found]
    assert seen > 200
    assert not wrong, "\n".join(wrong)
