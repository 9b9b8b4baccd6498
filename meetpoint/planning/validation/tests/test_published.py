from functools import partial
from pathlib import Path

import numpy as np
import pytest

from meetpoint.planning.engine.scenarios.building import BASELINE, plans_of
from meetpoint.planning.engine.scenarios.reading import read_scenario
from meetpoint.planning.engine.tests.shared_data import FOLDER, needs_shared_data
from meetpoint.planning.validation import published
from meetpoint.planning.validation.registry import Verdict
from meetpoint.planning.validation.studied import (
    STUDIES,
    WITHOUT,
    change,
    difference,
    fitted_start,
    of_size,
    overlapping,
    runs,
    runs_without,
)
from meetpoint.planning.validation.targets import Target, read_targets

FILES = sorted(STUDIES.glob("*.toml"))


def target(value: float | None, low: float | None = None, high: float | None = None) -> Target:
    words = {name: "" for name in ("kind", "source", "scenario", "outcome", "unit", "check", "confidence")}
    return Target(name="t", value=value, low=low, high=high, **words)


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_every_study_is_a_scenario_file_that_compiles(file: Path) -> None:
    plans = plans_of(read_scenario(file))
    assert plans[0].name == BASELINE
    assert plans[0].filled(plans[0].central()).people.sum() > 0


@pytest.mark.parametrize(
    ("figure", "ours", "verdict"),
    [
        (target(None, 13, 17), (10.0, 14.0), Verdict.HIT),
        (target(None, 13, 17), (5.0, 12.0), Verdict.MISS),
        (target(6), (5.0, 7.0), Verdict.HIT),
        (target(6), (7.0, 8.0), Verdict.MISS),
    ],
)
def test_intervals_overlap_or_hold_the_value(
    figure: Target, ours: tuple[float, float], verdict: Verdict
) -> None:
    assert overlapping(figure, np.linspace(*ours, 101), "why").verdict == verdict


@pytest.mark.parametrize(
    ("figure", "ours", "verdict"),
    [
        (target(-6), -2.1, Verdict.HIT),
        (target(-6), 2.1, Verdict.MISS),
        (target(-6), -19.0, Verdict.MISS),
        (target(-6, -3, -15), -44.0, Verdict.HIT),
        (target(None, 974, 2175), 300.0, Verdict.MISS),
    ],
)
def test_size_is_within_three_times_and_of_the_same_sign(
    figure: Target, ours: float, verdict: Verdict
) -> None:
    result = of_size(figure, np.full(9, ours), "how", miss="because")
    assert result.verdict == verdict
    assert result.reason == ("how" if verdict == Verdict.HIT else "because; how")


def test_facility_saves_some_of_those_who_inject_inside() -> None:
    found = runs("near-a-facility", 3)
    assert (change(found, "facility", "overdose_deaths") < -20).all()


def test_place_without_services_has_nobody_in_treatment_but_after_hospital() -> None:
    found = runs_without("british-columbia", 2)
    assert found[WITHOUT]["kits_given"].sum() == 0
    treated = "people_in_agonist_treatment"
    assert found[WITHOUT][treated].sum() < 0.01 * found[BASELINE][treated].sum()
    assert (found[WITHOUT]["overdose_deaths"] > found[BASELINE]["overdose_deaths"]).all()


def test_displacement_costs_lives_in_every_draw_or_nearly_none() -> None:
    found = difference(runs("displaced", 4), "displaced", "overdose_deaths")
    assert (found > -1).all()
    assert found.max() > 50


def test_start_is_fitted_to_both_sums() -> None:
    _people, _deaths, found = fitted_start("near-a-facility", (3_000.0, 60.0))
    assert found == pytest.approx((3_000.0, 60.0), rel=1e-3)


@needs_shared_data
def test_contested_figures_are_compared_by_size_and_misses_keep_their_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(published, "runs", partial(runs, draws=12))
    rows = {each.name: each for each in read_targets(FOLDER / "validation_targets.csv")}
    found = published.psychostimulant(rows["healing_psychostimulant"], FOLDER)
    assert found.verdict == Verdict.MISS
    assert "no table says" in found.reason
    assert published.near(rows["marshall_2011"], FOLDER).verdict == Verdict.HIT
