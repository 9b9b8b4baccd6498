"""Claims: from a tap to six screens with p95 under 500 ms, 12 stations; what the server costs idle and busy.

Screens ask as the page does: 300 ms after the last answer. Changes come ten times as fast as 40 visits an
hour make them (each visit changes the board some six times), so that there are enough to tell a p95; every
other one is a tap of the response log. The floor, in the same run: a bare application under gunicorn that
reads one row by sqlite3, and answers 304.
"""

import asyncio
import html
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict
from urllib.parse import urlencode

from benchmarks.installation import Installation, Server, free_port, installation, serving
from benchmarks.load import Browser
from benchmarks.table import percentile, show
from meetpoint.lib.identifiers import uuid7

SECONDS = 45.0
PAUSE = 0.3
BETWEEN_CHANGES = 1.5
TOKEN = "b" * 32
JSON = f"Content-Type: application/json\r\nX-CSRFToken: {TOKEN}\r\n"
FORM = f"Content-Type: application/x-www-form-urlencoded\r\nX-CSRFToken: {TOKEN}\r\n"
TAG = re.compile(rb'data-tag="([^"]+)"')
TICKS = os.sysconf("SC_CLK_TCK")


class Facts(TypedDict):
    """What `benchmarks.inside.station_board` made: a room, its visits, the session of each browser."""

    room: str
    visits: list[str]
    cookies: list[str]


def main() -> None:
    """Measure SQLite, as an installation begins with it."""
    with installation(postgres=False, encounters=2_000) as made:
        facts: Facts = json.loads(made.python("benchmarks.inside.station_board"))
        with serving(made) as server:
            rows = _measure(server, facts)
        with _bare(made) as server:
            rows.append(["bare WSGI, 304 only", *_floor(server)])
    floor = float(str(rows[-1][4]))
    for row in rows:
        row.append(f"{float(str(row[4])) / floor:.1f} x")
    show(
        "Station board: 12 stations, 6 screens asking every 300 ms, SQLite, two workers of four threads",
        [
            "what",
            "changes",
            "tap to screen p50 ms",
            "p95 ms",
            "304 p95 ms",
            "CPU of one core",
            "304: of the floor",
        ],
        rows,
    )


class Screen:
    """One screen: asks, waits, asks; notes when it first saw each version of the board."""

    def __init__(self, browser: Browser, path: str) -> None:
        self.browser, self.path = browser, path
        self.tag = ""
        self.seen: dict[int, float] = {}
        self.unchanged: list[float] = []

    async def follow(self, until: float) -> None:
        while time.perf_counter() < until:
            began = time.perf_counter()
            headers = "X-Requested-With: fetch\r\n" + (f"If-None-Match: {self.tag}\r\n" if self.tag else "")
            status, body = await self.browser.ask("GET", self.path, headers=headers)
            now = time.perf_counter()
            if status == 304:
                self.unchanged.append((now - began) * 1000)
            elif found := TAG.search(body):
                self.tag = html.unescape(found[1].decode())
                self.seen.setdefault(int(self.tag.split("-")[1]), now)
            await asyncio.sleep(PAUSE)


def _measure(server: Server, facts: Facts) -> list[list[object]]:
    browsers = [Browser(server.port, f"meetpoint={token}; csrftoken={TOKEN}") for token in facts["cookies"]]
    path = f"/supervised-consumption/{facts['room']}/tiles/"
    rows: list[list[object]] = []
    for name, changes in (("warm-up", 0), ("idle", 0), ("busy", int(SECONDS / BETWEEN_CHANGES))):
        screens = [Screen(browser, path) for browser in browsers[1:]]
        seconds = SECONDS if name != "warm-up" else 20.0
        before, began = _cpu(server.pid), time.perf_counter()
        waits = asyncio.run(_run(screens, browsers[0], facts["visits"], changes, seconds, facts["room"]))
        cost = (_cpu(server.pid) - before) / (time.perf_counter() - began)
        for browser in browsers:
            browser.forget()
        if name == "warm-up":
            continue
        unchanged = [one for screen in screens for one in screen.unchanged]
        told = [f"{percentile(waits, p):.0f}" if waits else "–" for p in (0.5, 0.95)]
        rows.append([name, changes, *told, f"{percentile(unchanged, 0.95):.1f}", f"{cost:.1%}"])
    return rows


async def _run(
    screens: Sequence[Screen],
    worker: Browser,
    visits: Sequence[str],
    changes: int,
    seconds: float,
    room: str = "",
) -> list[float]:
    until = time.perf_counter() + seconds + 1.0
    following = [asyncio.create_task(screen.follow(until)) for screen in screens]
    await asyncio.sleep(1.0)
    tapped: dict[int, float] = {}
    first = max((max(screen.seen, default=0) for screen in screens), default=0)
    event = str(uuid7())
    for number in range(changes):
        began = time.perf_counter()
        if number % 2:
            await _tap(worker, room, event)
        else:
            await _look(worker, visits[number % len(visits)])
        tapped[first + number + 1] = began
        await asyncio.sleep(max(0.0, BETWEEN_CHANGES - (time.perf_counter() - began)))
    await asyncio.gather(*following)
    return [
        (min(at for version, at in screen.seen.items() if version >= wanted) - began) * 1000
        for wanted, began in tapped.items()
        for screen in screens
    ]


async def _look(worker: Browser, visit: str) -> None:
    body = urlencode({"uid": str(uuid7()), "from": "board"}).encode()
    path = f"/supervised-consumption/visits/{visit}/look/"
    status, answer = await worker.ask("POST", path, body=body, headers=FORM)
    if status != 302:
        raise SystemExit(f"A look was answered with {status}: {answer[:200]!r}")


async def _tap(worker: Browser, room: str, event: str) -> None:
    """Tap once in the response log of an emergency at station 1; the first tap begins it."""
    uid, now = str(uuid7()), datetime.now(UTC).isoformat()
    tap = {
        "id": uid,
        "uid": uid,
        "event": event,
        "type": "step",
        "kind": "rescue_breath",
        "station": 1,
        "at": now,
    }
    body = json.dumps({"sent_at": now, "taps": [tap]}).encode()
    status, answer = await worker.ask(
        "POST", f"/supervised-consumption/{room}/taps/", body=body, headers=JSON
    )
    if status != 200 or json.loads(answer)["taken"] != [uid]:
        raise SystemExit(f"A tap was answered with {status}: {answer[:200]!r}")


def _floor(server: Server) -> list[object]:
    browsers = [Browser(server.port, "") for _screen in range(6)]
    screens = [Screen(browser, "/") for browser in browsers]
    before, began = _cpu(server.pid), time.perf_counter()
    asyncio.run(_run(screens, browsers[0], [], 0, SECONDS / 2))
    cost = (_cpu(server.pid) - before) / (time.perf_counter() - began)
    unchanged = [one for screen in screens for one in screen.unchanged]
    return [0, "–", "–", f"{percentile(unchanged, 0.95):.1f}", f"{cost:.1%}"]


@contextmanager
def _bare(made: Installation) -> Iterator[Server]:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-w", "2", "--threads", "4", "-b", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [*command, "benchmarks.inside.bare_board:application"],
        env=made.environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        time.sleep(3.0)
        yield Server(port=port, pid=process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _cpu(pid: int) -> float:
    """Return the seconds of CPU that a process and all below it have used, those that have ended included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return sum(map(int, fields[11:15])) / TICKS + sum(_cpu(int(child)) for child in children)


if __name__ == "__main__":
    main()
