"""The best split of a yearly budget: a curve for each service from the model, the exact best plan on the
curves, and then the model's own word on that plan and on simpler ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from meetpoint.planning.engine.allocation import simpler
from meetpoint.planning.engine.allocation.exact import best_portfolio
from meetpoint.planning.engine.allocation.portfolio import Option, Units
from meetpoint.planning.engine.allocation.portfolio import Portfolio as Curves
from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.outcomes.yearly import Yearly
from meetpoint.planning.engine.scenarios.building import BASELINE
from meetpoint.planning.plans.settings import Portfolio, most_of
from meetpoint.planning.plans.study import content_of
from meetpoint.planning.reckoning.asked import Progress, Question, Result
from meetpoint.planning.reckoning.draws import Asked, Warm
from meetpoint.planning.reckoning.pasts import Pasts
from meetpoint.planning.reckoning.summary import DEATHS, summary_of
from meetpoint.planning.services import INFECTION_LEVERS, SERVICES, Kind, Service

UNITS = 20
"""Each service is bought in twentieths of its slider."""
TRIED = (0, 2, 5, 10, 20)
"""The units at which the model is asked for a service's curve."""
CURVE_SETS, CHECK_SETS = 12, 32
MOST_EFFECT = 0.95

Floats = NDArray[np.float64]
GROUPS = {
    "education": ("people_at_risk_now",),
    "strips": ("people_at_risk_now",),
    "safer_supply": ("people_using_opioids",),
    "detox": ("people_using_opioids",),
    "naltrexone_share": ("treatment_entries",),
    "checking": ("people_at_risk_now",),
    "ssp": ("people_who_inject",),
    "site": ("people_who_inject",),
    "retention": ("people_in_agonist_treatment",),
    "custody_moud": ("people_in_custody",),
    "release_linkage": ("releases", "releases_into_treatment"),
    "treatment_starts": ("treatment_entries",),
}
"""Of whom, or of what, a service's level is a share or a multiple: its price is for one of these."""


@dataclass(frozen=True)
class Priced:
    """A service that can be bought: the level before the first unit, of one unit, and what one costs a
    year.
    """

    service: Service
    zero: float
    unit: float
    price: float
    fixed: float

    def level(self, units: int) -> float:
        """Return the level that so many units come to."""
        return self.zero + units * self.unit

    def units(self, level: float) -> int:
        """Return the units nearest to a level."""
        return int(np.clip(round((level - self.zero) / self.unit), 0, UNITS))


def split(question: Question, progress: Progress) -> Result:
    """Return the best split of `question.budget` a year with its bound and gap, beside today's, greedy and
    the same money for each. Raises PlanError when no service has a price.
    """
    warm, settings = Warm(), question.settings
    progress(0, 3)
    priced = _priced(question, warm)
    if not priced:
        raise PlanError("no service has a price, so a budget cannot be split. Enter prices first.")
    progress(1, 3)
    shapes = _curves(question, warm, priced)
    current = tuple(each.units(settings.level_today(each.service.lever)) for each in priced)
    options = tuple(
        _option(each, shape, now) for each, shape, now in zip(priced, shapes, current, strict=True)
    )
    without = _deaths_today(question, warm) / Curves(1.0, options).deaths(current)
    curves = Curves(without, options)
    best = best_portfolio(curves, question.budget)
    progress(2, 3)
    plans = {
        "best": best.units,
        "greedy": simpler.greedy_portfolio(curves, question.budget),
        "same_money": simpler.even_portfolio(curves, question.budget),
    }
    checked = _checked(question, warm, priced, list(plans.values()))
    return {
        "budget": question.budget,
        "method": best.method,
        "objective": curves.deaths(best.units),
        "bound": min(best.bound, curves.deaths(best.units)),
        "gap": max(curves.deaths(best.units) - best.bound, 0.0),
        "plans": {name: _plan(curves, priced, units) for name, units in {**plans, "today": current}.items()},
        "fit": {each.service.lever: shape.error for each, shape in zip(priced, shapes, strict=True)},
        "left_out": [each.lever for each in SERVICES if each.lever not in {p.service.lever for p in priced}],
        "checked": checked,
        "names": dict(zip(plans, ("p0", "p1", "p2"), strict=True)),
    }


