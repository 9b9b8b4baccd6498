"""Claim: fifty workers are served at more than 248 requests/s with saves at p95 under 346 ms on two cores.

Those are the figures that the best open peer publishes for four cores (docs/performance.md).
"""

import asyncio
import json
import random
from collections.abc import Sequence

from benchmarks.installation import Installation, has_postgres, installation, serving
from benchmarks.load import Answers, Browser, Step, busy
from benchmarks.saves_over_http import open_browsers, saving
from benchmarks.table import percentile, show

SECONDS = 20.0
PEER_REQUESTS_PER_SECOND, PEER_SAVE_P95_MS = 248, 346


def main() -> None:
    """Measure SQLite, and PostgreSQL where it is found."""
    rows: list[list[object]] = []
    for postgres in (False, True):
        if postgres and not has_postgres():
            continue
        with installation(postgres=postgres, encounters=20_000) as made:
            rows += _measure(made)
    show(
        "Fifty workers, no pauses: 40 % list, 20 % participant, 20 % timeline further back, 20 % save",
        ["database", "what", "requests/s", "p50 ms", "p95 ms", "beside the peer", "failed"],
        rows,
    )


def _measure(made: Installation) -> list[list[object]]:
    facts = json.loads(made.python("benchmarks.inside.sessions", "50"))
    answers = Answers()
    with serving(made) as server:
        browsers = open_browsers(server.port, facts["cookies"])
        step = _mixed(facts["participants"], saving(facts["items"], facts["sites"]))
        asyncio.run(busy(browsers[:8], step, seconds=3, answers=Answers()))
        asyncio.run(
            busy(open_browsers(server.port, facts["cookies"]), step, seconds=SECONDS, answers=answers)
        )
    for failure in answers.failures[:3]:
        print(failure)
    rows = [
        _row(
            made.kind,
            "all",
            answers.all,
            answers.rate,
            len(answers.failures),
            f"{answers.rate / PEER_REQUESTS_PER_SECOND:.1f} × its requests/s",
        )
    ]
    for name, seconds in sorted(answers.seconds.items()):
        ratio = (
            f"{percentile(seconds, 0.95) * 1000 / PEER_SAVE_P95_MS:.2f} of its save p95"
            if name == "save"
            else ""
        )
        rows.append(_row(made.kind, name, seconds, len(seconds) / answers.elapsed, 0, ratio))
    return rows


def _row(
    kind: str, what: str, seconds: Sequence[float], rate: float, failed: int, beside: str
) -> list[object]:
    found = [second * 1000 for second in seconds]
    return [
        kind,
        what,
        f"{rate:.0f}",
        f"{percentile(found, 0.5):.0f}",
        f"{percentile(found, 0.95):.0f}",
        beside,
        failed,
    ]


def _mixed(participants: Sequence[str], save: Step) -> Step:
    luck = random.Random(7)

    async def step(browser: Browser, turn: int) -> tuple[str, int, bytes]:
        draw = luck.random()
        if draw < 0.2:
            return await save(browser, turn)
        uid = luck.choice(participants)
        if draw < 0.6:
            return "list", *await browser.ask("GET", "/encounters/")
        if draw < 0.8:
            return "participant", *await browser.ask("GET", f"/people/{uid}/")
        return "timeline", *await browser.ask("GET", f"/people/{uid}/?before=2026-06-01T00:00:00")

    return step


if __name__ == "__main__":
    main()
