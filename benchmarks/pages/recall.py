"""Claim: a recall that reached 5,000 of a million encounters shows everything with p95 under 300 ms.

The floor, in the same run: the bare SQL that joins the lots' lines to their encounters, by the bare driver.
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
REACHED = 5_000
SECONDS = 6.0
PAGES = {
    "the recall, whole": "/supplies/recalls/{recall}/",
    "its encounters": "/supplies/recalls/{recall}/encounters/",
    "people to tell": "/supplies/recalls/{recall}/people/",
    "one person": "/supplies/recalls/{recall}/people/{person}/",
    "log, with a code it concerns": "/log/?participant={person}",
    "today": "/today/",
    "reorder list": "/supplies/reorder/",
}
_FLOOR = (
    "SELECT e.site_id, COUNT(DISTINCT e.id), COUNT(DISTINCT e.participant_id), SUM(-m.quantity)"
    " FROM supplies_movement m JOIN encounters_encounter e ON e.id = m.encounter_id"
    " WHERE m.lot_id IN ({lots}) AND m.kind = 'handed_out' AND e.voided_at IS NULL GROUP BY e.site_id"
)


def main() -> None:
    """Measure one client at a time on SQLite."""
    with installation(encounters=ENCOUNTERS) as made:
        made.run("migrate", "--verbosity", "0")
        facts = json.loads(made.python("benchmarks.inside.recalling", str(REACHED)))
        floor = _floor(made, facts["lots"])
        rows: list[list[object]] = [
            ["raw SQL: lines, encounters and people by site", f"{floor:.1f}", "", "1"]
        ]
        rows += _pages(made, facts, floor)
    reached = f"{facts['encounters']:,} of {ENCOUNTERS:,} encounters"
    show(
        f"A recall ({len(facts['lots'])} lots) that reached {reached}",
        ["page", "p50 ms", "p95 ms", "times the floor"],
        rows,
    )


def _pages(made: Installation, facts: dict[str, str], floor: float) -> list[list[object]]:
    rows: list[list[object]] = []
    with serving(made) as server:
        for name, path in PAGES.items():
            browser = open_browsers(server.port, [facts["cookie"]])[0]
            answers = asyncio.run(_ask(browser, path.format(**facts)))
            if answers.failures:
                rows.append([name, answers.failures[0][:60], "", ""])
                continue
            found = [second * 1000 for second in answers.all]
            middle = percentile(found, 0.5)
            rows.append([name, f"{middle:.1f}", f"{percentile(found, 0.95):.1f}", f"{middle / floor:.1f}"])
    return rows


async def _ask(browser: Browser, path: str) -> Answers:
    async def step(one: Browser, _turn: int) -> tuple[str, int, bytes]:
        return "page", *await one.ask("GET", path)

    for turn in range(3):
        await step(browser, turn)
    answers = Answers()
    await busy([browser], step, seconds=SECONDS, answers=answers)
    return answers


def _floor(made: Installation, lots: list[int]) -> float:
    """Return the median milliseconds of the bare statement."""
    connection = sqlite3.connect(made.home / "meetpoint.sqlite3")
    statement = _FLOOR.format(lots=", ".join("?" * len(lots)))
    took = []
    for _turn in range(30):
        began = time.perf_counter()
        connection.execute(statement, lots).fetchall()
        took.append((time.perf_counter() - began) * 1000)
    connection.close()
    return percentile(took, 0.5)


if __name__ == "__main__":
    main()
