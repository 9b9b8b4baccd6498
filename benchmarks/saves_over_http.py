"""Claims: p95 under 100 ms at 50 saves/s offered and at 8 busy clients; 200 saves/s, p95 under 300 ms at 32.

The floor, in the same run: the same rows written raw, one after another.
"""

import asyncio
import json
from collections.abc import Sequence
from urllib.parse import urlencode

from benchmarks.installation import Installation, has_postgres, installation, serving
from benchmarks.load import Answers, Browser, Step, busy, offered
from benchmarks.table import percentile, show
from meetpoint.lib.identifiers import uuid7

SECONDS = 15.0
TOKEN = "b" * 32
HEADERS = (
    f"Content-Type: application/x-www-form-urlencoded\r\nAccept: application/json\r\nX-CSRFToken: {TOKEN}\r\n"
)


def main() -> None:
    """Measure SQLite, and PostgreSQL where it is found."""
    rows = []
    for postgres in (False, True):
        if postgres and not has_postgres():
            continue
        with installation(postgres=postgres, encounters=2_000) as made:
            raw = float(made.python("benchmarks.inside.saving").split()[0])
            rows += _measure(made, raw)
    show(
        "Saving over HTTP: two workers of four threads, with the load on the same two cores",
        ["database", "load", "saves/s", "p50 ms", "p95 ms", "share of raw", "failed"],
        rows,
    )


def _measure(made: Installation, raw: float) -> list[list[object]]:
    facts = json.loads(made.python("benchmarks.inside.sessions", "32"))
    step = saving(facts["items"], facts["sites"])
    rows: list[list[object]] = []
    with serving(made) as server:
        browsers = open_browsers(server.port, facts["cookies"])
        asyncio.run(_run(browsers[:8], step, 0, Answers(), seconds=3))
        for name, count, rate in (("50/s offered", 32, 50), ("8 busy", 8, 0), ("32 busy", 32, 0)):
            answers = Answers()
            asyncio.run(_run(open_browsers(server.port, facts["cookies"])[:count], step, rate, answers))
            found = [second * 1000 for second in answers.all]
            rows.append(
                [
                    made.kind,
                    name,
                    f"{answers.rate:.0f}",
                    f"{percentile(found, 0.5):.1f}",
                    f"{percentile(found, 0.95):.1f}",
                    f"{answers.rate / raw:.0%}",
                    len(answers.failures),
                ]
            )
            for failure in answers.failures[:3]:
                print(failure)
    return rows


def open_browsers(port: int, cookies: Sequence[str]) -> list[Browser]:
    """Return a browser for each session token."""
    return [
        Browser(port, f"meetpoint={token}; csrftoken={TOKEN}", number=number)
        for number, token in enumerate(cookies)
    ]


def saving(items: Sequence[int], sites: Sequence[int]) -> Step:
    """Return the step that saves an anonymous contact with three items, workers spread over the sites."""

    async def step(browser: Browser, turn: int) -> tuple[str, int, bytes]:
        said = {
            "uid": str(uuid7()),
            "site": sites[browser.number % len(sites)],
            **{f"item-{item}": turn % 9 + 1 for item in items},
        }
        status, body = await browser.ask("POST", "/log/", body=urlencode(said).encode(), headers=HEADERS)
        return "save", status, body

    return step


async def _run(
    browsers: list[Browser], step: Step, rate: float, answers: Answers, *, seconds: float = SECONDS
) -> None:
    if rate:
        await offered(browsers, step, per_second=rate, seconds=seconds, answers=answers)
    else:
        await busy(browsers, step, seconds=seconds, answers=answers)


if __name__ == "__main__":
    main()
