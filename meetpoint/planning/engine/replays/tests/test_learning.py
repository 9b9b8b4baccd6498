import csv
from pathlib import Path

import numpy as np
import pytest

from meetpoint.planning.engine.calibration.answers import calibrate
from meetpoint.planning.engine.calibration.sampling import Effort
from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.replays.ri_naloxone.inputs import Inputs
from meetpoint.planning.engine.replays.ri_naloxone.kits import kits_of
from meetpoint.planning.engine.replays.ri_naloxone.learning import ri_problem, without_ages
from meetpoint.planning.engine.replays.ri_naloxone.results import Replay, yearly_expected
from meetpoint.planning.engine.tests.shared_data import FOLDER, needs_shared_data

PRIORS = """name,value,low,high
monthly_prob_repeat_prescription_misuse,0.002,0.001,0.004
monthly_prob_repeat_non_injecting,0.015,0.01,0.02
multiplier_fentanyl,5,3,8
multiplier_return_to_use,4,3,5
multiplier_previous_overdose,4,2,6
in_public,0.2,0.1,0.3
witnessed_public,0.8,0.7,0.9
witnessed_private_over_public,0.5,0.3,0.8
call_public,0.75,0.6,0.85
call_private_over_public,0.65,0.5,0.8
hospital_given_ems,0.9,0.8,0.95
stop_after_hospital,0.1,0.05,0.2
death_no_naloxone_no_ems,0.05,0.03,0.08
rr_death_ems,0.7,0.5,0.85
pharmacy_kit_divisor,2.5,2,3
multiplier_injecting,3,2,4
multiplier_injecting_calibrated_ma,6,,
death_with_naloxone,0.01,0.006,0.015
rr_death_naloxone_mcdonald,0.037,0.029,0.045
"""
TARGETS = """outcome,value
overdose deaths 2030,12
overdose deaths 2031,14
overdose emergency visits 2030,70
fentanyl share of overdose deaths 2031,0.85
people in treatment 2031,30
"""


def files(folder: Path, priors: str = PRIORS, targets: str = TARGETS) -> tuple[Path, Path]:
    (folder / "priors.csv").write_text(priors)
    (folder / "targets.csv").write_text(targets)
    return folder / "priors.csv", folder / "targets.csv"


def test_model_at_the_priors_middle_is_the_cohort(place: Inputs, tmp_path: Path) -> None:
    problem = ri_problem(place, *files(tmp_path))
    given = place.parameters(1)
    values = {prior.name: prior.quantiles([0.5])[0] for prior in problem.priors}
    values |= {name: getattr(given, name) for name in values if hasattr(given, name)}
    values |= {
        "witnessed_private_over_public": 0.5,
        "call_private_over_public": 0.5 / 0.75,
        "death_ratio_with_naloxone": 0.2,
    }
    values |= {"visits_reported": 0.5, "change_of_risk_2031": 0.0}
    deaths, later, visits, share = problem.predict(values)
    coarse = without_ages(place)
    expected = yearly_expected(Replay(inputs=coarse, parameters=given, kits=kits_of(coarse)))
    assert [deaths, later, visits] == pytest.approx(
        [expected[0, 1], expected[1, 1], expected[0, 2] / 2], rel=1e-6
    )
    assert share == pytest.approx(expected[1, 4] / expected[1, 1], rel=1e-6)


def test_walk_changes_the_risk_of_its_year_on(place: Inputs, tmp_path: Path) -> None:
    problem = ri_problem(place, *files(tmp_path))
    values = {prior.name: prior.quantiles([0.5])[0] for prior in problem.priors}
    flat, raised = (problem.predict(values | {"change_of_risk_2031": each}) for each in (0.0, 0.3))
    assert raised[0] == flat[0]
    assert raised[1] == pytest.approx(flat[1] * np.exp(0.3), rel=0.05)


def test_without_the_walk_there_is_no_change_of_risk(place: Inputs, tmp_path: Path) -> None:
    names = ri_problem(place, *files(tmp_path), walk=False).names
    assert not any(name.startswith("change_of_risk") for name in names)


def test_years_beyond_those_to_learn_from_are_held_out(place: Inputs, tmp_path: Path) -> None:
    targets = ri_problem(place, *files(tmp_path), fit_years=1).targets
    assert [target.held_out for target in targets] == [False, True, False, True]


def test_one_age_band_gives_the_same_counts(place: Inputs) -> None:
    given, coarse = place.parameters(1), without_ages(place)
    fine = yearly_expected(Replay(inputs=place, parameters=given, kits=kits_of(place)))
    merged = yearly_expected(Replay(inputs=coarse, parameters=given, kits=kits_of(coarse)))
    assert merged == pytest.approx(fine, rel=1e-3)


def test_calibration_of_a_small_place_runs_through(place: Inputs, tmp_path: Path) -> None:
    answer, posterior = calibrate(
        ri_problem(place, *files(tmp_path)), Effort(draws=60, steps=30, ensembles=1, seed=3)
    )
    assert answer["covered"]["of"] == 4
    assert posterior.draws.shape == (60, len(answer["parameters"]))


@pytest.mark.parametrize(
    ("priors", "targets", "said"),
    [
        (PRIORS.replace("in_public", "in_the_open"), TARGETS, "lacks the rows in_public"),
        (
            PRIORS.replace("in_public,0.2,0.1,0.3", "in_public,0.2,0.3,0.3"),
            TARGETS,
            "the prior of overdose_in_public",
        ),
        (PRIORS, "outcome,value\nbirths 2030,3\n", "has no target"),
        (PRIORS, "outcome,value\noverdose deaths 2040,3\n", "line 2: 2040 is not a year of the run"),
        (PRIORS, "outcome,value\noverdose deaths 2030,3.5\n", "must be a whole number"),
        (
            PRIORS,
            "outcome,value\nfentanyl share of overdose deaths 2030,0.5\n",
            "needs the number of overdose deaths",
        ),
    ],
)
def test_fault_in_priors_or_targets_is_named(
    place: Inputs, tmp_path: Path, priors: str, targets: str, said: str
) -> None:
    with pytest.raises(PlanError, match=said):
        ri_problem(place, *files(tmp_path, priors, targets))


@needs_shared_data
def test_rhode_island_has_its_twelve_targets(rhode_island: Inputs) -> None:
    problem = ri_problem(rhode_island, FOLDER / "parameters.csv", FOLDER / "validation_targets.csv")
    with (FOLDER / "validation_targets.csv").open(newline="") as stream:
        observed = [
            float(row["value"]) for row in csv.DictReader(stream) if row["id"].startswith("ri_observed")
        ]
    assert [target.observed for target in problem.targets] == observed
    assert len(observed) == 12


@needs_shared_data
@pytest.mark.long
def test_posterior_predictions_cover_eleven_of_rhode_islands_twelve_targets(rhode_island: Inputs) -> None:
    problem = ri_problem(rhode_island, FOLDER / "parameters.csv", FOLDER / "validation_targets.csv")
    answer, _posterior = calibrate(problem, Effort(steps=600))
    assert answer["covered"]["fitted"] >= 11
