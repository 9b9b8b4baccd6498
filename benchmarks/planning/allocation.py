"""Claims: 39 towns are split to a proven optimum within 50 ms; a portfolio with start-up costs is solved
exactly.

Processor time. Peers in the same run: scipy's general solver (SLSQP) on the same towns, listing every
plan of the portfolio one array at a time, and the mixed-integer programme. Floor: evaluating the deaths
of one plan.
"""

import itertools
import time
from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize

from benchmarks.table import show
from meetpoint.planning.engine.allocation.answers import allocate_kits
from meetpoint.planning.engine.allocation.areas import Areas
from meetpoint.planning.engine.allocation.exact import best_portfolio, programmed
from meetpoint.planning.engine.allocation.portfolio import Option, Portfolio

KITS, BUDGET = 50_000, 3_000_000


def main() -> None:
    """Split made-up towns and a made-up budget, each in several ways."""
    areas, portfolio = _areas(39), _portfolio()
    even = np.full(39, KITS / 39)
    _show(
        "39 towns, 50,000 kits",
        areas.deaths(even),
        [
            ("floor: the deaths of one split", lambda: areas.deaths(even), ""),
            (
                "best whole split with its bound, floors and simpler plans",
                lambda: allocate_kits(areas, KITS)["objective"],
                f"{allocate_kits(areas, KITS)['gap']:.1e}",
            ),
            ("scipy SLSQP, real kits, no bound", lambda: _general_solver(areas), "none"),
        ],
    )
    plan = best_portfolio(portfolio, BUDGET).units
    _show(
        "998,000 portfolios",
        portfolio.deaths(plan),
        [
            ("floor: the deaths of one plan", lambda: portfolio.deaths(plan), ""),
            (
                "every combination, halves met in the middle",
                lambda: portfolio.deaths(best_portfolio(portfolio, BUDGET).units),
                "0",
            ),
            ("every combination, one array", lambda: _one_array(portfolio), "0"),
            (
                "mixed-integer programme",
                lambda: portfolio.deaths(programmed(portfolio, BUDGET).units),
                "solver's",
            ),
        ],
    )


def _show(title: str, _floor: float, rows: list[tuple[str, Callable[[], float], str]]) -> None:
    timed = [(name, *_timed(run), gap) for name, run, gap in rows]
    floor = timed[0][1]
    show(
        title,
        ["what", "ms", "times the floor", "deaths", "gap"],
        [[name, took * 1000, took / floor, f"{deaths:.6f}", gap] for name, took, deaths, gap in timed],
    )


def _timed(run: Callable[[], float]) -> tuple[float, float]:
    deaths, taken = run(), []
    for _time in range(5):
        began = time.process_time()
        run()
        taken.append(time.process_time() - began)
    return float(np.median(taken)), deaths


def _areas(number: int) -> Areas:
    rng = np.random.default_rng(1)
    people = rng.lognormal(6.8, 0.9, number).round() + 50
    return Areas(
        names=tuple(f"town {each}" for each in range(number)),
        people=people,
        overdoses=people * rng.uniform(0.07, 0.12, number),
        current=None,
        minimum=np.zeros(number),
        death_without=0.04,
        gain=0.0134,
        slope=1.28,
    )


def _general_solver(areas: Areas) -> float:
    start = np.full(len(areas.names), KITS / len(areas.names))
    whole = {"type": "eq", "fun": lambda kits: (kits.sum() - KITS) / KITS}
    found = minimize(
        areas.deaths, start, method="SLSQP", bounds=[(0, KITS)] * len(start), constraints=[whole]
    )
    return float(found.fun)


def _portfolio() -> Portfolio:
    rows = ((20, 0, 62e3, 0.22, 6), (15, 40e3, 310e3, 0.3, 7), (4, 250e3, 900e3, 0.16, 1.8))
    rows += ((10, 0, 120e3, 0.1, 4), (5, 90e3, 85e3, 0.04, 1.5), (8, 25e3, 70e3, 0.07, 3))
    return Portfolio(
        300.0,
        tuple(
            Option(
                name=f"option {n}",
                most=most,
                least=0,
                current=None,
                fixed=fixed,
                unit=unit,
                effect=effect,
                scale=scale,
            )
            for n, (most, fixed, unit, effect, scale) in enumerate(rows)
        ),
    )


def _one_array(portfolio: Portfolio) -> float:
    grids = np.array(list(itertools.product(*(range(option.most + 1) for option in portfolio.options))))
    columns = list(zip(portfolio.options, grids.T, strict=True))
    cost = sum(option.cost(units) for option, units in columns)
    log = sum(option.log_factor(units) for option, units in columns)
    return float(300.0 * np.exp(np.where(cost <= BUDGET, log, 0.0).min()))


if __name__ == "__main__":
    main()
