"""Setting up: one organisation with an administrator who can sign in, once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from meetpoint.operate.tests.installation import SETUP, Installation


def test_setup_prints_a_one_time_link(tmp_path_factory: pytest.TempPathFactory) -> None:
    fresh = Installation(tmp_path_factory.mktemp("fresh") / "home")
    done = fresh.run(*SETUP[:-1], "--no-input", "--address", "https://meet.example.org/")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].startswith("https://meet.example.org/account/link/")


def test_second_setup_says_so_and_gives_no_link(installation: Installation) -> None:
    assert installation.json(*SETUP) == {
        "message": "Meetpoint is already set up here (harbor-light). Nothing was changed.",
        "link": None,
    }


def test_another_organisation_needs_the_word(installation: Installation) -> None:
    more = (
        "setup",
        "--org",
        "River House",
        "--slug",
        "river-house",
        "--admin",
        "cai@river-house.example",
        "--no-input",
    )
    assert "already set up" in installation.run(*more).stdout
    done = installation.run(*more, "--another", "--address", "https://meet.example.org/")
    assert done.returncode == 0
    assert "https://meet.example.org/" in done.stdout
    assert "already set up" in installation.run(*more, "--another").stdout


def test_setup_names_the_flag_that_is_wrong(
    tmp_path_factory: pytest.TempPathFactory, installation: Installation
) -> None:
    missing = installation.run("setup", "--another", "--slug", "river-house", "--no-input")
    assert (missing.returncode, missing.stderr.strip()) == (1, "CommandError: Please give --org, --admin.")
    wrong = (
        "--org",
        "River House",
        "--slug",
        "river-house",
        "--admin",
        "nobody",
        "--time-zone",
        "Mars",
        "--policy",
        "xx",
    )
    done = installation.run("setup", "--another", "--no-input", *wrong)
    assert done.returncode == 1
    assert {line.split(":")[0] for line in done.stderr.replace("CommandError: ", "").splitlines()} >= {
        "--time-zone",
        "--policy",
    }


def test_unusable_setting_is_named_without_a_traceback(installation: Installation) -> None:
    installation.environment["MEETPOINT_PROXIES"] = "many"
    done = installation.run("check")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "MEETPOINT_PROXIES" in done.stderr


def test_second_home_is_a_second_installation(
    pristine: Installation, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Installation(tmp_path_factory.mktemp("second") / "home")
    assert "is set up" in other.json(*SETUP)["message"]
    keys = [(each.home / "keys" / "django.key").read_text() for each in (pristine, other)]
    assert keys[0] != keys[1]


def test_everything_in_a_home_is_private(pristine: Installation) -> None:
    open_to_others = [
        path for path in [pristine.home, *pristine.home.rglob("*")] if path.stat().st_mode & 0o077
    ]
    assert open_to_others == []


@pytest.mark.embedded
@pytest.mark.parametrize(
    ("database", "mend"),
    [("", "Run meetpoint migrate"), ("postgres://nobody@127.0.0.1:9/none", "Check DATABASE_URL")],
)
def test_command_without_a_database_says_how_to_mend_it(tmp_path: Path, database: str, mend: str) -> None:
    environment = {**os.environ, "MEETPOINT_HOME": str(tmp_path), "DATABASE_URL": database}
    told = [sys.executable, "-m", "meetpoint", "demo", "--json"]
    done = subprocess.run(told, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert mend in done.stderr
    assert "Traceback" not in done.stderr
