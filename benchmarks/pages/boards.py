"""Claim: a board opened just after a contact was saved shows it, and costs under 300 ms more than unchanged.

What is timed is the whole way: browser's request, web worker, analysis worker with the copy of the changed
day and five questions, tables and charts rendered. Unchanged boards and boards after a save are opened in
turn, so that what else the machine does falls on both. BENCH_ENCOUNTERS says how large the demo is.
"""

import asyncio
import json
import os
import re
import time

from benchmarks.installation import installation, serving
from benchmarks.load import Browser
from benchmarks.saves_over_http import open_browsers, saving
from benchmarks.table import percentile, show

ENCOUNTERS = int(os.environ.get("BENCH_ENCOUNTERS", "20000"))
TURNS = int(os.environ.get("BENCH_TURNS", "20"))
PATH = "/boards/?span=month"
GOAL_MS = 300.0
CONTACTS = re.compile(rb'<span class="stat-value">([\d,]+)</span>')
"""The first number of a board: contacts."""


def main() -> None:
    """Measure one director on SQLite."""
    with installation(encounters=ENCOUNTERS) as made:
        facts = json.loads(made.python("benchmarks.inside.sessions", "1"))
        with serving(made) as server:
            browser = open_browsers(server.port, facts["cookies"])[0]
            found = asyncio.run(_in_turn(browser, facts))
    rows: list[list[object]] = []
    for name, taken in found.items():
        rows.append([name, percentile(taken, 0.5), percentile(taken, 0.95)])
    more = [after - before for before, after in zip(found["unchanged"], found["after one save"], strict=True)]
    rows.append(["more than unchanged", percentile(more, 0.5), percentile(more, 0.95)])
    title = f"A board over {ENCOUNTERS:,} encounters, one reader, SQLite; goal: under {GOAL_MS:.0f} ms more"
    show(title, ["what", "p50 ms", "p95 ms"], rows)


async def _in_turn(browser: Browser, facts: dict[str, list[int]]) -> dict[str, list[float]]:
    """Return the milliseconds of unchanged boards, and of boards after one save, each checked to show it."""
    save = saving(facts["items"], facts["sites"])
    found: dict[str, list[float]] = {"unchanged": [], "after one save": []}
    await _until_it_answers(browser)
    for turn in range(TURNS):
        before = await _board(browser, found["unchanged"])
        _name, status, _body = await save(browser, turn)
        if status >= 400:
            raise SystemExit(f"The contact was not saved: {status}.")
        after = await _board(browser, found["after one save"])
        if after != before + 1:
            raise SystemExit(f"The board told {after:,} contacts after {before:,} and one more.")
    return found


async def _board(browser: Browser, taken: list[float]) -> int:
    began = time.perf_counter()
    status, body = await browser.ask("GET", PATH)
    taken.append((time.perf_counter() - began) * 1000)
    told = CONTACTS.search(body)
    if status != 200 or told is None:
        raise SystemExit(f"The board answered {status}.")
    return int(told[1].replace(b",", b""))


async def _until_it_answers(browser: Browser) -> None:
    for _turn in range(240):
        status, _body = await browser.ask("GET", PATH)
        if status == 200:
            return
        await asyncio.sleep(0.5)
    raise SystemExit("The analysis worker did not come up.")


if __name__ == "__main__":
    main()
