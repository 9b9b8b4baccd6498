"""Kits over areas: each area's deaths fall with its kits and level off (separable and convex)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.files.documents import Document

Floats = NDArray[np.float64]
NEEDED = ("death_without_kits", "gain_at_full_availability", "slope", "towns")
TOLD = ("about", "deaths", "slope_meaning")
AREA_NEEDED, AREA_MAY = ("town", "people", "yearly_overdoses"), ("current_kits", "minimum")


@dataclass(frozen=True, kw_only=True)
class Areas:
    """Deaths in an area = overdoses × (death_without − gain × (1 − exp(−slope × kits / people))), a year."""

    names: tuple[str, ...]
    people: Floats
    overdoses: Floats
    current: Floats | None
    minimum: Floats
    death_without: float
    gain: float
    slope: float

    def deaths(self, kits: Floats) -> float:
        """Return the deaths of a year when each area has these kits."""
        reached = -np.expm1(-self.rate * kits)
        return float((self.overdoses * (self.death_without - self.gain * reached)).sum())

    def averted_by_next(self, kits: Floats) -> Floats:
        """Return how many deaths one more kit averts in each area."""
        return np.asarray(self.most_averted * np.exp(-self.rate * kits) * -np.expm1(-self.rate))

    @property
    def rate(self) -> Floats:
        """How fast an area's curve levels off, per kit."""
        return self.slope / self.people

    @property
    def most_averted(self) -> Floats:
        """The deaths that any number of kits could avert in each area."""
        return self.overdoses * self.gain


def read_areas(document: Document) -> Areas:
    """Read an instance with `towns`."""
    document.only(allowed=(*NEEDED, *TOLD), needed=NEEDED)
    number = document.length("towns")
    for area in range(number):
        document.only("towns", area, allowed=(*AREA_NEEDED, *AREA_MAY), needed=AREA_NEEDED)
    names = tuple(document.text("towns", area, "town") for area in range(number))
    for area, name in enumerate(names):
        if name in names[:area]:
            raise document.fault(("towns", area, "town"), f"{name!r} is listed twice")
    death = document.number("death_without_kits", at_least=0, at_most=1)
    return Areas(
        names=names,
        people=_column(document, "people", at_least=1),
        overdoses=_column(document, "yearly_overdoses", at_least=0),
        current=_column(document, "current_kits") if document.has("towns", 0, "current_kits") else None,
        minimum=_minimum(document, number),
        death_without=death,
        gain=document.number("gain_at_full_availability", at_least=0, at_most=death),
        slope=document.number("slope", at_least=1e-9),
    )


def _column(document: Document, name: str, *, at_least: float = 0) -> Floats:
    number = document.length("towns")
    return np.array([document.number("towns", area, name, at_least=at_least) for area in range(number)])


def _minimum(document: Document, number: int) -> Floats:
    return np.array(
        [
            document.whole("towns", area, "minimum") if document.has("towns", area, "minimum") else 0
            for area in range(number)
        ],
        dtype=np.float64,
    )
