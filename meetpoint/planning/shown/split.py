"""The best split of a budget: plans beside one another, with the bound, the gap, and the model's own word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.modules.fields import Words
from meetpoint.planning.plans.numbers import LocalNumbers
from meetpoint.planning.plans.settings import shown_level
from meetpoint.planning.services import BY_LEVER, INFECTION_LEVERS, Kind
from meetpoint.planning.shown import charts
from meetpoint.planning.shown.comparison import deaths_figure
from meetpoint.planning.shown.words import deaths_sentence, say_rough

NAMES: dict[str, Words] = {
    "best": gettext_lazy("Best split"),
    "greedy": gettext_lazy("Step by step, the cheapest death first"),
    "same_money": gettext_lazy("The same money for each"),
    "today": gettext_lazy("As today"),
}


@dataclass(frozen=True)
class SplitPlan:
    """One plan: deaths a year on the curves, its cost, and what the model itself says of it."""

    name: str
    deaths: str
    cost: str
    sentence: str


@dataclass(frozen=True)
class Split:
    """All plans for one budget; `rows` hold the money and level of each service in each plan."""

    budget: str
    currency: str
    rows: list[tuple[str, list[tuple[str, str]]]]
    plans: list[SplitPlan]
    figure: charts.Figure
    bound: str
    gap: str
    proven: bool
    worst_fit: str
    left_out: list[str]
    warnings: list[str]


def split_of(result: Mapping[str, Any], numbers: LocalNumbers) -> Split:
    """Return what is shown of a split."""
    levers = list(result["plans"]["best"]["levels"])
    titles = {place: str(NAMES[name]) for name, place in result["names"].items()}
    left_out = [lever for lever in result["left_out"] if lever not in INFECTION_LEVERS]
    return Split(
        budget=say_rough(result["budget"]),
        currency=numbers.currency,
        rows=[
            (str(BY_LEVER[lever].label), [_cell(result, name, lever) for name in NAMES]) for lever in levers
        ],
        plans=[_plan(result, name) for name in NAMES],
        figure=deaths_figure(result["checked"], titles),
        bound=f"{result['bound']:,.2f}",
        gap=f"{result['gap']:,.4f}",
        proven=result["gap"] < 0.005,
        worst_fit=f"{100 * max(result['fit'].values()):.1f}",
        left_out=[str(BY_LEVER[lever].label) for lever in left_out],
        warnings=_warnings(result, titles),
    )


def _cell(result: Mapping[str, Any], name: str, lever: str) -> tuple[str, str]:
    plan = result["plans"][name]
    return say_rough(plan["money"][lever]), _level(lever, plan["levels"][lever])


def _plan(result: Mapping[str, Any], name: str) -> SplitPlan:
    plan = result["plans"][name]
    sentence = deaths_sentence(result["checked"], result["names"][name]) if name in result["names"] else ""
    return SplitPlan(
        name=str(NAMES[name]),
        deaths=say_rough(plan["deaths"]),
        cost=say_rough(plan["cost"]),
        sentence=sentence,
    )


def _level(lever: str, level: float) -> str:
    service = BY_LEVER[lever]
    shown = shown_level(service, level)
    amount = say_rough(shown) if service.kind == Kind.COUNT else f"{shown:g}"
    return f"{amount} {service.unit}"


def _is_same(result: Mapping[str, Any], one: str, other: str) -> bool:
    names = {place: name for name, place in result["names"].items()}
    levels = [result["plans"][names[place]]["levels"] for place in (one, other)]
    return bool(levels[0] == levels[1])


def _warnings(result: Mapping[str, Any], titles: Mapping[str, str]) -> list[str]:
    found = [
        _("“%(one)s” and “%(other)s” cannot be ranked by deaths: their difference may be nought.")
        % {"one": titles[one], "other": titles[other]}
        for one, other in result["checked"]["not_ranked"]
        if not _is_same(result, one, other)
    ]
    today = result["plans"]["today"]
    if today["cost"] > result["budget"] * 1.005:
        words = _("Today’s services cost more than this budget: about %(cost)s a year.")
        found.append(words % {"cost": say_rough(today["cost"])})
    return found
