"""What a plan would change: services today, prices, and up to four portfolios; read strictly from JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from meetpoint.planning.errors import FaultyPlan
from meetpoint.planning.plans.beliefs import Belief, beliefs_from, refuse_belief
from meetpoint.planning.plans.numbers import LocalNumbers
from meetpoint.planning.services import BY_LEVER, SERVICES, Kind, Service

MOST_PORTFOLIOS = 4
MOST_COUNT = 10_000_000.0
MOST_PRICE = 1e9
MOST_NAME = 60
MOST_RAMP = 60


@dataclass(frozen=True, kw_only=True)
class Price:
    """What a service costs: for each unit (as `Service.priced` says), and a year however much there is."""

    unit: float = 0.0
    fixed: float = 0.0

    @property
    def is_given(self) -> bool:
        return self.unit > 0 or self.fixed > 0


@dataclass(frozen=True, kw_only=True)
class Portfolio:
    """One way to spend: levels that differ from today's, reached in a straight line over a ramp."""

    name: str
    levels: Mapping[str, float] = field(default_factory=dict)
    ramp_months: int = 12


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Levels of today and prices by service, what is held likely where nobody has measured, and the
    portfolios that are compared.
    """

    today: Mapping[str, float] = field(default_factory=dict)
    prices: Mapping[str, Price] = field(default_factory=dict)
    beliefs: Mapping[str, Belief] = field(default_factory=dict)
    portfolios: tuple[Portfolio, ...] = ()

    def __post_init__(self) -> None:
        for lever, belief in self.beliefs.items():
            refuse_belief(lever, belief)
        for levels in (self.today, *(each.levels for each in self.portfolios)):
            for lever, level in levels.items():
                _refuse_level(lever, level)
                if level and not self.is_offered(lever):
                    raise _unknown_effect(lever)
        for lever, price in self.prices.items():
            if lever not in BY_LEVER or not (
                _fits(price.unit, MOST_PRICE) and _fits(price.fixed, MOST_PRICE)
            ):
                raise FaultyPlan(_("A price is a number of 0 or more."), fields={f"price_{lever}": _BAD()})
        if len(self.portfolios) > MOST_PORTFOLIOS:
            raise FaultyPlan(_("A plan holds up to four ways to spend. Take one out first."))
        for each in self.portfolios:
            if not each.name.strip() or len(each.name) > MOST_NAME or not 0 <= each.ramp_months <= MOST_RAMP:
                raise FaultyPlan(_("Give each way to spend a short name."), fields={"name": _BAD()})
        if len({each.name for each in self.portfolios}) < len(self.portfolios):
            raise FaultyPlan(_("Two ways to spend have the same name. Change one of them."))

    def is_offered(self, lever: str) -> bool:
        """Tell whether a service has a slider: its effect was measured, or somebody says what they hold
        likely.
        """
        return not BY_LEVER[lever].needs or lever in self.beliefs

    def level_today(self, lever: str) -> float:
        """Return today's level of a service."""
        return self.today.get(lever, BY_LEVER[lever].usual)

    def level_in(self, portfolio: Portfolio, lever: str) -> float:
        """Return the level of a service in a portfolio: its own, or today's."""
        return portfolio.levels.get(lever, self.level_today(lever))

    def with_portfolio(self, place: int, portfolio: Portfolio) -> Settings:
        """Return settings with a portfolio at a place, added at the end where there is none yet."""
        kept = list(self.portfolios)
        kept[place : place + 1] = [portfolio]
        return replace(self, portfolios=tuple(kept))

    def without_portfolio(self, place: int) -> Settings:
        """Return settings without the portfolio at a place."""
        return replace(self, portfolios=(*self.portfolios[:place], *self.portfolios[place + 1 :]))

    def as_json(self) -> dict[str, Any]:
        """Return what the database keeps."""
        return {
            "today": dict(self.today),
            "prices": {lever: {"unit": p.unit, "fixed": p.fixed} for lever, p in self.prices.items()},
            "beliefs": {lever: belief.as_json() for lever, belief in self.beliefs.items()},
            "portfolios": [
                {"name": each.name, "levels": dict(each.levels), "ramp_months": each.ramp_months}
                for each in self.portfolios
            ],
        }


def settings_from(raw: Mapping[str, Any]) -> Settings:
    """Return the settings that JSON holds. Raises FaultyPlan."""
    try:
        return Settings(
            today={str(lever): _number(level) for lever, level in raw.get("today", {}).items()},
            prices={
                str(lever): Price(unit=_number(price["unit"]), fixed=_number(price["fixed"]))
                for lever, price in raw.get("prices", {}).items()
            },
            beliefs=beliefs_from(raw.get("beliefs", {})),
            portfolios=tuple(
                Portfolio(
                    name=str(each["name"]),
                    levels={str(lever): _number(level) for lever, level in each["levels"].items()},
                    ramp_months=int(_number(each.get("ramp_months", 12))),
                )
                for each in raw.get("portfolios", ())
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise FaultyPlan(_("The settings of this plan cannot be read. Please enter them again.")) from None


def most_of(service: Service, numbers: LocalNumbers, today: float) -> float:
    """Return the highest level of a slider: for kits and places a round number well above today's, and some
    for each person at risk.
    """
    if service.kind != Kind.COUNT:
        return max(service.most, math.ceil(today * 10) / 10)
    wanted = max(4 * today, service.most_each * numbers.people_at_risk, 100.0)
    power = 10.0 ** math.floor(math.log10(wanted))
    return min(next(each * power for each in (1, 2, 3, 4, 5, 6, 8, 10) if each * power >= wanted), MOST_COUNT)


def step_of(service: Service, most: float) -> float:
    """Return the step of a slider: a few hundred stops for counts."""
    if service.kind != Kind.COUNT:
        return service.step
    return max(1.0, 10.0 ** math.floor(math.log10(most / 100)))


def shown_level(service: Service, level: float) -> float:
    """Return a level as people write it: a share in percent."""
    return round(level * 100, 4) if service.kind == Kind.SHARE else level


def level_from(service: Service, shown: float) -> float:
    """Return the level of what people write."""
    return shown / 100 if service.kind == Kind.SHARE else shown


def blank_settings() -> Settings:
    """Return settings in which nothing is said yet."""
    return Settings(today={each.lever: each.usual for each in SERVICES})


def _refuse_level(lever: str, level: float) -> None:
    service = BY_LEVER.get(lever)
    if service is None:
        raise FaultyPlan(_("This plan names a service that is not known here: %(name)s.") % {"name": lever})
    most = {Kind.COUNT: MOST_COUNT, Kind.SHARE: 1.0}.get(service.kind, 100.0)
    if not _fits(level, most):
        words = {"service": service.label, "most": f"{shown_level(service, most):g}"}
        fault = _("%(service)s: write a number from 0 to %(most)s.") % words
        raise FaultyPlan(fault, fields={lever: fault})


def _unknown_effect(lever: str) -> FaultyPlan:
    service = BY_LEVER[lever]
    words = _("%(service)s: nobody has measured its effect. Enter what you hold likely first, or 0 here.")
    fault = words % {"service": service.label}
    return FaultyPlan(fault, fields={lever: fault})


def _fits(value: float, most: float) -> bool:
    return math.isfinite(value) and 0 <= value <= most


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError
    return float(value)


def _BAD() -> str:
    return _("Please check this.")
