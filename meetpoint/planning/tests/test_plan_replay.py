import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from meetpoint.planning.commands import calibrate
from meetpoint.planning.engine.allocation.tests.test_allocation import OPTIONS, TOWNS
from meetpoint.planning.engine.calibration import sampling
from meetpoint.planning.engine.networks.tests.test_networks import written
from meetpoint.planning.engine.replays.tests.place import write_place
from meetpoint.planning.engine.replays.tests.test_learning import files


def plan(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    call_command("plan", *map(str, words), "--json")
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def place(tmp_path: Path) -> list[object]:
    classes, inputs = write_place(tmp_path)
    return ["replay", "ri-naloxone", "--classes", classes, "--inputs", inputs]


def test_replay_prints_years_outcomes_and_intervals(
    place: list[object], capsys: pytest.CaptureFixture[str]
) -> None:
    answer = plan(capsys, *place)
    assert answer["years"] == [2030, 2031]
    assert {"deaths", "overdoses", "naloxone_used", "intervals"} <= set(answer)
    drawn = plan(capsys, *place, "--backend", "individual", "--replicates", 5, "--seed", 3)
    assert len(drawn["intervals"]["deaths"]["p97.5"]) == 2
    assert drawn == plan(capsys, *place, "--backend", "individual", "--replicates", 5, "--seed", 3) | {
        "engine": drawn["engine"]
    }


def test_kits_may_be_scaled_or_stopped(place: list[object], capsys: pytest.CaptureFixture[str]) -> None:
    used = {
        name: sum(plan(capsys, *place, *words)["naloxone_used"])
        for name, words in {
            "plain": [],
            "twice": ["--kits-scale", 2],
            "none new": ["--no-new-kits"],
            "scaled to none": ["--kits-scale", 0],
            "none at all": ["--kits-scale", 0, "--start-kits-scale", 0],
        }.items()
    }
    assert used["twice"] > used["plain"] > used["none new"] > used["none at all"] == 0
    assert used["none new"] == used["scaled to none"]


def test_replay_refuses_what_it_cannot_run(place: list[object]) -> None:
    with pytest.raises(CommandError, match=r"there is no parameter set 7\. Allowed: 1"):
        call_command("plan", *map(str, place), "--set", "7")
    with pytest.raises(CommandError, match="--kits-scale is -1; allowed is 0"):
        call_command("plan", *map(str, place), "--kits-scale=-1")


def test_replay_is_shown_as_a_table(place: list[object], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("plan", *map(str, place))
    shown = capsys.readouterr().out
    assert shown.startswith("year  overdoses  deaths")
    assert "cohort, " in shown


def test_networks_are_replayed_with_packages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    network, meta = written(tmp_path)
    words = ["replay", "burnet-act", "--network", network, "--meta", meta, "--raise", "kits,room=small"]
    answer = plan(capsys, *words)
    package = answer["scenarios"]["kits,room=small"]["street"]["dies"]["total"]
    assert package < answer["baseline"]["street"]["dies"]["total"]
    call_command("plan", *map(str, words))
    assert "kits,room=small" not in capsys.readouterr().out.splitlines()[0]


def test_kits_are_split_over_towns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "towns.json"
    path.write_text(json.dumps(TOWNS))
    answer = plan(capsys, "allocate", path, "--kits", 60, "--floor", 2)
    assert {"objective", "bound", "gap", "greedy", "allocation"} <= set(answer)
    assert sum(answer["allocation"].values()) == 60
    with pytest.raises(CommandError, match="say --kits, not --budget"):
        call_command("plan", "allocate", str(path), "--budget", "5")


def test_budget_is_split_and_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "options.json"
    path.write_text(json.dumps(OPTIONS))
    assert plan(capsys, "allocate", path, "--budget", 120)["cost"] <= 120
    call_command("plan", "allocate", str(path), "--budget", "120")
    shown = capsys.readouterr().out
    assert "Proven: no plan goes below" in shown
    assert "The floor costs 0.00 deaths." in shown


def test_uncertain_budget_is_shown_with_its_regret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, *others = OPTIONS["options"]
    ranged = {**first, "effect_low": first["effect"] / 2, "effect_high": first["effect"] * 1.5}
    path = tmp_path / "options.json"
    path.write_text(json.dumps({**OPTIONS, "options": [ranged, *others]}))
    words = ["allocate", path, "--budget", 120, "--draws", 60]
    found = plan(capsys, *words)["uncertainty"]
    assert found["draws"] == 60
    assert plan(capsys, *words)["uncertainty"] == found
    call_command("plan", *map(str, words))
    assert "Over 60 draws of the effects" in capsys.readouterr().out


@pytest.fixture
def calibration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    # One process that begins near anything: the sampler's own tests hold it to its law over processes.
    monkeypatch.setattr(sampling, "PRIOR_DRAWS_PER_WALKER", 3)
    monkeypatch.setattr(sampling.os, "cpu_count", lambda: 1)
    classes, inputs = write_place(tmp_path)
    priors, targets = files(tmp_path)
    words = ["calibrate", "ri-naloxone", "--classes", classes, "--inputs", inputs, "--priors", priors]
    words += ["--targets", targets, "--draws", 30, "--steps", 20, "--fit-years", 1]
    return [str(each) for each in [*words, "--save", tmp_path / "draws.csv"]]


def test_calibration_is_saved_and_shown(
    calibration: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = plan(capsys, *calibration)
    assert answer["covered"]["of"] == 2
    assert answer["held_out_error"] > 0
    assert answer["warnings"]
    assert len((tmp_path / "draws.csv").read_text().splitlines()) == 31
    assert "sample more steps" in calibrate.show(answer)


@pytest.mark.long
def test_calibration_without_a_walk_is_shown(
    calibration: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    walked = plan(capsys, *calibration)
    call_command("plan", *calibration, "--no-walk")
    assert "sample more steps" in capsys.readouterr().out
    assert set(plan(capsys, *calibration, "--no-walk")["parameters"]) < set(walked["parameters"])


def test_calibration_refuses_before_it_samples(calibration: list[str], tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--fit-years is 9"):
        call_command("plan", *calibration, "--fit-years", "9")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("plan", *calibration, "--save", str(tmp_path / "nowhere" / "draws.csv"))
