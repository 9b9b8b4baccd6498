"""What a place needs: naloxone kits for most witnessed overdoses, syringes per person, agonist treatment."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

import numpy as np

from meetpoint.planning.engine.errors import PlanError, unknown
from meetpoint.planning.engine.facts.table import FOLDER

CURVES_SOURCE = "fitted by us to the curves of Irvine 2022, doi 10.1016/S2468-2667(21)00304-2; supply of 2017"
BANDS_SOURCE = "WHO, UNODC, UNAIDS technical guide; band limits to be confirmed by a local reviewer"
SYRINGES = ((100.0, "low"), (200.0, "medium"), (float("inf"), "high"))
"""Per person who injects and year: upper limit and name of each band."""
TREATMENT = ((0.2, "low"), (0.4, "medium"), (float("inf"), "high"))
"""Share of people with opioid use disorder on agonist treatment."""
TARGET_SYRINGES = (200, 300)
TARGET_TREATMENT = 0.4


@dataclass(frozen=True)
class Curve:
    """How the chance that naloxone is used at a witnessed overdose grows with community kits per 100,000
    residents.

    P = 1 - (1 - others) exp(-slope · kits per 100,000).
    """

    state: str
    supply_type: str
    others: float
    slope: float

    def kits_for(self, share: float, population: float) -> float:
        """Return community kits a year at which the chance is `share`; none where it is above that without
        any.
        """
        if not 0 < share < 1:
            raise PlanError(f"the share of witnessed overdoses is {share:g}; it must lie between 0 and 1.")
        needed = np.log((1 - self.others) / (1 - share)) / self.slope
        return float(max(0.0, needed) * population / 100_000)

    def share_at(self, kits: float, population: float) -> float:
        """Return the chance at a number of kits a year."""
        return float(1 - (1 - self.others) * np.exp(-self.slope * kits * 100_000 / population))


@cache
def curves() -> dict[str, Curve]:
    """Return the twelve published curves by state."""
    with (FOLDER / "naloxone_curves.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {
        row["state"]: Curve(row["state"], row["supply_type"], float(row["others"]), float(row["slope"]))
        for row in rows
    }


def curve(state: str) -> Curve:
    """Return one state's curve. Raises `PlanError` for a state without one."""
    if state not in curves():
        raise PlanError(unknown("curve for", state, curves()))
    return curves()[state]


def band(value: float, bands: tuple[tuple[float, str], ...]) -> str:
    """Return the name of the band in which a value lies; a limit belongs to the band below it."""
    return next(name for limit, name in bands if value <= limit)