def _priced(question: Question, warm: Warm) -> list[Priced]:
    content = content_of(question.numbers, question.settings, ())
    runs = warm.baseline(Asked(content=content, sets=CURVE_SETS, seed=question.seed, infections=False)).runs
    found = []
    for service in SERVICES:
        price = question.settings.prices.get(service.lever)
        if price is None or not price.is_given or service.lever in INFECTION_LEVERS:
            continue
        today = question.settings.level_today(service.lever)
        unit = (most_of(service, question.numbers, today) - service.usual) / UNITS
        per_level = price.unit * _group(runs, service, today)
        found.append(Priced(service, service.usual, unit, per_level * unit, price.fixed))
    return found


def _group(runs: Sequence[Yearly], service: Service, today: float) -> float:
    """Return how many a level of one reaches in a year."""
    if service.kind == Kind.COUNT:
        return 1.0
    number = float(np.mean([sum(run[name].mean() for name in GROUPS[service.lever]) for run in runs]))
    return number / max(today, 1e-9) if service.kind == Kind.TIMES else number


@dataclass(frozen=True)
class Shape:
    """Deaths × (1 − effect (1 − exp(−units / scale))); `error` is the largest miss at the levels tried."""

    effect: float
    scale: float
    error: float


def _curves(question: Question, warm: Warm, priced: Sequence[Priced]) -> list[Shape]:
    shapes = []
    for each in priced:
        tried = [
            Portfolio(name=str(units), levels={each.service.lever: each.level(units)}, ramp_months=0)
            for units in TRIED
        ]
        content = content_of(question.numbers, question.settings, tried)
        asked = Asked(content=content, sets=CURVE_SETS, seed=question.seed, infections=False)
        _study, _plans, runs = warm.runs(asked)
        deaths = np.array([_mean_deaths(runs, f"p{place}") for place in range(len(TRIED))])
        shapes.append(_fitted(1.0 - deaths / deaths[0]))
    return shapes


def _mean_deaths(runs: Mapping[str, Sequence[Yearly]], name: str) -> float:
    return float(np.mean([run[DEATHS].sum() for run in runs[name]]))


def _fitted(averted: Floats) -> Shape:
    units = np.array(TRIED, dtype=float)

    def misses(shape: Floats) -> Floats:
        return np.asarray(shape[0] * -np.expm1(-units / shape[1]) - averted)

    start = [min(max(float(averted.max()), 1e-4), 0.9), 8.0]
    found = least_squares(misses, start, bounds=([0.0, 0.5], [MOST_EFFECT, 400.0]))
    return Shape(float(found.x[0]), float(found.x[1]), float(np.max(np.abs(misses(found.x)))))


def _option(each: Priced, shape: Shape, current: int) -> Option:
    return Option(
        name=each.service.lever,
        most=UNITS,
        least=0,
        current=current,
        fixed=each.fixed,
        unit=each.price,
        effect=shape.effect,
        scale=shape.scale,
    )


def _deaths_today(question: Question, warm: Warm) -> float:
    content = content_of(question.numbers, question.settings, ())
    runs = warm.baseline(Asked(content=content, sets=CURVE_SETS, seed=question.seed, infections=False)).runs
    return _mean_deaths({BASELINE: runs}, BASELINE) / question.numbers.years


def _plan(curves: Curves, priced: Sequence[Priced], units: Units) -> dict[str, Any]:
    levels = {each.service.lever: each.level(number) for each, number in zip(priced, units, strict=True)}
    money = {
        option.name: float(option.cost(np.array(number)))
        for option, number in zip(curves.options, units, strict=True)
    }
    return {"levels": levels, "money": money, "cost": curves.cost(units), "deaths": curves.deaths(units)}


def _checked(
    question: Question, warm: Warm, priced: Sequence[Priced], plans: Sequence[Units]
) -> dict[str, Any]:
    """Return the model's own summary of each plan beside today's services."""
    portfolios = [
        Portfolio(
            name=str(place),
            levels={each.service.lever: each.level(n) for each, n in zip(priced, units, strict=True)},
            ramp_months=0,
        )
        for place, units in enumerate(plans)
    ]
    content = content_of(question.numbers, question.settings, portfolios)
    asked = Asked(
        content=content,
        sets=CHECK_SETS,
        seed=question.seed,
        infections=False,
        deaths=question.final_deaths,
    )
    study, made, runs = warm.runs(asked)
    return summary_of(study, made, runs, Pasts(warm.runs).along(asked))
