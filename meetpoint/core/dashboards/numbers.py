"""One indicator's number: its value, what it was before, who could not be counted, and what it lacks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from meetpoint.core.dashboards.chance import is_beyond_chance, range_of
from meetpoint.core.dashboards.spans import Days
from meetpoint.core.modules.fields import Words
from meetpoint.core.modules.indicators import DataSource, Indicator
from meetpoint.core.modules.interface import Option
from meetpoint.core.modules.registry import registry
from meetpoint.core.ui.numbers import say_number

Told = Mapping[str, Any]
"""One answer, as the analysis worker sends it."""

Value = int | float | str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """A value that somebody entered, on which a number rests."""

    label: Words
    value: float
    source: str
    since: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """What is known of one indicator for some days, and for those they are compared with."""

    indicator: Indicator
    days: Days
    value: Value
    before: Value = None
    compared: Days | None = None
    without_code: int | None = None
    missing: tuple[str, ...] = ()
    lacking: tuple[Option, ...] = ()
    grounds: tuple[Ground, ...] = ()

    @property
    def said(self) -> str:
        return say(self.indicator, self.value)

    @property
    def said_before(self) -> str:
        return say(self.indicator, self.before)

    @property
    def counts_people(self) -> bool:
        """Tell whether the number of contacts without a code must stand beside it."""
        return self.without_code is not None and _counts_people(self.indicator)

    @property
    def range(self) -> tuple[float, float] | None:
        return chance_of(self.indicator, self.value)

    @property
    def change(self) -> str:
        """Say how the value differs from that of the days compared; nothing where it cannot be compared."""
        if not isinstance(self.value, int | float) or not isinstance(self.before, int | float):
            return ""
        if self.value == self.before:
            return _("the same as before")
        more = self.value > self.before
        parts = {"by": say(self.indicator, abs(self.value - self.before)), "share": self._share()}
        if not parts["share"]:
            return (_("%(by)s more than before") if more else _("%(by)s fewer than before")) % parts
        words = (
            _("%(by)s more than before (+%(share)s)") if more else _("%(by)s fewer than before (−%(share)s)")
        )
        return words % parts

    @property
    def verdict(self) -> str:
        """Say whether the change is more than chance; nothing where numbers are large, or are no events."""
        if not self.indicator.events or self.compared is None:
            return ""
        if not isinstance(self.value, int) or not isinstance(self.before, int) or self.value == self.before:
            return ""
        beyond = is_beyond_chance(self.value, self.days.count, self.before, self.compared.count)
        if beyond is None:
            return ""
        return _("more than chance explains") if beyond else _("chance alone may explain it")

    def _share(self) -> str:
        assert isinstance(self.value, int | float)
        if not isinstance(self.before, int | float) or not self.before:
            return ""
        return f"{say_number(round(100 * abs(self.value - self.before) / self.before))}\u00a0%"


def number_of(told: Told, before: Told | None, days: Days, compared: Days | None) -> Number:
    """Return the number of an answer without breakdown."""
    indicator = registry().indicators[told["code"]]
    entered = {one["name"] for one in told["inputs"]}
    return Number(
        indicator=indicator,
        days=days,
        value=_only(told),
        before=_only(before) if before else None,
        compared=compared,
        without_code=told["contacts_without_code"],
        missing=tuple(told["missing"]),
        lacking=tuple(
            registry().options[name]
            for name in indicator.inputs
            if told["missing"] and name not in entered and name in registry().options
        ),
        grounds=tuple(_ground(one) for one in told["inputs"]),
    )


def chance_of(indicator: Indicator, value: Value) -> tuple[float, float] | None:
    """Return how far chance alone may carry a value: for small counts of events only."""
    return range_of(value) if indicator.events and isinstance(value, int) else None


def say(indicator: Indicator, value: Value) -> str:
    """Say a value in the reader's words: two digits where one decimal would say nothing."""
    if isinstance(value, str):
        return str(dict(indicator.words).get(value, value))
    if value is None or value == 0 or abs(value) >= 1:
        return say_number(value)
    places = 1 - math.floor(math.log10(abs(value)))
    return str(number_format(round(Decimal(str(value)), places), places, use_l10n=True))


def rows_of(told: Told, by: str) -> dict[Any, Value]:
    """Return the values of an answer with one breakdown, by its word; None for what nobody said."""
    return {row[by]: row["value"] for row in told["rows"]}


def by_code(answers: Sequence[Told]) -> dict[str, Told]:
    """Return answers by the code of their indicator."""
    return {one["code"]: one for one in answers}


def _counts_people(indicator: Indicator) -> bool:
    """Tell whether different people are counted: what does not add up and is counted, or rests on such."""
    if indicator.combine is not None:
        known = registry().indicators
        return any(_counts_people(known[code]) for code in indicator.of)
    return not indicator.additive and indicator.source is DataSource.ENCOUNTER


def _only(told: Told) -> Value:
    value: Value = told["rows"][0]["value"] if told["rows"] else None
    return value


def _ground(entered: Mapping[str, Any]) -> Ground:
    return Ground(
        label=registry().options[entered["name"]].label,
        value=entered["value"],
        source=entered["source"],
        since=date.fromisoformat(entered["since"]) if entered["since"] else None,
    )
