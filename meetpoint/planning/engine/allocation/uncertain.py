"""A portfolio whose effects are uncertain: one plan for all draws, its regret, and what is worth learning.

The plan has the fewest deaths on average over the draws: of the best plans of every draw and the best one for
the effects as given, and from there by units bought, dropped or exchanged while that helps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from meetpoint.planning.engine.allocation.exact import CENT, best_portfolio
from meetpoint.planning.engine.allocation.portfolio import Floats, Portfolio, Units
from meetpoint.planning.engine.calibration.priors import Prior, from_range
from meetpoint.planning.engine.calibration.sensitivity import sobol
from meetpoint.planning.engine.calibration.worth import value_of_everything, value_of_groups
from meetpoint.planning.engine.errors import PlanError

LEAST_DRAWS, MOST_DRAWS = 60, 10_000
SOBOL_POWER = 8


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How many draws of the effects, from which seed."""

    draws: int = 200
    seed: int = 1


def under_uncertainty(portfolio: Portfolio, budget: float, effort: Effort) -> dict[str, Any]:
    """Return the plan with fewest deaths on average, its regret, the chance that each option belongs to the
    best plan, and what knowing each effect would save. Raises `PlanError` for too few or many draws.
    """
    if not LEAST_DRAWS <= effort.draws <= MOST_DRAWS:
        raise PlanError(f"--draws is {effort.draws}; allowed is {LEAST_DRAWS} to {MOST_DRAWS:,}.")
    effects = drawn_effects(portfolio, effort)
    drawn = [_with(portfolio, row) for row in effects.T]
    best = [best_portfolio(each, budget).units for each in drawn]
    usual = best_portfolio(portfolio, budget).units
    plans = list(dict.fromkeys([usual, *best]))
    chosen = _polished(portfolio, budget, drawn, _fewest(drawn, plans))
    plans = list(dict.fromkeys([chosen, *plans]))
    deaths = np.array([[each.deaths(plan) for plan in plans] for each in drawn])
    regret = deaths[:, 0] - deaths.min(axis=1)
    return {
        "draws": effort.draws,
        "seed": effort.seed,
        "allocation": _named(portfolio, chosen),
        "deaths": _spread(deaths[:, 0]),
        "regret": _spread(regret),
        "regret_of_the_plan_for_the_given_effects": _spread(
            deaths[:, plans.index(usual)] - deaths.min(axis=1)
        ),
        "chance_that_it_is_best": float(np.mean(regret <= 1e-9)),
        "chance_in_the_best_plan": _chances(portfolio, best),
        "value_of_knowing": _values(portfolio, effects, -deaths),
        "drivers": _drivers(portfolio, chosen),
    }


def drawn_effects(portfolio: Portfolio, effort: Effort) -> Floats:
    """Return effects by (option, draw); an option without a range has the same in every draw."""
    rng = np.random.default_rng(effort.seed)
    rows = []
    for option in portfolio.options:
        # Everybody takes from the generator, so that a range given to one option leaves the others' draws.
        normal = rng.standard_normal(effort.draws)
        prior = _prior(portfolio, option.name)
        belief = prior.beliefs[0] if prior else None
        rows.append(
            prior.value(belief.centre + belief.spread * normal)
            if prior and belief
            else np.full(effort.draws, option.effect)
        )
    return np.array(rows)


def _prior(portfolio: Portfolio, name: str) -> Prior | None:
    option = next(each for each in portfolio.options if each.name == name)
    if option.effect_range is None:
        return None
    low, high = option.effect_range
    return from_range(name, "logit", (option.effect, low, high))


def _with(portfolio: Portfolio, effects: Floats) -> Portfolio:
    options = [replace(each, effect=float(one)) for each, one in zip(portfolio.options, effects, strict=True)]
    return replace(portfolio, options=tuple(options))


def _mean_deaths(drawn: list[Portfolio], plan: Units) -> float:
    return float(np.mean([each.deaths(plan) for each in drawn]))


def _fewest(drawn: list[Portfolio], plans: list[Units]) -> Units:
    return min(plans, key=lambda plan: _mean_deaths(drawn, plan))


def _polished(portfolio: Portfolio, budget: float, drawn: list[Portfolio], plan: Units) -> Units:
    found = _mean_deaths(drawn, plan)
    while True:
        near = [each for each in _neighbours(portfolio, plan) if portfolio.cost(each) <= budget + CENT]
        better = min(((_mean_deaths(drawn, each), each) for each in near), default=(found, plan))
        if better[0] >= found - 1e-12:
            return plan
        found, plan = better


def _neighbours(portfolio: Portfolio, plan: Units) -> list[Units]:
    steps = [(one, other) for one in range(-1, len(plan)) for other in range(-1, len(plan)) if one != other]
    found = []
    for more, fewer in steps:
        units = tuple(number + (place == more) - (place == fewer) for place, number in enumerate(plan))
        if all(o.least <= number <= o.most for o, number in zip(portfolio.options, units, strict=True)):
            found.append(units)
    return found


def _chances(portfolio: Portfolio, best: list[Units]) -> dict[str, float]:
    bought: Counter[str] = Counter()
    for plan in best:
        bought.update(option.name for option, number in zip(portfolio.options, plan, strict=True) if number)
    return {option.name: bought[option.name] / len(best) for option in portfolio.options}


def _values(portfolio: Portfolio, effects: Floats, benefit: Floats) -> dict[str, float]:
    """Return the deaths that knowing one effect, or all, before choosing would save on average."""
    names = [option.name for option in portfolio.options]
    draws: Mapping[str, Floats] = dict(zip(names, effects, strict=True))
    groups = {option.name: [option.name] for option in portfolio.options if option.effect_range}
    return {"everything": value_of_everything(benefit), **value_of_groups(draws, groups, benefit)}


def _drivers(portfolio: Portfolio, plan: Units) -> dict[str, dict[str, float]]:
    """Return Sobol's indices of the plan's deaths over the effects that have a range."""
    priors = [prior for option in portfolio.options if (prior := _prior(portfolio, option.name))]
    bought = {o.name for o, number in zip(portfolio.options, plan, strict=True) if number}
    priors = [prior for prior in priors if prior.name in bought]
    usual = {option.name: option.effect for option in portfolio.options}

    def deaths(effects: Mapping[str, float]) -> float:
        together = {**usual, **effects}
        return _with(portfolio, np.array([together[each] for each in usual])).deaths(plan)

    return sobol(priors, deaths, power=SOBOL_POWER) if priors else {}


def _named(portfolio: Portfolio, units: Units) -> dict[str, int]:
    return {option.name: number for option, number in zip(portfolio.options, units, strict=True)}


def _spread(values: Floats) -> dict[str, float]:
    low, high = np.percentile(values, [2.5, 97.5])
    return {"mean": float(values.mean()), "p2.5": float(low), "p97.5": float(high)}
