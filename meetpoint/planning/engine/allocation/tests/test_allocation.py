import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetpoint.planning.engine.allocation import exact, simpler
from meetpoint.planning.engine.allocation.answers import allocate, allocate_kits
from meetpoint.planning.engine.allocation.areas import Areas
from meetpoint.planning.engine.allocation.portfolio import Option, Portfolio
from meetpoint.planning.engine.allocation.water_filling import (
    best_split,
    best_whole_split,
    greedy_split,
    lower_bound,
)
from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.tests.shared_data import FOLDER, needs_shared_data

TOWNS: dict[str, Any] = {
    "death_without_kits": 0.05,
    "gain_at_full_availability": 0.02,
    "slope": 1.5,
    "towns": [
        {"town": "Harbor", "people": 900, "yearly_overdoses": 200, "current_kits": 10},
        {"town": "River", "people": 400, "yearly_overdoses": 30, "current_kits": 20},
        {"town": "Hill", "people": 50, "yearly_overdoses": 10, "current_kits": 5},
        {"town": "Empty Bay", "people": 70, "yearly_overdoses": 0, "current_kits": 5},
    ],
}
OPTIONS: dict[str, Any] = {
    "baseline_deaths": 100,
    "options": [
        {"name": "kits", "max": 4, "fixed": 0, "unit": 10, "effect": 0.2, "scale": 2, "current": 1},
        {"name": "site", "max": 2, "fixed": 30, "unit": 40, "effect": 0.3, "scale": 1, "current": 0},
        {"name": "outreach", "max": 3, "fixed": 5, "unit": 12, "effect": 0.15, "scale": 1.5, "current": 0},
    ],
}


def at(folder: Path, content: dict[str, Any]) -> Path:
    path = folder / "instance.json"
    path.write_text(json.dumps(content, indent=1))
    return path


def areas_of(people: list[int], overdoses: list[float]) -> Areas:
    number = len(people)
    return Areas(
        names=tuple(f"town {each}" for each in range(number)),
        people=np.array(people, dtype=float),
        overdoses=np.array(overdoses, dtype=float),
        current=None,
        minimum=np.zeros(number),
        death_without=0.05,
        gain=0.02,
        slope=1.5,
    )


@needs_shared_data
def test_rhode_islands_fifty_thousand_kits_reach_the_proven_optimum() -> None:
    answer = allocate(FOLDER / "allocation_ri.json", kits=50_000)
    assert answer["plans"]["none"] == pytest.approx(227.868096, abs=1e-6)
    assert answer["plans"]["current"] == pytest.approx(187.122780, abs=1e-6)
    assert answer["plans"]["per_person"] == pytest.approx(179.841302, abs=1e-6)
    assert answer["real_valued"]["objective"] == pytest.approx(179.737506, abs=1e-6)
    assert answer["objective"] == pytest.approx(179.737508, abs=1e-6)
    assert answer["averted_by_one_more_kit"] == pytest.approx(5.533690e-4, rel=1e-6)
    assert answer["objective"] <= answer["greedy"] + 1e-9
    assert 0 <= answer["gap"] < 1e-5
    assert sum(answer["allocation"].values()) == 50_000


@needs_shared_data
@pytest.mark.parametrize(
    ("budget", "deaths", "units", "cost", "greedy"),
    [
        (1_000_000, 230.349493, [10, 0, 0, 1, 0, 3], 975_000, 230.349493),
        (3_000_000, 183.532842, [12, 4, 0, 4, 2, 3], 2_999_000, 184.162517),
    ],
)
def test_portfolio_with_start_up_costs_is_solved_exactly(
    budget: float, deaths: float, units: list[int], cost: float, greedy: float
) -> None:
    answer = allocate(FOLDER / "portfolio_synthetic.json", budget=budget)
    assert answer["objective"] == pytest.approx(deaths, abs=1e-6)
    assert list(answer["allocation"].values()) == units
    assert answer["cost"] == cost
    assert answer["greedy"] == pytest.approx(greedy, abs=1e-6)
    assert answer["gap"] == 0


def every_split(total: int, parts: int, floor: int) -> list[tuple[int, ...]]:
    return [each for each in itertools.product(range(floor, total + 1), repeat=parts) if sum(each) == total]


