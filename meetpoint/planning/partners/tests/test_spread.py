"""The same model along starsim's ties, where starsim is installed."""

from importlib.util import find_spec

import pytest

from meetpoint.planning.engine.running.cohort import run_cohort
from meetpoint.planning.engine.scenarios.building import plans_of
from meetpoint.planning.engine.tests.factories import PLACE, made, model, scenario, study
from meetpoint.planning.engine.tests.test_infection import SPREADING
from meetpoint.planning.partners.spread import Ties, spread

pytestmark = pytest.mark.skipif(
    not find_spec("starsim"), reason="starsim is optional and not installed: uv pip install --group bench"
)


def infected(ties: Ties, *, seed: int = 1) -> float:
    structure, ready = made(model(SPREADING), steps_per_year=12, years=3)
    return float(spread(structure, ready, "illness", ties, seed=seed)["infections"].sum())


def test_many_short_ties_are_the_law_of_the_cohort_and_few_lasting_ones_spread_less() -> None:
    structure, ready = made(model(SPREADING), steps_per_year=12, years=3)
    run = run_cohort(ready, outcomes=len(structure.outcomes), years=3)
    cohort = run.events[:, structure.outcomes.index("infections")].sum()
    assert infected(Ties(partners=30, years=0.1)) == pytest.approx(cohort, rel=0.08)
    assert infected(Ties(partners=2, years=20)) < 0.9 * cohort


def test_same_seed_gives_the_same_infections() -> None:
    ties = Ties(partners=3, years=1)
    assert infected(ties, seed=4) == infected(ties, seed=4) != infected(ties, seed=5)


@pytest.mark.parametrize(
    ("infection", "outcome"), [("HIV", "hiv_infections"), ("hepatitis C", "hcv_infections")]
)
def test_more_syringes_mean_fewer_infections_along_the_ties(infection: str, outcome: str) -> None:
    baseline, more = plans_of(study(scenario("ssp", 0.9), place=PLACE))
    first = baseline.filled(baseline.central())
    ties = Ties(partners=4, years=1.72)
    found = [
        spread(plan.structure, ready, infection, ties, seed=1)[outcome].sum()
        for plan, ready in ((baseline, first), (more, more.filled(more.central(), first.scales)))
    ]
    assert 0 < found[1] < found[0]
