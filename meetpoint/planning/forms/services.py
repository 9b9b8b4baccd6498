"""Services today with their prices, and the levels of one way to spend."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.modules.fields import Words
from meetpoint.planning.plans.beliefs import MOST_NAME as MOST_WHO
from meetpoint.planning.plans.beliefs import MOST_RATIO, Belief
from meetpoint.planning.plans.numbers import LocalNumbers
from meetpoint.planning.plans.settings import (
    MOST_NAME,
    MOST_PRICE,
    MOST_RAMP,
    Portfolio,
    Price,
    Settings,
    level_from,
    most_of,
    shown_level,
    step_of,
)
from meetpoint.planning.services import GROUPS, SERVICES, Kind, Service

BELIEF_FIELDS = (
    ("low", "low", gettext_lazy("Low end")),
    ("believed", "value", gettext_lazy("Held likely")),
    ("high", "high", gettext_lazy("High end")),
)
BELIEF_NAMES = tuple(name for name, _part, _words in BELIEF_FIELDS)


def _most_typed(service: Service) -> float:
    return 10_000_000 if service.kind == Kind.COUNT else 100


def _number(label: Words, most: float, initial: Any, help: Words = "") -> forms.FloatField:
    return forms.FloatField(
        label=label,
        help_text=help,
        min_value=0,
        max_value=most,
        required=False,
        initial=initial,
        widget=forms.NumberInput({"step": "any", "inputmode": "decimal"}),
    )


class TodayForm(forms.Form):
    """What there is of each service today, what it costs, how many injections there are in a year; and what
    is held likely of a service whose effect nobody has measured.
    """

    injections = forms.IntegerField(
        label=gettext_lazy("Injections in the whole place in a year"),
        min_value=1,
        max_value=10**11,
        required=False,
        help_text=gettext_lazy(
            "Only to turn the syringes that you handed out into a share of injections. Ask at your sites how "
            "often people inject, and multiply with how many people inject."
        ),
    )

    def __init__(
        self, settings: Settings, data: Any = None, *, levels: dict[str, float] | None = None
    ) -> None:
        super().__init__(data)
        self.settings = settings
        for service in SERVICES:
            level = (levels or {}).get(service.lever, settings.level_today(service.lever))
            price = settings.prices.get(service.lever, Price())
            self.fields[service.lever] = _number(
                service.label, _most_typed(service), f"{shown_level(service, level):g}", service.help
            )
            for part, words in (("unit", service.priced), ("fixed", _("a year, however much there is"))):
                if service.priced:
                    given = f"{getattr(price, part):g}" if getattr(price, part) else ""
                    self.fields[f"{part}_{service.lever}"] = _number(words, MOST_PRICE, given)
            if service.needs:
                self._ask_belief(service)

    def _ask_belief(self, service: Service) -> None:
        belief = self.settings.beliefs.get(service.lever)
        for name, part, words in BELIEF_FIELDS:
            given = f"{getattr(belief, part):g}" if belief else ""
            self.fields[f"{name}_{service.lever}"] = _number(words, MOST_RATIO, given)
        self.fields[f"by_{service.lever}"] = forms.CharField(
            label=_("Who says so, and what it rests on"),
            max_length=MOST_WHO,
            required=False,
            initial=belief.by if belief else "",
        )

    def groups(self) -> Iterator[tuple[Words, list[dict[str, Any]]]]:
        """Yield each heading with its services and their three fields."""
        for group, heading in GROUPS.items():
            yield (
                heading,
                [self._fields_of(each) for each in SERVICES if each.group == group],
            )

    def _fields_of(self, service: Service) -> dict[str, Any]:
        lever = service.lever
        found: dict[str, Any] = {"service": service, "level": self[lever]}
        if service.priced:
            found |= {"unit": self[f"unit_{lever}"], "fixed": self[f"fixed_{lever}"]}
        if service.needs:
            found |= {"beliefs": [self[f"{name}_{lever}"] for name in (*BELIEF_NAMES, "by")]}
        return found

    def new_settings(self) -> Settings:
        """Return the settings as typed; the ways to spend stay. Raises FaultyPlan."""
        said = self.cleaned_data
        today = {
            each.lever: each.usual if said[each.lever] is None else level_from(each, said[each.lever])
            for each in SERVICES
        }
        prices = {
            each.lever: Price(unit=said[f"unit_{each.lever}"] or 0, fixed=said[f"fixed_{each.lever}"] or 0)
            for each in SERVICES
            if each.priced
        }
        given = {lever: price for lever, price in prices.items() if price.is_given}
        beliefs = {each.lever: belief for each in SERVICES if (belief := self._belief(each))}
        return replace(self.settings, today=today, prices=given, beliefs=beliefs)

    def _belief(self, service: Service) -> Belief | None:
        """Return what was typed about a service; None when nothing was, or when there is nothing to ask."""
        if not service.needs:
            return None
        said = [self.cleaned_data[f"{name}_{service.lever}"] for name in BELIEF_NAMES]
        by = self.cleaned_data[f"by_{service.lever}"]
        if by == "" and all(each is None for each in said):
            return None
        low, value, high = (math.nan if each is None else each for each in said)
        return Belief(value=value, low=low, high=high, by=by)


@dataclass(frozen=True)
class Slider:
    """One service on the desk: its field, the ends and step of its slider, and what there is today."""

    service: Service
    field: forms.BoundField
    most: str
    step: str
    today: str


class LevelsForm(forms.Form):
    """The levels of one way to spend, its name, and how long it takes to get there."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=MOST_NAME, required=False)
    ramp_months = forms.IntegerField(
        label=gettext_lazy("Months until it is all there"), min_value=0, max_value=MOST_RAMP, required=False
    )

    def __init__(
        self, numbers: LocalNumbers, settings: Settings, portfolio: Portfolio, data: Any = None
    ) -> None:
        super().__init__(data, initial={"name": portfolio.name, "ramp_months": portfolio.ramp_months})
        self.numbers, self.settings, self.portfolio = numbers, settings, portfolio
        self.offered = [each for each in SERVICES if settings.is_offered(each.lever)]
        for service in self.offered:
            level = settings.level_in(portfolio, service.lever)
            self.fields[service.lever] = _number(
                service.label, _most_typed(service), f"{shown_level(service, level):g}", service.help
            )

    def groups(self) -> Iterator[tuple[Words, list[Slider], list[Service]]]:
        """Yield each heading with its sliders, and the services that wait for what somebody holds likely."""
        for group, heading in GROUPS.items():
            sliders = [self._slider(each) for each in self.offered if each.group == group]
            waiting = [each for each in SERVICES if each.group == group and each not in self.offered]
            yield heading, sliders, waiting

    def _slider(self, service: Service) -> Slider:
        today = self.settings.level_today(service.lever)
        level = max(today, self.settings.level_in(self.portfolio, service.lever))
        most = most_of(service, self.numbers, level)
        step = step_of(service, most)
        return Slider(
            service=service,
            field=self[service.lever],
            most=f"{shown_level(service, most):g}" if service.kind != Kind.COUNT else f"{most:.0f}",
            step=f"{shown_level(service, step):g}",
            today=f"{shown_level(service, today):g}" if service.kind != Kind.COUNT else f"{today:.0f}",
        )

    def levels(self) -> Portfolio:
        """Return the way to spend as typed, with only what differs from today. Raises FaultyPlan."""
        said = self.cleaned_data
        today = self.settings.level_today
        levels = {
            each.lever: level_from(each, said[each.lever])
            for each in self.offered
            if said[each.lever] is not None and level_from(each, said[each.lever]) != today(each.lever)
        }
        ramp = said["ramp_months"]
        return Portfolio(
            name=said["name"] or self.portfolio.name,
            levels=levels,
            ramp_months=self.portfolio.ramp_months if ramp is None else ramp,
        )


class BudgetForm(forms.Form):
    """What may be spent in a year, for the best split of it."""

    budget = forms.FloatField(
        label=gettext_lazy("What may be spent in a year"),
        min_value=1,
        max_value=1e12,
        widget=forms.NumberInput({"step": "any", "inputmode": "decimal"}),
    )
