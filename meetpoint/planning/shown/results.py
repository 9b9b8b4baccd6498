"""One way to spend, as a page shows it: a sentence, charts with their tables, totals, warnings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from meetpoint.planning.plans.numbers import LocalNumbers
from meetpoint.planning.plans.settings import Portfolio, Settings
from meetpoint.planning.services import BY_LEVER
from meetpoint.planning.shown import charts
from meetpoint.planning.shown.outcomes import OUTCOMES, Outcome
from meetpoint.planning.shown.unknown import believed_of
from meetpoint.planning.shown.words import (
    deaths_sentence,
    more_sentences,
    past_sentence,
    say_interval,
    say_rough,
    say_signed,
)

BASELINE = "baseline"

Summary = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One outcome over all years: going on as today, this way, the difference with its interval."""

    label: str
    today: str
    then: str
    difference: str
    ends: str


@dataclass(frozen=True)
class Results:
    """What is shown of one way to spend."""

    sentence: str
    more: list[str]
    lead: charts.Figure
    others: list[charts.Figure]
    lines: list[Line]
    warnings: list[str]
    sets: int
    whole: bool
    past: str


def results_of(
    summary: Summary, name: str, numbers: LocalNumbers, settings: Settings, way: Portfolio
) -> Results:
    """Return what is shown of the scenario `name` of a summary."""
    there = [each for each in OUTCOMES if each.name in summary["by_year"][name]]
    if not summary.get("infections", True):
        there = [each for each in there if not each.late]
    lead, *others = [_figure(summary, name, each, numbers) for each in there]
    return Results(
        sentence=deaths_sentence(summary, name),
        more=more_sentences(summary, name, numbers.currency),
        lead=lead,
        others=others,
        lines=[line_of(summary, name, each, numbers.currency) for each in there],
        warnings=[
            *believed_of(settings, way.levels),
            *warnings_on(summary, [name], {name: _("This way")}, numbers),
        ],
        sets=summary["sets"],
        whole=bool(summary.get("infections", True)),
        past=past_sentence(summary),
    )


def line_of(summary: Summary, name: str, outcome: Outcome, currency: str) -> Line:
    """Return one outcome over all planned years."""
    difference = summary["difference_totals"][name][outcome.name]
    return Line(
        label=label_of(outcome, currency),
        today=say_rough(summary["totals"][BASELINE][outcome.name][0]),
        then=say_rough(summary["totals"][name][outcome.name][0]),
        difference=say_signed(difference[0]),
        ends=say_interval(difference, signed=True),
    )


def label_of(outcome: Outcome, currency: str) -> str:
    """Return an outcome's name, with the currency, or that it is a mean."""
    if outcome.is_money:
        return f"{outcome.label} ({currency})"
    if outcome.averaged:
        return _("%(outcome)s, on average") % {"outcome": outcome.label}
    return str(outcome.label)


def _figure(summary: Summary, name: str, outcome: Outcome, numbers: LocalNumbers) -> charts.Figure:
    title = f"{outcome.label} ({numbers.currency})" if outcome.is_money else str(outcome.label)
    return charts.fan(
        f"fan-{outcome.name}",
        _("%(outcome)s by year") % {"outcome": title},
        summary["years"],
        summary["by_year"][name][outcome.name],
        summary["by_year"][BASELINE][outcome.name],
        known=numbers.deaths if outcome.name == "overdose_deaths" else None,
    )


def warnings_on(
    summary: Summary, shown: Sequence[str], titles: Mapping[str, str], numbers: LocalNumbers
) -> list[str]:
    """Return what must be said beside the numbers of some scenarios."""
    found = []
    for name in shown:
        for lever in summary["ceilings"].get(name, ()):
            words = _("%(way)s: %(service)s reaches nearly everybody. Read it as a ceiling, not as a plan.")
            found.append(words % {"way": titles[name], "service": _label(lever)})
        if unpriced := summary["unpriced"].get(name):
            words = _("%(way)s: no price is given for %(services)s, so it costs nothing here.")
            found.append(words % {"way": titles[name], "services": ", ".join(map(_label, unpriced))})
    for one, other in summary["not_ranked"]:
        if one in titles and other in titles:
            words = _("“%(one)s” and “%(other)s” cannot be ranked by deaths: their difference may be nought.")
            found.append(words % {"one": titles[one], "other": titles[other]})
    if numbers.outruns_history:
        found.append(
            _(
                "The plan looks further ahead than twice the years that are known. Take its end with great "
                "care."
            )
        )
    if numbers.anchor in numbers.provisional:
        words = _("The deaths of %(year)d may still grow, and every number here with them.")
        found.append(words % {"year": numbers.anchor})
    return found


def _label(lever: str) -> str:
    return str(BY_LEVER[lever].label) if lever in BY_LEVER else lever
