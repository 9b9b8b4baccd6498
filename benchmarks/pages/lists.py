"""Claim: lists and timelines over a million encounters answer with p95 under 100 ms.

The floor, in the same run: the bare SQL of the first page of encounters, asked by the bare driver.
"""

import asyncio
import json
import os
import sqlite3
import time

from benchmarks.installation import Installation, installation, serving
from benchmarks.load import Answers, Browser, busy
from benchmarks.saves_over_http import open_browsers
from benchmarks.table import percentile, show

ENCOUNTERS = int(os.environ.get("BENCH_ENCOUNTERS", "1000000"))
SECONDS = 6.0
PAGES = {
    "encounters": "/encounters/",
    "encounters, one site": "/encounters/?site={site}",
    "encounters, one month": "/encounters/?when_from=2025-03-01&when_to=2025-03-31",
    "participant and timeline": "/people/{uid}/",
    "people": "/people/",
    "today": "/today/",
    "trends": "/today/trends/",
    "month's sheet": "/sheets/?month=2026-03",
    "supplies": "/supplies/",
    "ledger": "/supplies/ledger/",
    "referrals": "/referrals/",
    "reversals": "/naloxone/reversals/",
    "log": "/log/",
}

_NEWEST = (
    "SELECT * FROM encounters_encounter WHERE organisation_id = 1 ORDER BY occurred_at DESC, id DESC LIMIT 25"
)
_LINES = "SELECT encounter_id, item_id, quantity FROM encounters_encounterline WHERE encounter_id IN"


def main() -> None:
    """Measure one client at a time on SQLite."""
    with installation(encounters=ENCOUNTERS) as made:
        floor = _floor(made)
        rows: list[list[object]] = [
            ["raw SQL: 25 newest encounters with their lines", f"{floor:.2f}", "", "1"]
        ]
        rows += _pages(made, floor)
    show(
        f"Pages over {ENCOUNTERS:,} encounters, one client, SQLite",
        ["page", "p50 ms", "p95 ms", "times the floor"],
        rows,
    )


def _pages(made: Installation, floor: float) -> list[list[object]]:
    facts = json.loads(made.python("benchmarks.inside.sessions", "1"))
    rows: list[list[object]] = []
    with serving(made) as server:
        for name, path in PAGES.items():
            browser = open_browsers(server.port, facts["cookies"])[0]
            answers = asyncio.run(_ask(browser, path, facts))
            if answers.failures:
                rows.append([name, answers.failures[0][:60], "", ""])
                continue
            found = [second * 1000 for second in answers.all]
            middle = percentile(found, 0.5)
            rows.append([name, f"{middle:.1f}", f"{percentile(found, 0.95):.1f}", f"{middle / floor:.0f}"])
    return rows


async def _ask(browser: Browser, path: str, facts: dict[str, list[str]]) -> Answers:
    async def step(one: Browser, turn: int) -> tuple[str, int, bytes]:
        uid = facts["participants"][turn % len(facts["participants"])]
        return "page", *await one.ask("GET", path.format(uid=uid, site=facts["sites"][0]))

    for turn in range(5):
        await step(browser, turn)
    answers = Answers()
    await busy([browser], step, seconds=SECONDS, answers=answers)
    return answers


def _floor(made: Installation) -> float:
    """Return the median milliseconds of the bare statements."""
    connection = sqlite3.connect(made.home / "meetpoint.sqlite3")
    took = []
    for _turn in range(300):
        began = time.perf_counter()
        newest = [row[0] for row in connection.execute(_NEWEST).fetchall()]
        connection.execute(f"{_LINES} ({', '.join('?' * len(newest))})", newest).fetchall()
        took.append((time.perf_counter() - began) * 1000)
    connection.close()
    return percentile(took, 0.5)


if __name__ == "__main__":
    main()
