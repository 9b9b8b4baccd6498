"""A portfolio: options bought in whole units, some with a cost to begin, whose effects multiply."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.files.documents import Document

Floats = NDArray[np.float64]
Units = tuple[int, ...]
NEEDED = ("name", "max", "fixed", "unit", "effect", "scale")
MAY = ("minimum", "current", "effect_low", "effect_high")


@dataclass(frozen=True, kw_only=True)
class Option:
    """Deaths × (1 − effect × (1 − exp(−units / scale))); costs `fixed` once begun, and `unit` for each
    unit. `effect_range` is the effect's 95 % interval.
    """

    name: str
    most: int
    least: int
    current: int | None
    fixed: float
    unit: float
    effect: float
    scale: float
    effect_range: tuple[float, float] | None = None

    @property
    def units(self) -> NDArray[np.int64]:
        """The numbers of units that may be bought."""
        return np.arange(self.least, self.most + 1)

    def log_factor(self, units: NDArray[np.int64]) -> Floats:
        """Return the logarithm of what deaths are multiplied by."""
        return np.asarray(np.log1p(-self.effect * -np.expm1(-units / self.scale)))

    def cost(self, units: NDArray[np.int64]) -> Floats:
        """Return the cost of so many units."""
        return np.asarray(np.where(units > 0, self.fixed, 0.0) + self.unit * units)


@dataclass(frozen=True)
class Portfolio:
    """Options against deaths that would happen without any."""

    baseline_deaths: float
    options: tuple[Option, ...]

    def deaths(self, units: Units) -> float:
        """Return the deaths under a plan."""
        factors = [
            option.log_factor(np.array(number)) for option, number in zip(self.options, units, strict=True)
        ]
        return float(self.baseline_deaths * np.exp(np.sum(factors)))

    def cost(self, units: Units) -> float:
        """Return the cost of a plan."""
        return float(
            sum(option.cost(np.array(number)) for option, number in zip(self.options, units, strict=True))
        )


def read_portfolio(document: Document, floor: int = 0) -> Portfolio:
    """Read an instance with `options`; each gets at least `floor` units, or all it can take."""
    document.only(
        allowed=("about", "baseline_deaths", "options", "budget"), needed=("baseline_deaths", "options")
    )
    options = tuple(_option(document, number, floor) for number in range(document.length("options")))
    names = [option.name for option in options]
    for number, name in enumerate(names):
        if name in names[:number]:
            raise document.fault(("options", number, "name"), f"{name!r} is listed twice")
    return Portfolio(document.number("baseline_deaths", at_least=0), options)


def _option(document: Document, number: int, floor: int) -> Option:
    here = ("options", number)
    document.only(*here, allowed=(*NEEDED, *MAY), needed=NEEDED)
    most = document.whole(*here, "max", at_most=10**6)
    least = document.whole(*here, "minimum", at_most=most) if document.has(*here, "minimum") else 0
    return Option(
        name=document.text(*here, "name"),
        most=most,
        least=max(least, min(floor, most)),
        current=document.whole(*here, "current", at_most=most) if document.has(*here, "current") else None,
        fixed=document.number(*here, "fixed", at_least=0),
        unit=document.number(*here, "unit", at_least=0),
        effect=document.number(*here, "effect", at_least=0, at_most=0.999999),
        scale=document.number(*here, "scale", at_least=1e-9),
        effect_range=_range(document, here),
    )


def _range(document: Document, here: tuple[str, int]) -> tuple[float, float] | None:
    given = [each for each in ("effect_low", "effect_high") if document.has(*here, each)]
    if not given:
        return None
    low, high = (
        document.number(*here, each, at_least=0, at_most=0.999999) for each in ("effect_low", "effect_high")
    )
    if not 0 < low < document.number(*here, "effect", at_least=0) < high:
        raise document.fault((*here, given[0]), "needs 0 < effect_low < effect < effect_high")
    return low, high
