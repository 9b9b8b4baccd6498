"""The questions of a board, all asked at once, so that every number on it is of the same moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from meetpoint.core.dashboards.numbers import Told, by_code
from meetpoint.core.dashboards.spans import Asked, Days, last_months
from meetpoint.core.facts.reading.questions import Question
from meetpoint.core.facts.serving import client
from meetpoint.core.modules.indicators import Indicator
from meetpoint.core.modules.interface import Module
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor

MONTHS = 12
"""How many months a trend shows (product choice: a year, so that a season can be seen)."""


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What was answered, by code. `before` is empty where nothing is compared."""

    now: dict[str, Told]
    before: dict[str, Told]
    months: dict[str, Told]
    sites: dict[str, Told]
    sites_before: dict[str, Told]
    trend: Days


def reach_of(by: Actor, site: Site | None) -> tuple[int, ...] | None:
    """Return the sites that a board may count: the one asked for, those in reach, or None for every one."""
    if site is not None:
        return (site.pk,)
    return None if by.site_ids is None else tuple(sorted(by.site_ids))


def modules_that_count() -> list[Module]:
    """Return the modules with indicators, in the order of the settings."""
    return [module for module in registry() if module.indicators]


def headlines(module: Module) -> list[Indicator]:
    """Return the indicators with which a module leads a board: those it names, or the first with months."""
    countable = [one for one in module.indicators if "month" in one.breakdowns and not one.missing]
    return [one for one in countable if one.headline] or countable[:1]


def told_of(by_site: bool, indicators: Iterable[Indicator]) -> list[Indicator]:
    """Return what can be told of these sites: what rests on an entered value is of the whole programme."""
    return [one for one in indicators if not (by_site and one.inputs)]


def ask_board(by: Actor, asked: Asked, site: Site | None) -> Answers:
    """Ask for everything on a board. Raises AnalysisUnavailable."""
    site_ids = reach_of(by, site)
    listed = told_of(site_ids is not None, registry().indicators.values())
    leading = [one for module in modules_that_count() for one in headlines(module)]
    return ask_for(by, asked, site_ids=site_ids, codes=_codes(listed), leading=leading)


def ask_for(
    by: Actor,
    asked: Asked,
    *,
    site_ids: tuple[int, ...] | None,
    codes: tuple[str, ...],
    leading: Sequence[Indicator],
    months: int = MONTHS,
) -> Answers:
    """Ask for some indicators, and for the months and sites of those that lead."""
    trend = last_months(asked.days.last, months)
    with_months = _codes(one for one in leading if "month" in one.breakdowns)
    with_sites = _codes(one for one in leading if "site" in one.breakdowns)

    def question(codes: tuple[str, ...], days: Days, *breakdown: str) -> Question:
        return Question(
            organisation_id=by.organisation_id,
            codes=codes,
            first=days.first,
            last=days.last,
            by=breakdown,
            site_ids=site_ids,
        )

    # Questions about the same days stand together: the engine opens their files once.
    questions = [
        question(with_months, trend, "month"),
        question(codes, asked.days),
        question(with_sites, asked.days, "site"),
    ]
    if asked.compared:
        questions += [question(codes, asked.compared), question(with_sites, asked.compared, "site")]
    by_month, now, by_site, *then = (by_code(found) for found in client.ask_all(questions))
    before, sites_before = then or ({}, {})
    return Answers(
        now=now, before=before, months=by_month, sites=by_site, sites_before=sites_before, trend=trend
    )


def _codes(indicators: Iterable[Indicator]) -> tuple[str, ...]:
    return tuple(one.code for one in indicators)
