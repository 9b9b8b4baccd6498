import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from meetpoint.planning.engine.allocation.answers import allocate
from meetpoint.planning.engine.allocation.portfolio import Option, Portfolio
from meetpoint.planning.engine.allocation.uncertain import Effort, drawn_effects, under_uncertainty
from meetpoint.planning.engine.errors import PlanError

BUDGET = 12.0
EFFORT = Effort(draws=120)


def option(name: str, effect: float, reach: tuple[float, float] | None, *, most: int = 4) -> Option:
    return Option(
        name=name,
        most=most,
        least=0,
        current=None,
        fixed=1,
        unit=2,
        effect=effect,
        scale=2,
        effect_range=reach,
    )


def portfolio(*more: Option) -> Portfolio:
    return Portfolio(
        200.0, (option("a", 0.3, (0.1, 0.6)), option("b", 0.25, (0.2, 0.31)), option("c", 0.1, None), *more)
    )


def test_plan_is_the_best_on_average_over_all_plans_there_are() -> None:
    one = portfolio()
    found = under_uncertainty(one, BUDGET, EFFORT)
    effects = drawn_effects(one, EFFORT)
    means = {}
    for units in itertools.product(range(5), repeat=3):
        if one.cost(units) <= BUDGET:
            factors = 1 - effects * -np.expm1(-np.array(units) / 2)[:, None]
            means[units] = float(200 * factors.prod(axis=0).mean())
    assert found["deaths"]["mean"] == pytest.approx(min(means.values()))
    assert tuple(found["allocation"].values()) == min(means, key=lambda each: means[each])


def test_regret_is_what_knowing_all_would_save() -> None:
    found = under_uncertainty(portfolio(), BUDGET, EFFORT)
    assert found["regret"]["mean"] == pytest.approx(found["value_of_knowing"]["everything"])
    assert 0 < found["regret"]["mean"] <= found["regret_of_the_plan_for_the_given_effects"]["mean"] + 1e-9
    assert found["regret"]["p2.5"] >= -1e-9
    assert 0 < found["chance_that_it_is_best"] < 1
    # Nobody would learn more from one effect than from all, and nothing from one that is known.
    values = found["value_of_knowing"]
    assert set(values) == {"everything", "a", "b"}
    assert values["b"] <= values["a"] <= values["everything"] * 1.05


def test_widest_effect_drives_the_deaths() -> None:
    drivers = under_uncertainty(portfolio(), BUDGET, EFFORT)["drivers"]
    assert drivers["a"]["total"] > 5 * drivers["b"]["total"]
    assert drivers["a"]["first"] + drivers["b"]["first"] == pytest.approx(1, abs=0.1)


def test_range_of_one_option_leaves_the_draws_of_others() -> None:
    one, more = portfolio(), portfolio(option("d", 0.2, (0.1, 0.3)))
    assert np.array_equal(drawn_effects(one, EFFORT), drawn_effects(more, EFFORT)[:3])
    assert np.all(drawn_effects(one, EFFORT)[2] == 0.1)
    low, high = np.percentile(drawn_effects(one, Effort(draws=4000))[0], [2.5, 97.5])
    assert (low, high) == pytest.approx((0.1, 0.6), abs=0.03)


@pytest.mark.parametrize("draws", [59, 10_001])
def test_too_few_or_many_draws_are_refused(draws: int) -> None:
    with pytest.raises(PlanError, match="--draws is"):
        under_uncertainty(portfolio(), BUDGET, Effort(draws=draws))


def written(folder: Path, **change: Any) -> Path:
    row = {"name": "kits", "max": 3, "fixed": 0, "unit": 10, "effect": 0.2, "scale": 2, **change}
    path = folder / "options.json"
    path.write_text(json.dumps({"baseline_deaths": 100, "budget": 30, "options": [row]}))
    return path


def test_command_tells_of_uncertainty_only_where_there_is_a_range(tmp_path: Path) -> None:
    assert "uncertainty" not in allocate(written(tmp_path))
    found = allocate(written(tmp_path, effect_low=0.1, effect_high=0.35), effort=EFFORT)
    assert found["uncertainty"]["draws"] == 120
    assert found["uncertainty"]["chance_in_the_best_plan"] == {"kits": 1.0}
    assert found["uncertainty"]["regret"]["mean"] == 0


@pytest.mark.parametrize(
    "change", [{"effect_low": 0.1}, {"effect_low": 0.3, "effect_high": 0.4}, {"effect_high": 2}]
)
def test_range_that_is_none_is_refused(tmp_path: Path, change: dict[str, float]) -> None:
    with pytest.raises(PlanError, match=r"effect_(low|high)"):
        allocate(written(tmp_path, **change))
