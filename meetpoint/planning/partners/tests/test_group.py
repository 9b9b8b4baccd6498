"""Everybody's own force of infection, without starsim."""

import sys
from pathlib import Path

import numpy as np
import pytest

from meetpoint.planning.commands import partners as command
from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.scenarios.building import plans_of
from meetpoint.planning.engine.tests.factories import PLACE, made, model, scenario, study
from meetpoint.planning.engine.tests.test_infection import SPREADING
from meetpoint.planning.partners.group import Group
from meetpoint.planning.partners.spread import MISSING, Ties, exposures, spread, usual_exposure

TIES = Ties(partners=3, years=1)


def group(*, most: int = 10_000, seed: int = 1) -> Group:
    structure, ready = made(model(SPREADING), steps_per_year=12, years=3)
    return Group(structure, ready, "illness", most=most, seed=seed)


def test_people_are_those_of_the_model_and_each_stands_for_several() -> None:
    few = group(most=500)
    infectious, among = few.about()
    assert few.weight * len(few.classes) == pytest.approx(10_000)
    assert infectious.mean() == pytest.approx(0.1, abs=0.003)
    assert among.all()


def test_whom_nobody_exposes_nobody_infects_and_the_others_at_their_rate() -> None:
    some = group()
    exposure = np.zeros(len(some.classes))
    exposure[::2] = 1.0
    free, treated = (_at(some, axis) for axis in ("state", "treated"))
    before = (free == 0)[::2]
    for step in range(36):
        some.take(step, exposure)
    ill = _at(some, "state") == 1
    assert (ill[1::2] == (free == 1)[1::2]).all()
    for level, hazard in ((0, 0.05 / 0.85), (1, 0.025 / 0.85)):
        here = before & (treated == level)[::2]
        expected = here.sum() * (1 - np.exp(-3 * hazard))
        assert abs((ill[::2] & here).sum() - expected) < 4 * np.sqrt(expected)
    assert some.events.sum() == (ill & (free == 0)).sum() * some.weight


def _at(some: Group, axis: str) -> np.ndarray:
    return some.structure.grid.level[axis][some.structure.live][some.classes]


def test_partners_expose_each_other_and_nobody_themselves() -> None:
    some = group(most=10)
    infectious = some.about()[0]
    ill, free = int(np.flatnonzero(infectious)[0]), np.flatnonzero(infectious == 0)[:2]
    first, second = np.array([ill, ill, int(free[1])]), np.array([int(free[0]), ill, int(free[1])])
    found = exposures(some, first, second)
    assert found[free[0]] == 1
    assert found.sum() == 1
    assert usual_exposure(some, TIES) == pytest.approx(3 * 0.1)


def test_the_dead_are_about_no_more() -> None:
    baseline = plans_of(study('[model]\nleave_out = ["hiv"]\n'))[0]
    some = Group(baseline.structure, baseline.filled(baseline.central()), "hepatitis C", most=3000, seed=1)
    for step in range(52):
        some.take(step, np.ones(len(some.classes)))
    gone = ~some.alive
    assert 0 < gone.sum() < 600
    assert not some.about()[0][gone].any()
    assert some.events[0].sum() > 0


def test_same_seed_gives_the_same_course_and_another_does_not() -> None:
    found = []
    for seed in (1, 1, 2):
        one = group(seed=seed)
        for step in range(12):
            one.take(step, np.ones(len(one.classes)))
        found.append(one.classes.tobytes())
    assert found[0] == found[1] != found[2]


def test_what_no_network_follows_is_refused() -> None:
    structure, ready = made(model(SPREADING))
    with pytest.raises(PlanError, match="'another'"):
        Group(structure, ready, "another", most=10, seed=1)
    with pytest.raises(PlanError, match="nobody can be tied"):
        Group(structure, ready, "illness", most=1, seed=1)
    full = plans_of(study("[programmes.treatment_places]\nlevel = 900\n"))[0]
    with pytest.raises(PlanError, match="'treatment' may fill up"):
        Group(full.structure, full.filled(full.central()), "HIV", most=10, seed=1)


def test_missing_starsim_is_said_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "starsim", None)
    structure, ready = made(model(SPREADING))
    with pytest.raises(PlanError, match="meetpoint\\[starsim\\]"):
        spread(structure, ready, "illness", TIES, seed=1)
    assert "optional" in MISSING


def test_command_gives_each_scenario_by_year_and_says_what_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "place.toml"
    file.write_text(PLACE + scenario("ssp", 0.6))
    asked = {"scenario": file, "infection": "HIV", "partners": 3.0, "tie_years": 2.0, "people": 50, "seed": 1}
    monkeypatch.setattr(command, "spread", lambda *_a, **_k: {"hiv_infections": np.array([1.0, 2.0, 4.0])})
    answer = command.run(asked)
    assert answer["scenarios"]["more"]["hiv_infections"] == {"2026": 1.0, "2027": 2.0, "2028": 4.0}
    assert "hiv infections" in command.show(answer)
    assert "nobody joins them" in command.show(answer)
    with pytest.raises(PlanError, match="--partners above 0"):
        command.run({**asked, "partners": 0.0})
