"""A real browser against a live server, as a phone or at a desk, with Ana signed in."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response
from pytest_django.live_server_helper import LiveServer

from meetpoint.core.access.models import StaffMember
from meetpoint.core.access.proof import sessions

PATIENCE_MS = 10_000
Open = Callable[..., Page]


def _faults(said: ConsoleMessage) -> list[str]:
    # What the network says comes to `_failures`: a refused entry (422) is an answer, not a fault. A browser
    # that looks for a newer service worker without a network says so, too.
    of_network = ("Failed to load resource", "An unknown error occurred when fetching the script")
    is_fault = said.type == "error" and not said.text.startswith(of_network)
    return [said.text] if is_fault else []


def _failures(answer: Response) -> list[str]:
    is_failure = answer.status >= 500 or (answer.status >= 400 and "/static/" in answer.url)
    return [f"{answer.status} {answer.url}"] if is_failure else []


@pytest.fixture
def open_page(chromium: Browser, live_server: LiveServer, ana_member: StaffMember) -> Iterator[Open]:
    """`open_page("/log/", width=390, script=False, language="es")` opens a page as Ana, or before
    she has signed in with `signed_in=False`.

    An error in a script, a broken policy, a missing file or a failing server fails the test at its end.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_as_ana(
        path: str, *, width: int = 1280, script: bool = True, language: str = "en", signed_in: bool = True
    ) -> Page:
        is_phone = width < 600
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 844 if is_phone else 900},
            has_touch=is_phone,
            is_mobile=is_phone,
            java_script_enabled=script,
            locale=language,
        )
        contexts.append(context)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if signed_in:
            cookies[settings.SESSION_COOKIE_NAME] = sessions.open_session(ana_member, device="Chromium")
        context.add_cookies(
            [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.extend(_faults(said)))
        page.on("response", lambda answer: errors.extend(_failures(answer)))
        page.goto(path)
        return page

    yield open_as_ana
    for context in contexts:
        context.close()
    assert errors == []
