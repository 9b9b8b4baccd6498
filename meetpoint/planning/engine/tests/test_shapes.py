"""How outcomes answer to ever more of a programme, and to the least and most that may be entered."""

import numpy as np
import pytest

from meetpoint.planning.engine.facts.priors import Parameter
from meetpoint.planning.engine.facts.table import shipped
from meetpoint.planning.engine.facts.units import in_engine_units
from meetpoint.planning.engine.language.reading import community_model
from meetpoint.planning.engine.outcomes.yearly import Yearly
from meetpoint.planning.engine.scenarios.building import plans_of
from meetpoint.planning.engine.tests.factories import PLACE, cohort, individuals, study
from meetpoint.planning.engine.tests.test_directions import DIRECTIONS, NAMED

MONTHLY = 'step = "month"\n' + PLACE.replace("years = 3", "years = 2")
TODAY = {"kits_community": 8000.0, "treatment_starts": 1.0, "hcv_treatment": 1.0, "hiv_treatment": 1.0}
INFECTIONS = {"ssp", "site", "hcv_treatment", "hiv_treatment"}
WITHOUT = '[model]\nleave_out = ["hiv", "hcv"]\n'
"""A sixteenth of the classes, where no infection is asked for."""
FLAT = {"strips"}
"""Adjusted, strips have no effect: their ratio is 1 with a range on both sides."""


def at_levels(programme: str, levels: list[float]) -> list[Yearly]:
    text = "".join(
        f'[[scenarios]]\nname = "{place}"\n[scenarios.programmes.{programme}]\nlevel = {level!r}\n'
        for place, level in enumerate(levels)
    )
    baseline, *more = plans_of(
        study(text, place=MONTHLY + NAMED + ("" if programme in INFECTIONS else WITHOUT))
    )
    scales = baseline.filled(baseline.central()).scales
    return [cohort(plan, scales) for plan in more]


def sums(runs: list[Yearly], outcome: str) -> np.ndarray:
    return np.array([float(np.sum(run[outcome])) for run in runs])


@pytest.mark.parametrize("programme", DIRECTIONS)
def test_ever_more_of_a_programme_never_turns_back(programme: str) -> None:
    level, directions = DIRECTIONS[programme]
    today = TODAY.get(programme, 0.0)
    # Places in treatment are plenty today, so their levels fall from there.
    levels = [float(each) for each in np.linspace(today, float(level), 4)]
    if programme == "treatment_places":
        levels = [4000.0, 2000.0, 1500.0, 1000.0]
    runs = at_levels(programme, levels)
    for outcome, direction in directions.items():
        steps = np.diff(sums(runs, outcome)) * (direction or 1)
        if programme in FLAT:
            assert steps == pytest.approx(0, abs=1e-9)
        else:
            assert np.all(steps >= -1e-9), (outcome, steps)
            assert steps.sum() > 0, outcome


@pytest.mark.parametrize("channel", ["community", "mail", "custody"])
def test_each_further_kit_averts_less(channel: str) -> None:
    start = TODAY.get(f"kits_{channel}", 0.0)
    deaths = sums(
        at_levels(f"kits_{channel}", [start + 8000.0 * each for each in range(4)]), "overdose_deaths"
    )
    averted = -np.diff(deaths)
    assert np.all(averted > 0)
    assert np.all(np.diff(averted) < 0)


@pytest.mark.parametrize("programme", ["ssp", "site", "checking", "education", "safer_supply", "retention"])
def test_share_of_people_acts_in_proportion_while_it_is_small(programme: str) -> None:
    outcome = next(iter(DIRECTIONS[programme][1]))
    found = sums(at_levels(programme, [0.0, 0.02, 0.04]), outcome)
    assert (found[2] - found[0]) / (found[1] - found[0]) == pytest.approx(2, rel=0.05)


@pytest.mark.parametrize("programme", DIRECTIONS)
def test_least_and_most_that_may_be_entered_give_sound_results(programme: str) -> None:
    lever = next(each for each in community_model().levers if each.name == programme)
    most = lever.most if np.isfinite(lever.most) else 1e6
    for run in at_levels(programme, [0.0, float(most)]):
        for outcome, values in run.items():
            assert np.all(np.isfinite(values)), outcome
            assert np.all(np.asarray(values) >= -1e-9), outcome
        people = run["people"] if "people" in run else run["people_at_risk_now"]
        assert np.max(people) < 40_000
        assert np.all(run["overdose_deaths"] <= run["overdoses"])
        assert np.all(run["naloxone_used"] <= run["witnessed"] + 1e-9)


@pytest.mark.long
@pytest.mark.parametrize("end", ["low", "high"])
def test_every_parameter_at_its_end_gives_sound_results(end: str) -> None:
    plan = plans_of(study(NAMED, place=MONTHLY))[0]
    table = plan.table
    for name, parameter in table.items():
        if name in shipped():
            value = {"low": parameter.low, "high": parameter.high}[end]
            run = cohort(plan, **{name: in_units(parameter, value)})
            assert all(np.all(np.isfinite(values)) for values in run.values()), name
            assert min(float(np.min(values)) for values in run.values()) >= -1e-9, name


def in_units(parameter: Parameter, value: float) -> float:
    return float(in_engine_units(value, parameter.unit))


def test_place_of_one_person_and_of_hundreds_of_millions_run() -> None:
    for people in (1, 300_000_000):
        place = f'step = "month"\nyears = 1\n[place]\npeople_at_risk = {people}\n'
        found = cohort(plans_of(study(place=place))[0])
        assert found["overdoses"].sum() == pytest.approx(people * 0.24, rel=0.5)
    place = 'step = "month"\nyears = 1\n[place]\npeople_at_risk = 1\n'
    one = individuals(plans_of(study(place=place))[0], 1)
    assert one["overdose_deaths"].sum() in {0, 1}
