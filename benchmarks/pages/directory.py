"""Claim: a search over a directory of 50,000 places answers with p95 under 100 ms, on either database.

What is timed is the whole way: a browser's request to the served page, one client at a time. The floor, in
the same run: the bare driver asking the same database for 25 entries by name, with the same number of
statements as the search. BENCH_PLACES says how many places.
"""

import asyncio
import json
import os
import sqlite3
import time
from collections.abc import Callable
from typing import Any

from benchmarks.installation import Installation, has_postgres, installation, serving
from benchmarks.load import Answers, Browser, busy
from benchmarks.saves_over_http import open_browsers
from benchmarks.table import percentile, show

PLACES = int(os.environ.get("BENCH_PLACES", "50000"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
GOAL_MS = 100.0
STATEMENTS = 3
SEARCHES = {
    "everything": "",
    "a word": "q=harbor",
    "three words, begun": "q=har+rec+cen",
    "a word that few have": "q=suite+4321",
    "a state": "place=NJ",
    "a town and a word": "q=clinic&place=fortcedar",
    "what it offers": "with=bu",
    "Medicaid, Spanish, buprenorphine": "with=bu&pays=medicaid&language=es",
    "a kind and a word": "kind=detox&q=summit",
    "open now": "open=now",
    "open now, Medicaid, Spanish, a state": "open=now&pays=medicaid&language=es&place=TX",
    "nothing fits": "q=zebra",
}
_FLOOR = (
    "SELECT id, name, phone, address FROM directory_directoryentry"
    " WHERE organisation_id = (SELECT MIN(organisation_id) FROM directory_directoryentry) AND in_use"
    " ORDER BY name, id LIMIT 25"
)


def main() -> None:
    """Measure SQLite, and PostgreSQL where it answers."""
    _measure(postgres=False)
    if has_postgres():
        _measure(postgres=True)


def _measure(*, postgres: bool) -> None:
    with installation(postgres=postgres, encounters=300) as made:
        took = float(made.python("benchmarks.inside.directory", str(PLACES)))
        facts = json.loads(made.python("benchmarks.inside.sessions", "1"))
        floor = _floor(made)
        rows: list[list[object]] = [["raw SQL: 25 names, three times", floor, "", "1"]]
        with serving(made) as server:
            for name, asked in SEARCHES.items():
                browser = open_browsers(server.port, facts["cookies"])[0]
                rows.append([name, *asyncio.run(_asked(browser, f"/directory/?{asked}", floor))])
    title = f"Searches over {PLACES:,} places, one client, {made.kind}; goal: p95 under {GOAL_MS:.0f} ms"
    show(title, ["search", "p50 ms", "p95 ms", "times the floor"], rows)
    print(f"\nTaking the places in took {took:.0f} s.")


async def _asked(browser: Browser, path: str, floor: float) -> list[object]:
    async def step(one: Browser, _turn: int) -> tuple[str, int, bytes]:
        return "page", *await one.ask("GET", path)

    for turn in range(3):
        await step(browser, turn)
    answers = Answers()
    await busy([browser], step, seconds=SECONDS, answers=answers)
    if answers.failures:
        return [answers.failures[0][:60], "", ""]
    found = [second * 1000 for second in answers.all]
    middle = percentile(found, 0.5)
    return [middle, percentile(found, 0.95), f"{middle / floor:.0f}"]


def _floor(made: Installation) -> float:
    """Return the median milliseconds of the bare statements."""
    took = []
    ask, close = _bare(made)
    for _turn in range(100):
        began = time.perf_counter()
        for _statement in range(STATEMENTS):
            ask(_FLOOR)
        took.append((time.perf_counter() - began) * 1000)
    close()
    return percentile(took, 0.5)


def _bare(made: Installation) -> tuple[Callable[[str], Any], Callable[[], None]]:
    if not made.database_url:
        file = sqlite3.connect(made.home / "meetpoint.sqlite3")
        return lambda statement: file.execute(statement).fetchall(), file.close
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is measured

    connection = psycopg.connect(made.database_url, autocommit=True)
    return lambda statement: connection.execute(statement).fetchall(), connection.close


if __name__ == "__main__":
    main()
