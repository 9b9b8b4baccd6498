"""A throw-away installation to measure: its own home, its own database, its own server on loopback."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

POSTGRES = os.environ.get("BENCH_POSTGRES", "postgres://root@127.0.0.1:5432/postgres")
START_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class Installation:
    """Where an installation lives. `environment` is what its processes need."""

    home: Path
    database_url: str

    @property
    def environment(self) -> Mapping[str, str]:
        return {**os.environ, "MEETPOINT_HOME": str(self.home), "DATABASE_URL": self.database_url}

    @property
    def kind(self) -> str:
        return "PostgreSQL" if self.database_url else "SQLite"

    def run(self, *arguments: str) -> str:
        """Run `meetpoint …` to its end and return what it printed."""
        command = [sys.executable, "-m", "meetpoint", *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"meetpoint {' '.join(arguments)} failed:\n{done.stderr}")
        return done.stdout

    def python(self, module: str, *arguments: str) -> str:
        """Run a Python module inside the installation and return what it printed."""
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(command, env=self.environment, stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout


@contextmanager
def installation(*, postgres: bool = False, encounters: int = 0) -> Iterator[Installation]:
    """Make an installation, with the demo when encounters are asked for, and take it away again.

    BENCH_HOME names a folder in which SQLite installations with a demo are kept and used again, since a
    million encounters take minutes to make.
    """
    kept = os.environ.get("BENCH_HOME", "")
    if kept and encounters and not postgres:
        home = Path(kept).resolve() / f"demo-{encounters}"
        made = Installation(home=home, database_url="")
        if not (home / "meetpoint.sqlite3").exists():
            _fill(made, encounters)
        yield made
        return
    home = Path(tempfile.mkdtemp(prefix="meetpoint-bench-"))
    name = f"meetpoint_bench_{secrets.token_hex(4)}"
    url = POSTGRES.rsplit("/", 1)[0] + f"/{name}" if postgres else ""
    if postgres:
        _psql(f"CREATE DATABASE {name}")
    try:
        made = Installation(home=home, database_url=url)
        _fill(made, encounters)
        yield made
    finally:
        if postgres:
            _psql(f"DROP DATABASE {name} WITH (FORCE)")
        shutil.rmtree(home, ignore_errors=True)


def _fill(made: Installation, encounters: int) -> None:
    made.run("migrate", "--verbosity", "0")
    if encounters:
        made.run("demo", "--encounters", str(encounters), "--json")


def has_postgres() -> bool:
    """Tell whether a PostgreSQL server answers at BENCH_POSTGRES."""
    try:
        _psql("SELECT 1")
    except Exception as problem:  # noqa: BLE001 - any reason means: measure SQLite alone, and say so
        print(f"PostgreSQL is not measured: {problem}".strip())
        return False
    return True


def _psql(statement: str) -> None:
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is measured

    with psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running server."""

    port: int
    pid: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving(made: Installation) -> Iterator[Server]:
    """Serve an installation as `meetpoint serve` does, and stop it again."""
    port = free_port()
    command = [sys.executable, "-m", "meetpoint", "serve", "--port", str(port)]
    process = subprocess.Popen(
        command, env=made.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_until_it_answers(port, process)
        yield Server(port=port, pid=process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_answers(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/account/sign-in", timeout=2)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
            continue
        return
    raise SystemExit("The server did not start.")
