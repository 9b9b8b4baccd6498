"""Draws the app's icons from its mark: `.venv/bin/python scripts/draw_icons.py`, whenever `mark.svg` changes.

Phones that read no SVG get PNG files, which stand beside the app's scripts and are committed. Needs Chromium,
as the browser tests do.
"""

import os
import shutil
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CORE = Path(__file__).resolve().parent.parent / "meetpoint" / "core"
MARK = (CORE / "ui" / "static" / "ui" / "mark.svg").read_text()
PHONE = CORE / "field" / "phone"
ROUNDED = 'rx="9" '
SAFE = 0.8
"""What of a maskable icon is shown on every phone: a circle of 80 % (W3C, Web Application Manifest)."""


def main() -> None:
    """Write the four files."""
    where = os.environ.get("MEETPOINT_TEST_BROWSER") or shutil.which("chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=where, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        square = MARK.replace(ROUNDED, "")
        for name, size, svg in (
            ("icon-192.png", 192, MARK),
            ("icon-512.png", 512, MARK),
            ("icon-180.png", 180, square),
            ("icon-maskable-512.png", 512, _within(square)),
        ):
            _draw(page, svg, size, PHONE / name)
        browser.close()


def _within(square: str) -> str:
    """Return the mark with its picture drawn smaller on a ground that reaches the edges."""
    head, _rect, rest = square.partition("/>")
    edge = 32 * (1 - SAFE) / 2
    picture = rest.removesuffix("</svg>\n").removesuffix("</svg>")
    return f'{head}/><g transform="translate({edge} {edge}) scale({SAFE})">{picture}</g></svg>'


def _draw(page: Page, svg: str, size: int, to: Path) -> None:
    page.set_viewport_size({"width": size, "height": size})
    page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block; width: {size}px }}</style>{svg}")
    page.screenshot(path=to, omit_background=True)


if __name__ == "__main__":
    main()
