"""`meetpoint import` as a whole process, also when it is killed in the middle."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from meetpoint.operate.tests.installation import SETUP, Installation

pytestmark = pytest.mark.embedded

ROWS = 1_200
LOG = "date,site,syringes out,notes\n" + "".join(
    f"2026-0{1 + n % 6}-{1 + n % 28:02},Plaza,{n},\n" for n in range(ROWS)
)


def _imported(made: Installation, file: Path, *more: str) -> subprocess.CompletedProcess[str]:
    slug = SETUP[SETUP.index("--slug") + 1]
    return made.run("import", "encounters", file, "--org", slug, "--create-sites", "--json", *more)


def test_import_killed_in_the_middle_goes_on_without_loss_or_doubling(
    installation: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "log.csv"
    file.write_text(LOG)
    command = [sys.executable, "-m", "meetpoint", "import", "encounters", str(file)]
    slug = SETUP[SETUP.index("--slug") + 1]
    process = subprocess.Popen(
        [*command, "--org", slug, "--create-sites", "--json"], env=installation.variables()
    )
    _wait_until_half_done(installation)
    process.send_signal(signal.SIGKILL)
    process.wait()
    again = json.loads(_imported(installation, file).stdout)
    assert (again["rows"], again["created"], again["unchanged"]) == (ROWS, 0, ROWS)
    assert _count(installation) == ROWS


def test_refusal_is_json_with_exit_code_one(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("date,shoe colour\n2026-03-01,blue\n")
    done = _imported(installation, file)
    assert done.returncode == 1
    said = json.loads(done.stdout)
    assert said["unplaced"]["columns"] == ["shoe colour"]
    assert "shoe colour" in done.stderr
    assert _imported(installation, tmp_path / "absent.csv").returncode == 1
    assert json.loads(_imported(installation, file, "--ignore-columns").stdout)["created"] == 1


def test_worker_with_nothing_to_do_ends(installation: Installation) -> None:
    assert installation.run("import_worker", "--once").returncode == 0


def _count(made: Installation) -> int:
    import sqlite3  # noqa: PLC0415 - only to look from outside

    connection = sqlite3.connect(made.home / "meetpoint.sqlite3")
    try:
        return int(connection.execute("SELECT count(*) FROM encounters_encounter").fetchone()[0])
    finally:
        connection.close()


def _wait_until_half_done(made: Installation) -> None:
    given_up = time.monotonic() + 60
    while _count(made) < 500:
        assert time.monotonic() < given_up
        time.sleep(0.02)
