"""Services today with their prices, and the levels of one way to spend."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.modules.fields import Words
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


def _most_typed(service: Service) -> float:
    return {Kind.COUNT: 10_000_000, Kind.SHARE: 100, Kind.TIMES: 100}[service.kind]


class TodayForm(forms.Form):
    """What there is of each service today, what it costs, and how many injections there are in a year."""

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
            self.fields[service.lever] = forms.FloatField(
                label=service.label,
                help_text=service.help,
                min_value=0,
                max_value=_most_typed(service),
                required=False,
                initial=f"{shown_level(service, level):g}",
                widget=forms.NumberInput({"step": "any", "inputmode": "decimal"}),
            )
            for part, words in (("unit", service.priced), ("fixed", _("a year, however much there is"))):
                self.fields[f"{part}_{service.lever}"] = forms.FloatField(
                    label=words,
                    min_value=0,
                    max_value=MOST_PRICE,
                    required=False,
                    initial=f"{getattr(price, part):g}" if getattr(price, part) else "",
                    widget=forms.NumberInput({"step": "any", "inputmode": "decimal"}),
                )

    def groups(self) -> Iterator[tuple[Words, list[dict[str, Any]]]]:
        """Yield each heading with its services and their three fields."""
        for group, heading in GROUPS.items():
            yield (
                heading,
                [
                    {
                        "service": each,
                        "level": self[each.lever],
                        "unit": self[f"unit_{each.lever}"],
                        "fixed": self[f"fixed_{each.lever}"],
                    }
                    for each in SERVICES
                    if each.group == group
                ],
            )

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
        }
        given = {lever: price for lever, price in prices.items() if price.is_given}
        return replace(self.settings, today=today, prices=given)


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
        for service in SERVICES:
            level = settings.level_in(portfolio, service.lever)
            self.fields[service.lever] = forms.FloatField(
                label=service.label,
                help_text=service.help,
                min_value=0,
                max_value=_most_typed(service),
                required=False,
                initial=f"{shown_level(service, level):g}",
                widget=forms.NumberInput({"step": "any", "inputmode": "decimal"}),
            )

    def groups(self) -> Iterator[tuple[Words, list[Slider]]]:
        """Yield each heading with its sliders."""
        for group, heading in GROUPS.items():
            yield heading, [self._slider(each) for each in SERVICES if each.group == group]

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
            for each in SERVICES
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