@pytest.mark.parametrize(("kits", "floor"), [(0, 0), (7, 0), (12, 0), (12, 3)])
def test_whole_kits_are_split_as_well_as_any_split(kits: int, floor: int) -> None:
    areas = areas_of([9, 4, 2], [2.0, 0.9, 0.5])
    best = min(areas.deaths(np.array(split, dtype=float)) for split in every_split(kits, 3, floor))
    floors = np.full(3, float(floor))
    assert areas.deaths(best_whole_split(areas, kits, floors)) == pytest.approx(best, abs=1e-12)
    assert areas.deaths(greedy_split(areas, kits, floors)) == pytest.approx(best, abs=1e-12)


@given(
    towns=st.lists(st.tuples(st.integers(1, 5000), st.floats(0, 300)), min_size=1, max_size=12),
    kits=st.integers(0, 20_000),
)
@settings(max_examples=60, deadline=None)
def test_bound_is_met_by_the_real_split_and_nearly_by_the_whole_one(
    towns: list[tuple[int, float]], kits: int
) -> None:
    areas = areas_of([people for people, _overdoses in towns], [overdoses for _people, overdoses in towns])
    none = np.zeros(len(towns))
    real, whole = best_split(areas, kits, none), best_whole_split(areas, kits, none)
    bound = lower_bound(areas, kits, real.price, none)
    assert real.kits.sum() <= kits * (1 + 1e-9) + 1e-6
    assert areas.deaths(real.kits) == pytest.approx(bound, rel=1e-9, abs=1e-9)
    assert whole.sum() == kits
    assert bound <= areas.deaths(whole) + 1e-9
    assert areas.deaths(whole) <= areas.deaths(greedy_split(areas, kits, none)) + 1e-9


@given(st.floats(0.1, 10))
@settings(deadline=None)
def test_bound_holds_at_any_price(factor: float) -> None:
    areas, none = areas_of([900, 400], [200, 30]), np.zeros(2)
    best = best_split(areas, 500, none)
    assert lower_bound(areas, 500, best.price * factor, none) <= areas.deaths(best.kits) + 1e-9


def test_more_kits_never_mean_more_deaths(tmp_path: Path) -> None:
    path = at(tmp_path, TOWNS)
    deaths = [allocate(path, kits=kits)["objective"] for kits in (0, 1, 10, 100, 1000, 10_000)]
    assert deaths == sorted(deaths, reverse=True)


def test_floor_has_its_price_and_names_who_gets_fewer(tmp_path: Path) -> None:
    free, floored = allocate(at(tmp_path, TOWNS)), allocate(at(tmp_path, TOWNS), floor="4")
    assert free["kits"] == 40
    assert min(floored["allocation"].values()) == 4
    assert floored["floor_price_deaths"] == pytest.approx(floored["objective"] - free["objective"])
    assert floored["floor_price_deaths"] > 0
    assert free["fewer_kits_than_today"]["Empty Bay"] == -5


def test_floor_may_be_a_part_of_an_even_split(tmp_path: Path) -> None:
    answer = allocate(at(tmp_path, TOWNS), kits=1420, floor="50%")
    assert answer["allocation"]["Empty Bay"] == 35


def test_minimum_of_a_town_in_the_file_is_kept(tmp_path: Path) -> None:
    content = {**TOWNS, "towns": [*TOWNS["towns"][:3], {**TOWNS["towns"][3], "minimum": 6}]}
    assert allocate(at(tmp_path, content))["allocation"]["Empty Bay"] == 6


def test_place_without_overdoses_or_gain_is_no_division_by_zero() -> None:
    answer = allocate_kits(areas_of([10, 20], [0, 0]), 5)
    assert (answer["objective"], answer["gap"], sum(answer["allocation"].values())) == (0, 0, 5)


def options(maximum: int = 3) -> tuple[Option, ...]:
    rng = np.random.default_rng(4)
    return tuple(
        Option(
            name=f"option {number}",
            most=maximum,
            least=0,
            current=None,
            fixed=float(rng.integers(0, 40)),
            unit=float(rng.integers(5, 60)),
            effect=float(rng.uniform(0.02, 0.3)),
            scale=float(rng.uniform(0.5, 4)),
        )
        for number in range(5)
    )


@pytest.mark.parametrize("budget", [0, 17, 60, 120, 333, 1000])
def test_three_ways_to_the_best_portfolio_agree(budget: float) -> None:
    portfolio = Portfolio(200.0, options())
    plans = itertools.product(*(range(option.most + 1) for option in portfolio.options))
    best = min(portfolio.deaths(plan) for plan in plans if portfolio.cost(plan) <= budget)
    listed, programmed = exact.best_portfolio(portfolio, budget), exact.programmed(portfolio, budget)
    assert portfolio.deaths(listed.units) == pytest.approx(best, rel=1e-12)
    assert portfolio.deaths(programmed.units) == pytest.approx(best, rel=1e-9)
    assert programmed.bound <= best * (1 + 1e-9)
    assert portfolio.cost(listed.units) <= budget
    assert portfolio.deaths(simpler.greedy_portfolio(portfolio, budget)) >= best - 1e-9


