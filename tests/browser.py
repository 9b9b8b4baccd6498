"""One Chromium for all browser tests of a worker: Playwright allows one at a time in a thread."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from meetpoint.core.access.models import StaffMember
from meetpoint.core.access.proof import sessions

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
NAMES = ("chromium", "chromium-browser", "google-chrome")
Enter = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("MEETPOINT_TEST_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    if not path:
        pytest.skip("There is no Chromium here; name one in MEETPOINT_TEST_BROWSER.")
    # Playwright keeps an event loop in this thread, in which Django would otherwise refuse to query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def enter(chromium: Browser, live_server: LiveServer) -> Iterator[Enter]:
    """`enter(ana_member, width=390)` gives an empty tab with Ana signed in; `enter()` that of a stranger."""
    contexts: list[BrowserContext] = []

    def open_tab(member: StaffMember | None = None, *, width: int = 1280) -> Page:
        height = 844 if width < 600 else 900
        context = chromium.new_context(base_url=live_server.url, viewport={"width": width, "height": height})
        contexts.append(context)
        if member is not None:
            token = sessions.open_session(member, device="Chromium")
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": token, "url": live_server.url}]
            )
        return context.new_page()

    yield open_tab
    for context in contexts:
        context.close()


def is_within(page: Page) -> bool:
    """Tell whether nothing on the page, once it is there, is wider than its window."""
    page.wait_for_load_state()
    root = "document.documentElement"
    return bool(page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth"))
