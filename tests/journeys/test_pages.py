"""Every staff page on a phone, and on a small phone with text twice as large, in English and in Spanish."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Page
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


def pages(tab: Page, world: World) -> Iterator[str]:
    """The address of every page that can be opened, one object for each that names one."""
    for route in routes():
        sample = SAMPLES.get(route.name)
        if route.is_public or (route.takes and sample is None):
            continue
        address = reverse(route.name, kwargs=sample(world) if sample and route.takes else {})
        answer = tab.request.get(address, max_redirects=0)
        if answer.status == 200 and "text/html" in answer.headers["content-type"]:
            yield address


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
    """Every second page in Spanish, the others in English, every third for barriers; `whole`: all of it."""
    monkeypatch.setattr(client, "ask_all", ask_here)
    addresses = list(pages(tab, world))
    assert len(addresses) > 60
    wrong = []
    for turn, language in enumerate(LANGUAGES):
        cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}
        tab.context.add_cookies([cookie])
        for number, address in enumerate(addresses if whole else addresses[turn::2]):
            tab.goto(address)
            assert tab.locator("html").get_attribute("lang") == language
            seen = [*faults(tab), *(barriers(tab) if whole or number % 3 == 0 else [])]
            wrong += [f"{language} {address}: {fault}" for fault in seen]
    assert not wrong, "\n".join(wrong)