def test_too_many_combinations_are_left_to_the_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "MOST_COMBINATIONS", 10)
    found = exact.best_portfolio(Portfolio(200.0, options()), 120)
    assert found.method == "mixed-integer programme"


def test_more_levels_than_the_solver_takes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "MOST_LEVELS", 10)
    with pytest.raises(PlanError, match="The options have 20 levels; the solver takes 10"):
        exact.programmed(Portfolio(200.0, options()), 120)


def test_solver_that_finds_nothing_in_time_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "SECONDS", 0.0)
    with pytest.raises(PlanError, match="No plan was found within 0 s"):
        exact.programmed(Portfolio(200.0, tuple(replace(each, most=2000) for each in options())), 50_000)


def test_of_equal_plans_the_cheaper_is_taken() -> None:
    same = Option(name="a", most=1, least=0, current=None, fixed=0, unit=10, effect=0.1, scale=1)
    portfolio = Portfolio(10.0, (same, replace(same, name="b", unit=5)))
    assert exact.best_portfolio(portfolio, 12).units == (0, 1)


def test_plans_of_a_portfolio_stand_beside_the_best(tmp_path: Path) -> None:
    answer = allocate(at(tmp_path, OPTIONS), budget=120)
    assert set(answer["plans"]) == {"none", "current", "same_money_each", "greedy"}
    assert answer["objective"] <= min(answer["plans"].values())
    assert answer["plans"]["current"] == pytest.approx(100 * (1 - 0.2 * (1 - np.exp(-0.5))))


def test_floor_of_a_portfolio_has_its_price(tmp_path: Path) -> None:
    answer = allocate(at(tmp_path, OPTIONS), budget=120, floor="1")
    assert min(answer["allocation"].values()) >= 1
    assert answer["floor_price_deaths"] >= 0
    assert allocate(at(tmp_path, {**OPTIONS, "budget": 120}))["objective"] <= answer["objective"]


def test_even_split_that_start_up_costs_make_too_dear_falls_back_to_the_least() -> None:
    dear = tuple(replace(option, least=1, fixed=0.0, unit=10.0) for option in options())
    portfolio = Portfolio(100.0, (replace(dear[0], unit=60.0), *dear[1:]))
    assert simpler.even_portfolio(portfolio, 100) == (1, 1, 1, 1, 1)


def test_free_option_is_taken_first_by_the_greedy_plan() -> None:
    free = replace(options()[0], fixed=0.0, unit=0.0, effect=0.1)
    idle = replace(free, name="idle", effect=0.0)
    assert simpler.greedy_portfolio(Portfolio(100.0, (free, idle)), 0) == (3, 0)


@pytest.mark.parametrize(
    ("content", "asked", "said"),
    [
        (TOWNS, {"budget": 5}, "splits kits over areas: say --kits"),
        (TOWNS, {"kits": -1}, "--kits is -1"),
        (TOWNS, {"kits": 3, "floor": "1"}, "The floors need 4 kits together, and there are 3"),
        (TOWNS, {"floor": "half"}, "--floor is 'half'"),
        ({**TOWNS, "towns": [{"town": "A", "people": 1, "yearly_overdoses": 1}]}, {}, "Say --kits"),
        ({**TOWNS, "towns": [TOWNS["towns"][0]] * 2}, {}, "'Harbor' is listed twice"),
        ({**TOWNS, "slope": -1}, {}, "slope: is -1; allowed is"),
        (OPTIONS, {"kits": 5}, "is a portfolio: say --budget"),
        (OPTIONS, {}, "say --budget, since the file has none"),
        (OPTIONS, {"budget": -5}, "--budget is -5"),
        (OPTIONS, {"budget": 5, "floor": "x"}, "--floor is 'x'; for a portfolio"),
        (OPTIONS, {"budget": 5, "floor": "1"}, "The least units asked for cost 97"),
        ({**OPTIONS, "options": [OPTIONS["options"][0]] * 2}, {"budget": 5}, "'kits' is listed twice"),
        ({"baseline": 1}, {}, "must have towns"),
    ],
)
def test_what_cannot_be_split_is_refused(
    tmp_path: Path, content: dict[str, Any], asked: dict[str, Any], said: str
) -> None:
    with pytest.raises(PlanError, match=said):
        allocate(at(tmp_path, content), **asked)
