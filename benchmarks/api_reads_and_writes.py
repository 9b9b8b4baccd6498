"""Claim: a list of 25 encounters through the API, accounted for by the disclosure gate, and saving one stay
within twice the time of the pages. The floor, in the same run: a view that answers nothing (405).
"""

import asyncio
import json
from datetime import UTC, datetime

from benchmarks.installation import Installation, has_postgres, installation, serving
from benchmarks.load import Answers, Browser, Step, busy
from benchmarks.saves_over_http import open_browsers, saving
from benchmarks.table import percentile, show
from meetpoint.lib.identifiers import uuid7

SECONDS = 10.0
TOKENS = 40
"""Each token may ask 600 times at once and ten times a second after that; here nobody is to wait."""


def main() -> None:
    """Measure one client at a time on SQLite, and on PostgreSQL where it is found."""
    rows: list[list[object]] = []
    for postgres in (False, True):
        if postgres and not has_postgres():
            continue
        with installation(postgres=postgres, encounters=2_000) as made:
            rows += _measure(made)
    show(
        "The API beside the pages, one client",
        ["database", "request", "p50 ms", "p95 ms", "times an empty view", "failed"],
        rows,
    )


def _measure(made: Installation) -> list[list[object]]:
    pages = json.loads(made.python("benchmarks.inside.sessions", "1"))
    programs = json.loads(made.python("benchmarks.inside.tokens", str(TOKENS)))
    steps: dict[str, Step] = {
        "an empty view": _get("/language/", kind="floor", wanted=405),
        "page: list of 25 encounters": _get("/encounters/", kind="page"),
        "API: list of 25 encounters": _ask(programs, "/api/v1/encounters?limit=25"),
        "page: save one encounter": saving(pages["items"], pages["sites"]),
        "API: save one encounter": _save(programs),
    }
    rows: list[list[object]] = []
    floor = 0.0
    with serving(made) as server:
        for name, step in steps.items():
            browser = open_browsers(server.port, pages["cookies"])[0]
            answers = asyncio.run(_run(browser, step))
            found = [second * 1000 for second in answers.all]
            middle = percentile(found, 0.5)
            floor = floor or middle
            rows.append(
                [
                    made.kind,
                    name,
                    f"{middle:.1f}",
                    f"{percentile(found, 0.95):.1f}",
                    f"{middle / floor:.1f}",
                    len(answers.failures),
                ]
            )
            for failure in answers.failures[:2]:
                print(failure)
    return rows


def _get(path: str, *, kind: str, wanted: int = 200) -> Step:
    async def step(browser: Browser, turn: int) -> tuple[str, int, bytes]:
        status, body = await browser.ask("GET", path)
        return kind, 200 if status == wanted else status, body

    return step


def _ask(programs: dict[str, list[str]], path: str) -> Step:
    async def step(browser: Browser, turn: int) -> tuple[str, int, bytes]:
        return "read", *await browser.ask("GET", path, headers=_headers(programs, turn))

    return step


def _save(programs: dict[str, list[str]]) -> Step:
    async def step(browser: Browser, turn: int) -> tuple[str, int, bytes]:
        said = {
            "uid": str(uuid7()),
            "site": programs["sites"][0],
            "occurred_at": datetime.now(UTC).isoformat(),
            "items": dict.fromkeys(programs["items"], turn % 9 + 1),
        }
        headers = f"{_headers(programs, turn)}Content-Type: application/json\r\n"
        status, body = await browser.ask(
            "POST", "/api/v1/encounters", body=json.dumps(said).encode(), headers=headers
        )
        return "save", status, body

    return step


def _headers(programs: dict[str, list[str]], turn: int) -> str:
    return f"Authorization: Bearer {programs['tokens'][turn % TOKENS]}\r\n"


async def _run(browser: Browser, step: Step) -> Answers:
    for turn in range(10):
        await step(browser, turn)
    answers = Answers()
    await busy([browser], step, seconds=SECONDS, answers=answers)
    return answers


if __name__ == "__main__":
    main()
