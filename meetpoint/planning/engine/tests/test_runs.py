import numpy as np
import pytest

from meetpoint.planning.engine.compiling.filling import Filled
from meetpoint.planning.engine.ensembles.jobs import seed_of
from meetpoint.planning.engine.running.cohort import run_cohort
from meetpoint.planning.engine.running.individuals import Block, Crowd, crowd_of, run_individuals
from meetpoint.planning.engine.scenarios.building import plans_of
from meetpoint.planning.engine.tests.factories import (
    PLACE,
    cohort,
    individuals,
    made,
    model,
    scenario,
    study,
)

WAITING = """
people = 200000
[axes]
state = ["waiting", "gone"]
[start.state]
waiting = 1
[[moves]]
name = "go"
lane = "use"
when = { state = "waiting" }
to = { state = "gone" }
rate = 0.9
counts = "went"
"""


def test_waiting_times_are_geometric() -> None:
    structure, ready = made(model(WAITING), steps_per_year=4, years=8)
    run = run_individuals(ready, outcomes=len(structure.outcomes), years=8, seed=11)
    went = run.events[:, structure.outcomes.index("went"), 0]
    stays = np.exp(-0.9)
    expected = 200_000 * (stays ** np.arange(8)) * (1 - stays)
    assert np.all(np.abs(went - expected) < 4 * np.sqrt(expected))


def test_each_lane_moves_as_often_as_its_hazard_says() -> None:
    for lane in ("place", "treatment", "use", "infection", "ageing"):
        structure, ready = made(model(WAITING.replace('"use"', f'"{lane}"')), steps_per_year=12, years=1)
        run = run_individuals(ready, outcomes=len(structure.outcomes), years=1, seed=3)
        expected = 200_000 * (1 - np.exp(-0.9))
        assert abs(run.events.sum() - expected) < 4 * np.sqrt(expected * np.exp(-0.9)), lane


def totals_of(ready: Filled, outcomes: int, **how: object) -> list[bytes]:
    run = run_individuals(ready, outcomes=outcomes, years=3, seed=5, **how)  # type: ignore[arg-type]
    return [
        each.tobytes() for each in (run.person_years, run.events, run.ends, run.flows, run.kits, run.people)
    ]


def test_same_seed_gives_same_bytes_on_any_number_of_threads() -> None:
    plan = plans_of(study())[0]
    ready = plan.filled(plan.central())
    outcomes = len(plan.structure.outcomes)
    alone = totals_of(ready, outcomes)
    assert totals_of(ready, outcomes, threads=2) == alone
    assert totals_of(ready, outcomes, threads=7) == alone
    assert totals_of(ready, outcomes) == alone


def test_other_seeds_give_other_results() -> None:
    plan = plans_of(study())[0]
    one, other = individuals(plan, 5), individuals(plan, 6)
    assert not np.array_equal(one["overdoses"], other["overdoses"])


def permuted(crowd: Crowd, order: np.ndarray) -> Crowd:
    number = len(order)
    classes = crowd.classes.copy()
    classes[:number] = crowd.classes[:number][order]
    blocks = tuple(Block(place, place + 1, int(who)) for place, who in enumerate(order))
    return Crowd(classes, blocks, crowd.arriving)


def test_people_in_another_order_have_the_same_luck() -> None:
    few = study(place="years = 3\n[place]\npeople_at_risk = 1500\noverdose_deaths_per_year = 60\n")
    plan = plans_of(few)[0]
    ready = plan.filled(plan.central())
    outcomes, crowd = len(plan.structure.outcomes), crowd_of(ready, 5)
    order = np.random.default_rng(1).permutation(1500)
    assert totals_of(ready, outcomes, crowd=permuted(crowd, order)) == totals_of(ready, outcomes)


