import numpy as np
import pytest

from meetpoint.planning.engine.scenarios.building import plans_of
from meetpoint.planning.engine.tests.factories import PLACE, cohort, individuals, scenario, study
from meetpoint.planning.engine.tests.test_directions import DIRECTIONS, NAMED

SEEDS = 6
OUTCOMES = (
    "overdoses",
    "overdose_deaths",
    "emergency_visits",
    "naloxone_used",
    "other_deaths",
    "hcv_infections",
    "treatment_entries",
    "treatment_exits",
    "people_in_treatment",
    "people_unhoused",
    "kits_used",
    "qalys",
)


def both(more: str, place: str) -> tuple[dict[str, float], dict[str, np.ndarray]]:
    plan = plans_of(study(more, place=place))[-1]
    expected = {name: values.sum() for name, values in cohort(plan).items()}
    runs = [individuals(plan, seed) for seed in range(SEEDS)]
    return expected, {name: np.array([run[name].sum() for run in runs]) for name in expected}


@pytest.mark.parametrize("programme", DIRECTIONS)
def test_individuals_agree_with_the_cohort(programme: str) -> None:
    level, directions = DIRECTIONS[programme]
    expected, found = both(scenario(programme, level), PLACE + NAMED)
    for name in {*OUTCOMES, *directions}:
        error = found[name].std(ddof=1) / np.sqrt(SEEDS)
        # The error itself is uncertain with few seeds; counts are never surer than Poisson would have it.
        error = max(error, np.sqrt(max(expected[name], 1.0) / SEEDS) * 0.5)
        assert abs(found[name].mean() - expected[name]) < 4 * error, (
            name,
            expected[name],
            found[name].mean(),
        )


def test_individuals_agree_with_the_cohort_by_stratum_and_area() -> None:
    more = (
        "[strata.group]\nlevels = { a = 0.3, b = 0.7 }\noverdose_ratio = { a = 1.6 }\n"
        "[strata.age]\nlevels = { young = 0.5, old = 0.5 }\nyears_in = { young = 20 }\n"
        "death_ratio = { old = 2 }\n"
        "[strata.area]\nlevels = { north = 0.4, south = 0.6 }\n"
        '[model]\nleave_out = ["hiv", "hcv"]\n'
    )
    expected, found = both(more, PLACE)
    names = [name for name in expected if ":" in name]
    assert len(names) == 12
    for name in names:
        error = np.sqrt(expected[name] / SEEDS)
        assert abs(found[name].mean() - expected[name]) < 4 * error, name
    assert expected["overdoses:group=a"] + expected["overdoses:group=b"] == pytest.approx(
        expected["overdoses"]
    )
    # The first group has 1.6 times the hazard, and a little more, since more of it has overdosed before.
    rates = expected["overdoses:group=a"] / 0.3, expected["overdoses:group=b"] / 0.7
    assert 1.6 < rates[0] / rates[1] < 1.9


def test_individuals_agree_with_the_cohort_by_personal_coverage_of_syringes() -> None:
    more = (
        "[strata.syringes]\nlevels = { few = 0.7, many = 0.3 }\ncoverage = { few = 0.4, many = 2.4 }\n"
        '[programmes.ssp]\nlevel = 0.4\n[model]\nleave_out = ["hiv"]\n'
    )
    expected, found = both(more, PLACE)
    for name in ("hcv_infections", "overdoses:syringes=few", "overdoses:syringes=many"):
        error = found[name].std(ddof=1) / np.sqrt(SEEDS)
        error = max(error, np.sqrt(expected[name] / SEEDS) * 0.5)
        assert abs(found[name].mean() - expected[name]) < 4 * error, name


def test_relative_difference_is_under_a_hundredth_for_many_people() -> None:
    place = PLACE.replace("20000", "400000").replace("200\n", "4000\n").replace("8000", "160000")
    plan = plans_of(study(place=place))[0]
    expected, runs = cohort(plan), [individuals(plan, seed) for seed in range(3)]
    for name in ("overdoses", "overdose_deaths", "emergency_visits", "naloxone_used", "people", "qalys"):
        mean = np.mean([run[name].sum() for run in runs])
        assert mean == pytest.approx(expected[name].sum(), rel=0.01), name
