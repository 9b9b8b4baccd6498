"""Up to four ways to spend beside one another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from meetpoint.planning.plans.numbers import LocalNumbers
from meetpoint.planning.plans.settings import Portfolio, Settings, shown_level
from meetpoint.planning.services import BY_LEVER, SERVICES, Kind
from meetpoint.planning.shown import charts
from meetpoint.planning.shown.outcomes import OUTCOMES
from meetpoint.planning.shown.results import label_of, warnings_on
from meetpoint.planning.shown.unknown import believed_of
from meetpoint.planning.shown.words import deaths_sentence, past_sentence, say_interval, say_rough, say_signed

Summary = Mapping[str, Any]


@dataclass(frozen=True)
class Way:
    """One way: its sentence, what it changes, and what each life costs where that can be said."""

    name: str
    sentence: str
    changes: list[str]
    per_death: str
    per_qaly: str


@dataclass(frozen=True)
class Comparison:
    """All ways: the chart of deaths, the table of differences, warnings."""

    figure: charts.Figure
    ways: list[Way]
    header: list[str]
    rows: list[tuple[str, str, list[tuple[str, str]]]]
    warnings: list[str]
    sets: int
    past: str


def comparison_of(summary: Summary, numbers: LocalNumbers, settings: Settings) -> Comparison:
    """Return what is shown of a summary whose scenarios are the plan's ways to spend."""
    ways = {f"p{place}": way for place, way in enumerate(settings.portfolios)}
    titles = {name: way.name for name, way in ways.items()}
    return Comparison(
        figure=deaths_figure(summary, titles),
        ways=[_way(summary, name, way, settings, numbers.currency) for name, way in ways.items()],
        header=list(titles.values()),
        rows=_rows(summary, list(ways), numbers.currency),
        warnings=[
            *believed_of(settings, {lever for way in ways.values() for lever in way.levels}),
            *warnings_on(summary, list(ways), titles, numbers),
        ],
        sets=summary["sets"],
        past=past_sentence(summary),
    )


def deaths_figure(summary: Summary, titles: Mapping[str, str]) -> charts.Figure:
    """Return the chart of deaths a year, more or fewer than going on as today."""
    years = len(summary["years"])
    found = [
        (title, [each / years for each in summary["difference_totals"][name]["overdose_deaths"]])
        for name, title in titles.items()
    ]
    return charts.forest(
        "forest-deaths",
        _("Overdose deaths a year, beside going on as today"),
        found,
        note=_("Thick: 50 of 100 tries. Thin: 95 of 100. Left of the line: fewer deaths."),
    )


def changes_of(way: Portfolio, settings: Settings) -> list[str]:
    """Return what a way changes, one phrase for each service."""
    return [
        _("%(service)s: %(today)s → %(then)s %(unit)s")
        % {
            "service": service.label,
            "today": _level(service.lever, settings.level_today(service.lever)),
            "then": _level(service.lever, way.levels[service.lever]),
            "unit": service.unit,
        }
        for service in SERVICES
        if service.lever in way.levels
    ]


def _level(lever: str, level: float) -> str:
    service = BY_LEVER[lever]
    shown = shown_level(service, level)
    return say_rough(shown) if service.kind == Kind.COUNT else f"{shown:g}"


def _way(summary: Summary, name: str, way: Portfolio, settings: Settings, currency: str) -> Way:
    return Way(
        name=way.name,
        sentence=deaths_sentence(summary, name),
        changes=changes_of(way, settings),
        per_death=_price(summary["cost_per_death_averted"][name], currency),
        per_qaly=_price(summary["cost_per_qaly"][name], currency),
    )


def _price(price: float | None, currency: str) -> str:
    return f"{say_rough(price)} {currency}" if price is not None and price > 0 else "–"


def _rows(summary: Summary, names: list[str], currency: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    return [
        (
            label_of(outcome, currency),
            say_rough(summary["totals"]["baseline"][outcome.name][0]),
            [_difference(summary["difference_totals"][name][outcome.name]) for name in names],
        )
        for outcome in OUTCOMES
        if outcome.name in summary["totals"]["baseline"]
    ]


def _difference(found: list[float]) -> tuple[str, str]:
    return say_signed(found[0]), say_interval(found, signed=True)
