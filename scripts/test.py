"""Runs the tests on SQLite and again on PostgreSQL, says what is missing, ends with pytest's summary.

Usage: python scripts/test.py [--long]. docs/testing.md explains the groups and the variables.
"""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Every address for every role, generated requests and boards of a quarter take long; PostgreSQL refuses more
# than SQLite: where both are, it alone is asked, and SQLite in the long set.
STRICTEST_DATABASE = (
    "tests/architecture/test_api_routes.py",
    "tests/architecture/test_api_schema.py",
    "tests/architecture/test_routes.py",
    "meetpoint/core/dashboards/tests/test_boards.py",
    "meetpoint/core/facts/tests/test_worked_examples.py",
    "meetpoint/core/reports/tests/test_pages.py",
    "meetpoint/core/reports/tests/test_worked_examples.py",
    "meetpoint/web/today/tests/test_views.py",
)
GET_A_BROWSER = "install Debian's or Ubuntu's chromium, or name one in MEETPOINT_TEST_BROWSER."
GET_POSTGRES = "install postgresql and start it, or name a server in TEST_DATABASE_URL (docs/testing.md)."
GET_JAVA = "install default-jre-headless."
GET_BROKER = "install mosquitto."
BROKER_PLACES = "/usr/sbin:/usr/local/sbin"
"""Where Debian and others put it; few have that on their path."""


def main() -> None:
    """Run both passes and exit with the first that failed."""
    long = "--long" in sys.argv[1:]
    browser, server = find_browser(), find_postgres()
    missing = _say_what_is_missing(browser, server)
    if missing and os.environ.get("CI", "").lower() in {"1", "true"}:
        sys.exit("CI=true, and something is missing: a run that leaves tests out proves nothing.")
    chosen = "long" if long else "not long"
    if long:
        os.environ["MEETPOINT_TEST_LONG"] = "1"
    # A set variable would have every process compile every module again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    codes = []
    if server:
        print(f"\n== PostgreSQL ({_without_password(server)})", flush=True)
        groups = f"({chosen}) and not browser and not embedded and not any_database"
        codes.append(_pytest(groups, "--only-database", DATABASE_URL=server))
    print("\n== SQLite", flush=True)
    groups = f"({chosen})" if browser else f"({chosen}) and not browser"
    without = [f"--ignore={path}" for path in STRICTEST_DATABASE if server and not long]
    codes.append(_pytest(groups, *without, DATABASE_URL="", MEETPOINT_TEST_BROWSER=browser or ""))
    if long:
        codes.append(_pytest("not long", *STRICTEST_DATABASE, DATABASE_URL=""))
    sys.exit(next((code for code in codes if code), 0))


def find_browser() -> str | None:
    """Return the path of a Chromium, named or found."""
    named = os.environ.get("MEETPOINT_TEST_BROWSER")
    return named or next(filter(None, map(shutil.which, BROWSERS)), None)


def find_postgres() -> str | None:
    """Return the address of a PostgreSQL server that lets us make a database, named or found."""
    found = next((url for url in _candidates() if _lets_us_in(url)), None)
    if found is None and os.environ.get("TEST_DATABASE_URL"):
        sys.exit("TEST_DATABASE_URL names a server that does not let us in, or not make databases.")
    return found


def _candidates() -> Iterator[str]:
    if named := os.environ.get("TEST_DATABASE_URL"):
        yield named
        return
    user = getpass.getuser()
    yield f"postgres://{user}@/postgres"
    yield f"postgres://{user}@127.0.0.1/postgres"


def _lets_us_in(url: str) -> bool:
    try:
        # As Django does when it makes the tests' database beside the one that is named.
        with psycopg.connect(url, dbname="postgres", connect_timeout=3) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


def _say_what_is_missing(browser: str | None, server: str | None) -> bool:
    if not browser:
        print(f"Browser tests are left out: no Chromium found; {GET_A_BROWSER}")
    if not server:
        print(f"The PostgreSQL pass is left out: no server lets us in; {GET_POSTGRES}")
    java = shutil.which("java")
    if not java:
        print(f"The tests of Spark are left out: no Java on the path; {GET_JAVA}")
    mosquitto = shutil.which("mosquitto") or shutil.which("mosquitto", path=BROKER_PLACES)
    if not mosquitto:
        print(f"The tests with a broker are left out: no Mosquitto found; {GET_BROKER}")
    return not (browser and server and java and mosquitto)


def _pytest(groups: str, *more: str, **environment: str) -> int:
    processes = str(min(os.cpu_count() or 2, 4))
    command = [sys.executable, "-m", "pytest", "-n", processes, "--dist", "loadgroup", "-m", groups, *more]
    started = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode  # noqa: S603
    print(f"-- {time.monotonic() - started:.0f} s", flush=True) if code else None
    return code


def _without_password(url: str) -> str:
    return url.split("@", 1)[-1].lstrip("/") or "local"


if __name__ == "__main__":
    main()
