import numpy as np
import pytest

from meetpoint.planning.engine.running.cohort import run_cohort
from meetpoint.planning.engine.running.individuals import run_individuals
from meetpoint.planning.engine.running.totals import Totals
from meetpoint.planning.engine.scenarios.building import Plan, plans_of
from meetpoint.planning.engine.tests.factories import compared, made, model, scenario, study

KITS = """
[stock]
loss = 0.8
reach = 0.2
most = 0.85
at_risk = { use = "using" }
[[stock.channels]]
name = "community"
given = 200
weight = 1
start = 50
[[stock.channels]]
name = "pharmacy"
given = 100
weight = 0.1
"""


def both(plan: Plan) -> list[tuple[np.ndarray, Totals]]:
    ready, outcomes = plan.filled(plan.central()), len(plan.structure.outcomes)
    start = ready.tables.kits_start
    years = plan.study.years
    return [
        (start, run_cohort(ready, outcomes=outcomes, years=years)),
        (start, run_individuals(ready, outcomes=outcomes, years=years, seed=4)),
    ]


def test_kits_are_neither_made_nor_lost_by_counting() -> None:
    plan = plans_of(
        study(
            "[programmes.kits_vending]\nlevel = 900\n[strata.area]\nlevels = { north = 0.3, south = 0.7 }\n"
        )
    )[0]
    for start, run in both(plan):
        given, lost, used = run.flows.sum(axis=0)
        assert start + given - lost - used == pytest.approx(run.kits, rel=1e-12)
        assert run.kits.min() >= 0
        assert used.sum() > 0
        assert run.kits.shape == (2, 6)


def test_people_are_neither_made_nor_lost_by_counting() -> None:
    plan = plans_of(study())[0]
    ready = plan.filled(plan.central())
    cohort, individuals = (run for _start, run in both(plan))
    died, left, came = cohort.ends.sum(axis=0)
    assert ready.people.sum() + came - died - left == pytest.approx(cohort.people.sum(), rel=1e-12)
    died, left, came = individuals.ends.sum(axis=0)
    assert 20000 + came - died - left == individuals.people.sum()
    deaths = ("overdose_deaths", "other_deaths")
    counted = sum(individuals.events[:, plan.structure.outcomes.index(name)].sum() for name in deaths)
    assert counted == died


def test_used_kits_leave_the_stock() -> None:
    structure, ready = made(model(more=KITS))
    run = run_cohort(ready, outcomes=len(structure.outcomes), years=4)
    used = run.events[:, structure.outcomes.index("naloxone_used")].sum()
    assert run.flows[:, 2].sum() == pytest.approx(used, rel=1e-9)


def test_no_more_kits_are_used_than_there_are() -> None:
    few = (
        KITS.replace("given = 200", "given = 1")
        .replace("given = 100", "given = 0")
        .replace("reach = 0.2", "reach = 5000")
    )
    structure, ready = made(model(more=few.replace("start = 50", "start = 0")))
    for run in (
        run_cohort(ready, outcomes=len(structure.outcomes), years=4),
        run_individuals(ready, outcomes=len(structure.outcomes), years=4, seed=2),
    ):
        assert run.flows[:, 2].sum() <= run.flows[:, 0].sum()
        assert run.kits.min() >= 0


def test_stock_without_use_follows_its_closed_form() -> None:
    # S' = given - loss S: S(t) tends to given / loss, in steps of one month with kits given at their
    # beginning.
    nobody = model(more=KITS.replace("reach = 0.2", "reach = 1e-12"))
    _structure, ready = made(nobody, years=4)
    run = run_cohort(ready, outcomes=len(_structure.outcomes), years=4)
    keep, given, start = np.exp(-0.8 / 12), 200 / 12, 50.0
    expected = start * keep**48 + given * (1 - keep**48) / (1 - keep)
    assert run.kits[0, 0] == pytest.approx(expected, rel=1e-6)


def test_first_kits_count_more_than_later_ones() -> None:
    averted = []
    for level in (9000, 16000, 32000, 64000):
        before, after = compared(scenario("kits_community", level))
        averted.append((before["overdose_deaths"] - after["overdose_deaths"]) / (level - 8000))
    assert np.all(np.diff(averted) < 0)


@pytest.mark.parametrize("channel", ["pharmacy", "mail", "vending", "health_care", "custody"])
def test_no_channel_counts_more_than_community_sites(channel: str) -> None:
    _before, community = compared(scenario("kits_community", 11000))
    before, other = compared(scenario(f"kits_{channel}", 3000))
    assert community["overdose_deaths"] < other["overdose_deaths"] < before["overdose_deaths"]
