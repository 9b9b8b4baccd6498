"""Claim: each shipped report of a year over a million encounters is shown with p95 under 2 s.

The floor, in the same run and in turn: DuckDB alone with the same statements on the same files. A whole
report adds to it looking for changes, putting questions into words, and sentences and notes; its page adds
the web worker, the way to the analysis worker and back, and the template.
"""

import asyncio
import json
import os
import time
from typing import Any

from benchmarks.installation import installation, serving
from benchmarks.load import Browser
from benchmarks.saves_over_http import open_browsers
from benchmarks.table import percentile, show

ENCOUNTERS = int(os.environ.get("BENCH_ENCOUNTERS", "1000000"))
TURNS = int(os.environ.get("BENCH_TURNS", "15"))
FIRST, LAST = "2025-01-01", "2025-12-31"
GOAL_SECONDS = 2.0
READY_SECONDS = 600.0


def main() -> None:
    """Measure every shipped report, in one process and as a page."""
    with installation(encounters=ENCOUNTERS) as made:
        inside = json.loads(made.python("benchmarks.inside.reporting", FIRST, LAST, str(TURNS)))
        cookies = json.loads(made.python("benchmarks.inside.sessions", "1"))["cookies"]
        with serving(made) as server:
            browser = open_browsers(server.port, cookies)[0]
            pages = asyncio.run(_pages(browser, list(inside)))
    rows = [[name, *_figures(inside[name], pages[name])] for name in inside]
    show(
        f"A year's report over {ENCOUNTERS:,} encounters, SQLite, ms; goal: page p95 under {GOAL_SECONDS} s",
        [
            "report",
            "statements",
            "DuckDB alone",
            "answer p50",
            "× DuckDB",
            "first answer",
            "page p50",
            "page p95",
        ],
        rows,
    )


def _figures(told: dict[str, Any], page: list[float]) -> list[object]:
    raw, warm = percentile(told["raw"], 0.5) * 1000, percentile(told["warm"], 0.5) * 1000
    alone = [told["statements"], raw, warm, f"{warm / raw:.2f}", told["cold"] * 1000]
    return [*alone, percentile(page, 0.5), percentile(page, 0.95)]


async def _pages(browser: Browser, names: list[str]) -> dict[str, list[float]]:
    """Return the milliseconds of each report's page."""
    found: dict[str, list[float]] = {}
    for name in names:
        path = f"/reports/{name}/?period=other&from={FIRST}&to={LAST}"
        await _until_it_answers(browser, path)
        found[name] = [await _page(browser, path) for _turn in range(TURNS)]
    return found


async def _page(browser: Browser, path: str) -> float:
    began = time.perf_counter()
    status, body = await browser.ask("GET", path)
    took = (time.perf_counter() - began) * 1000
    if status != 200 or b"/keep/" not in body:
        raise SystemExit(f"{path} answered {status}, and not with a report.")
    return took


async def _until_it_answers(browser: Browser, path: str) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        status, _body = await browser.ask("GET", path)
        if status == 200:
            return
        await asyncio.sleep(0.5)
    raise SystemExit("The analysis worker did not come up.")


if __name__ == "__main__":
    main()
