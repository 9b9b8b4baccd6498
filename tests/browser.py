"""One Chromium for all browser tests of a worker: Playwright allows one at a time in a thread."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
NAMES = ("chromium", "chromium-browser", "google-chrome")


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
