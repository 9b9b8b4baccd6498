"""Claim: two web workers, warmed by the pages of a day's work, stay under 150 MB together, also where
programs use the API. The floor, in the same run: a Python process that has only imported Django."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

from benchmarks.installation import Installation, installation, serving
from benchmarks.load import Answers, Browser, busy
from benchmarks.saves_over_http import open_browsers, saving
from benchmarks.table import show

PAGES = (
    "/log/",
    "/today/",
    "/encounters/",
    "/people/",
    "/supplies/",
    "/referrals/",
    "/sheets/",
    "/naloxone/reversals/",
)
FLOOR = """
import django.core.handlers.wsgi, django.db.models, re
print(re.search(r"Pss:\\s+(\\d+)", open("/proc/self/smaps_rollup").read())[1])
"""


def main() -> None:
    """Measure the proportional set size (shared pages divided among those who share them)."""
    floor = (
        int(subprocess.run([sys.executable, "-c", FLOOR], capture_output=True, text=True, check=True).stdout)
        / 1024
    )
    rows: list[list[object]] = [["bare Django, one process", f"{floor:.0f}", "1"]]
    with installation(encounters=2_000) as made:
        facts = json.loads(made.python("benchmarks.inside.sessions", "8"))
        rows += _measured(made, facts, [], floor, name="no token: the API is not loaded")
        programs = json.loads(made.python("benchmarks.inside.tokens", "8"))
        rows += _measured(made, facts, programs["tokens"], floor, name="programs use the API, too")
    show(
        "Memory of the web server after a day's kinds of work",
        ["process", "MB (PSS)", "times bare Django"],
        rows,
    )


def _measured(
    made: Installation, facts: dict[str, list[int]], tokens: list[str], floor: float, *, name: str
) -> list[list[object]]:
    with serving(made) as server:
        asyncio.run(_warm(server.port, facts, tokens))
        found = [_pss_mb(pid) for pid in _web_workers(server.pid)]
    each = " + ".join(f"{mb:.0f}" for mb in found)
    return [[f"master and workers, {name} ({each})", f"{sum(found):.0f}", f"{sum(found) / floor:.1f}"]]


async def _warm(port: int, facts: dict[str, list[int]], tokens: list[str]) -> None:
    save = saving(facts["items"], facts["sites"])  # type: ignore[arg-type]

    async def step(browser: Browser, turn: int) -> tuple[str, int, bytes]:
        if tokens and turn % 3 == 1:
            headers = f"Authorization: Bearer {tokens[turn % len(tokens)]}\r\n"
            path = ("/api/v1/encounters", "/api/v1/movements", "/api/v1/openapi.json")[turn % 9 // 3]
            return "API", *await browser.ask("GET", path, headers=headers)
        if turn % 3 == 0:
            return await save(browser, turn)
        return "page", *await browser.ask("GET", PAGES[turn % len(PAGES)])

    await busy(open_browsers(port, facts["cookies"]), step, seconds=15, answers=Answers())  # type: ignore[arg-type]


def _web_workers(supervisor: int) -> list[int]:
    """Return the web server's master and its workers, below the supervisor."""
    children = {
        pid: _parent(pid) for pid in (int(p.name) for p in Path("/proc").iterdir() if p.name.isdecimal())
    }
    below = [pid for pid, parent in children.items() if parent == supervisor]
    return [
        p
        for master in below
        if b"gunicorn" in _command(master)
        for p in [master, *_children_of(master, children)]
    ]


def _children_of(master: int, children: dict[int, int]) -> list[int]:
    return [pid for pid, parent in children.items() if parent == master]


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return 0


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def _pss_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    main()