def test_scenario_without_a_change_is_the_baseline_to_the_bit() -> None:
    baseline, same = plans_of(study('[[scenarios]]\nname = "same"\n'))
    for one, other in (
        (cohort(baseline), cohort(same)),
        (individuals(baseline, 5), individuals(same, 5)),
    ):
        assert all(np.array_equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize(
    ("programme", "level"),
    [("kits_community", 30_000), ("site", 0.3), ("treatment_starts", 3), ("displacement", 1), ("ssp", 0.8)],
)
def test_nothing_differs_before_a_scenario_begins(programme: str, level: float) -> None:
    baseline, later = plans_of(study(scenario(programme, level, more="from = 2028\n")))
    scales = baseline.filled(baseline.central()).scales
    for one, other in (
        (cohort(baseline, scales), cohort(later, scales)),
        (individuals(baseline, 5, scales), individuals(later, 5, scales)),
    ):
        assert all(np.array_equal(one[name][:2], other[name][:2]) for name in one)
        assert any(one[name][2] != other[name][2] for name in one)


def test_todays_coverage_set_again_is_the_baseline_exactly() -> None:
    more = scenario("kits_community", 8000, more="from = 2027\nramp_months = 18\n")
    baseline, same = plans_of(study(more))
    scales = baseline.filled(baseline.central()).scales
    one, other = cohort(baseline, scales), cohort(same, scales)
    assert all(np.array_equal(one[name], other[name]) for name in one)


QUICK = 'step = "month"\n' + PLACE + '[model]\nleave_out = ["hiv", "hcv"]\n'
"""Many runs of overdoses alone: no infection is asked for, and luck is no other by the week."""


def deaths_by_seed(ready: Filled, outcomes: int, seeds: list[int]) -> np.ndarray:
    return np.array(
        [run_individuals(ready, outcomes=outcomes, years=3, seed=seed).events[:, 1].sum() for seed in seeds]
    )


def test_paired_differences_vary_far_less_than_unpaired() -> None:
    baseline, more = plans_of(study(scenario("kits_community", 8800), place=QUICK))
    first = baseline.filled(baseline.central())
    outcomes, seeds = len(baseline.structure.outcomes), list(range(16))
    before = deaths_by_seed(first, outcomes, seeds)
    after = deaths_by_seed(more.filled(more.central(), first.scales), outcomes, seeds)
    paired, unpaired = np.var(after - before, ddof=1), np.var(after - np.roll(before, 1), ddof=1)
    assert paired < unpaired / 10
    assert np.mean(after - before) < 0


def test_neighbouring_replicate_seeds_are_independent() -> None:
    # The variance of means of n neighbours falls as 1 / n, which it does not when neighbours share draws.
    plan = plans_of(study(place=QUICK))[0]
    seeds = [seed_of(1, each) for each in range(96)]
    deaths = deaths_by_seed(plan.filled(plan.central()), len(plan.structure.outcomes), seeds)
    expected = cohort(plan)["overdose_deaths"].sum()
    assert 0.6 < deaths.var(ddof=1) / expected < 1.6
    sixes = deaths.reshape(16, 6).mean(axis=1)
    assert 0.35 < sixes.var(ddof=1) * 6 / deaths.var(ddof=1) < 2.2


def test_results_hardly_depend_on_the_step() -> None:
    def outcomes(step: str) -> dict[str, float]:
        place = f'step = "{step}"\nyears = 3\n[place]\npeople_at_risk = 20000\n'
        found = cohort(plans_of(study(place=place))[0])
        return {name: values.sum() for name, values in found.items()}

    week, half_month, month = outcomes("week"), outcomes("half-month"), outcomes("month")
    for name in (
        "overdoses",
        "overdose_deaths",
        "hcv_infections",
        "treatment_entries",
        "qalys",
        "other_deaths",
    ):
        assert half_month[name] == pytest.approx(week[name], rel=0.01), name
        assert month[name] == pytest.approx(week[name], rel=0.04), name


def test_halving_the_step_halves_the_error_of_a_small_model() -> None:
    def overdoses(steps: int) -> float:
        structure, ready = made(model(), steps_per_year=steps, years=2)
        return float(run_cohort(ready, outcomes=len(structure.outcomes), years=2).events[:, 0].sum())

    exact = 2 * overdoses(1024) - overdoses(512)
    errors = [abs(overdoses(steps) - exact) for steps in (12, 24, 48)]
    assert errors[0] / errors[1] == pytest.approx(2, rel=0.15)
    assert errors[1] / errors[2] == pytest.approx(2, rel=0.15)
    assert errors[0] / exact < 0.03


def test_two_weeks_without_tolerance_do_not_become_a_month_with_monthly_steps() -> None:
    def excess(step: str) -> float:
        without = '[model]\nleave_out = ["hiv", "hcv"]\n'
        plan = plans_of(study(without, place=f'step = "{step}"\n{PLACE}'))[0]
        steady = {"multiplier_return_to_use": 1.0, "tolerance_weeks_3_4": 1.0}
        return float((cohort(plan)["overdoses"] - cohort(plan, **steady)["overdoses"]).sum())

    assert excess("month") == pytest.approx(excess("week"), rel=0.15)
    assert excess("half-month") == pytest.approx(excess("week"), rel=0.08)
