"""A whole installation in a passing folder, run through the real command as an operator would."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

SETUP = (
    "setup",
    "--org",
    "Harbor Light",
    "--slug",
    "harbor-light",
    "--admin",
    "dee@harbor-light.example",
    "--json",
)


@dataclass
class Installation:
    """A home folder and the environment that the command sees. The database is the embedded one."""

    home: Path
    environment: dict[str, str] = field(default_factory=dict)

    def variables(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("MEETPOINT_", "DATABASE_URL"))
        }
        return {**kept, "MEETPOINT_HOME": str(self.home), "DATABASE_URL": "", **self.environment}

    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "meetpoint", *map(str, arguments)],
            env=self.variables(),
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    def json(self, *arguments: str | Path) -> Any:
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def copy_to(self, home: Path, **environment: str) -> Installation:
        shutil.copytree(self.home, home)
        return Installation(home, {**self.environment, **environment})

    @contextmanager
    def serving(self, *more: str) -> Iterator[Server]:
        port = free_port()
        command = [sys.executable, "-m", "meetpoint", "serve", "--port", str(port), *more]
        log = self.home.with_suffix(".log")
        with log.open("a") as sink:
            process = subprocess.Popen(command, env=self.variables(), stdout=sink, stderr=subprocess.STDOUT)
        server = Server(process, port, log)
        try:
            yield server
        finally:
            server.end()


@dataclass
class Server:
    """A running `meetpoint serve`."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wait_until_it_answers(self, *, seconds: float = 30) -> float:
        started = time.monotonic()
        while time.monotonic() - started < seconds:
            assert self.process.poll() is None, self.log.read_text()
            if answers(self.address):
                return time.monotonic() - started
            time.sleep(0.05)
        raise AssertionError(self.log.read_text())

    def end(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)


def answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/", timeout=5) as answer:
            return bool(answer.status < 500)
    except OSError as problem:
        return 0 < getattr(problem, "code", 0) < 500


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def family(pid: int) -> set[int]:
    """Every living descendant of a process."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            after_name = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if after_name[0] != "Z":
            parents[int(entry.name)] = int(after_name[1])
    found: set[int] = set()
    grown = {pid}
    while grown:
        grown = {child for child, parent in parents.items() if parent in grown} - found
        found |= grown
    return found


def wait_until_gone(pids: set[int], *, seconds: float = 15) -> set[int]:
    """Wait, and return those that are still there."""
    deadline = time.monotonic() + seconds
    while (left := {pid for pid in pids if _lives(pid)}) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
