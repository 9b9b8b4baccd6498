"""What the past teaches about how sure a forecast can be: the model beside the deaths of the years that are
known, and a random walk of the risk of overdose that is as wide as the model was wrong.

The drug supply changes in ways that no model here foresees; without that the intervals would be too narrow.
So each set of numbers is followed along several paths on which the risk drifts from year to year. The mean of
the paths is 1 in every year: no mean moves, only the ends of intervals do. A path is the same today and in
every way to spend, so that it moves both, and their difference with them. docs/algorithms/planning-pages.md
says why, and what it leaves out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

US_DEATHS = {
    2013: (43_982, "MMWR 64(1):32, 2015"),
    2014: (47_055, "MMWR 64(50):1378, 2016, doi 10.15585/mmwr.mm6450a3"),
    2015: (52_404, "MMWR 67(12):349, 2018, doi 10.15585/mmwr.mm6712a1"),
    2016: (63_632, "MMWR 67(12):349, 2018, doi 10.15585/mmwr.mm6712a1"),
    2017: (70_237, "NCHS Data Brief 356, 2020"),
    2018: (67_367, "NCHS Data Brief 356, 2020"),
    2019: (70_630, "NCHS Data Brief 394, 2020"),
    2020: (91_799, "NCHS, Drug Overdose Deaths in the United States, 1999–2020, doi 10.15620/cdc:112340"),
    2021: (106_699, "NCHS Data Brief 457, 2022"),
    2022: (107_941, "NCHS Data Brief 491, 2024"),
    2023: (105_007, "NCHS Data Brief 522, 2024, doi 10.15620/cdc/170565"),
}
"""Drug overdose deaths in the United States (National Vital Statistics System), and the report of each."""
WEIGHT_OF_US = 2
"""How many years of a place's own past the country's moves are worth: our own choice."""
LEAST_OF_US = 0.5
"""A place whose past was calm is still held to drift half as much as the country: our own choice."""
PATHS = 64
SEED = 20_270_101
MOST_BACK = 10
"""No more years than these are looked back on: the services of today were not those of then."""
MOVED = frozenset({"overdoses", "overdose_deaths", "naloxone_used", "emergency_visits"})
"""The outcomes that rise and fall with the risk of overdose."""


@dataclass(frozen=True, kw_only=True)
class Looked:
    """One year that is known: what happened, and what the model said, with the ends of its 95 %."""

    year: int
    observed: float
    predicted: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Past:
    """The model beside the known years; it began with the deaths of `years[0]`, which so is met by itself."""

    years: tuple[Looked, ...]

    @property
    def error(self) -> float | None:
        """The mean of the years' misses as a share of what happened; None where there is none to look at."""
        misses = [abs(each.predicted - each.observed) / max(each.observed, 1.0) for each in self.years[1:]]
        return float(np.mean(misses)) if misses else None

    @property
    def drift(self) -> float:
        """The standard deviation of one year's change of the logarithm of the risk.

        It is the mean square of what surprised the model from one known year to the next, less what chance
        alone gives counts of that size, with the country's moves as `WEIGHT_OF_US` years more.
        """
        squares = [usual_drift() ** 2] * WEIGHT_OF_US
        squares += [_surprise(before, now) for before, now in pairwise(self.years)]
        return float(np.sqrt(max(float(np.mean(squares)), (LEAST_OF_US * usual_drift()) ** 2)))

    def as_json(self) -> dict[str, Any]:
        """Return what pages show of it."""
        looked = self.years[1:]
        return {
            "first": looked[0].year if looked else None,
            "last": looked[-1].year if looked else None,
            "years": len(looked),
            "inside": sum(each.low <= each.observed <= each.high for each in looked),
            "error": self.error,
            "drift": self.drift,
            "usual": usual_drift(),
        }


def years_back(deaths: Mapping[int, float]) -> list[int]:
    """Return the known years that are looked back on, the earliest first."""
    years = sorted(year for year, count in deaths.items() if count > 0)
    return [year for year in years if year > years[-1] - MOST_BACK]


def looked_at(deaths: Mapping[int, float], predicted: Floats) -> Past:
    """Return the past beside what the sets predicted: a row for each set, a column for each year."""
    years = years_back(deaths)
    found = []
    for year in years:
        column = predicted[:, year - years[0]]
        low, high = np.percentile(column, [2.5, 97.5])
        found.append(
            Looked(
                year=year,
                observed=float(deaths[year]),
                predicted=float(np.mean(column)),
                low=float(low),
                high=float(high),
            )
        )
    return Past(years=tuple(found))


def usual_drift() -> float:
    """Return the root mean square of the country's yearly moves: what stands in for a place's own past."""
    counts = [count for count, _source in US_DEATHS.values()]
    return float(np.sqrt(np.mean(np.diff(np.log(counts)) ** 2)))


def paths(drift: float, years: int, ahead: int) -> Floats:
    """Return factors of the risk: one row for each path, one column for each planned year.

    `ahead` is how many years the first planned one lies behind the last that is known. The same drift gives
    the same paths.
    """
    steps = np.random.default_rng(SEED).standard_normal((PATHS // 2, years + ahead - 1))
    steps /= np.sqrt(np.mean(steps**2, axis=0))
    walk = np.cumsum(np.concatenate([steps, -steps]), axis=1)[:, ahead - 1 :]
    factors = np.exp(drift * walk)
    return np.asarray(factors / factors.mean(axis=0))


def widened(outcomes: Mapping[str, Floats], along: Floats | None) -> dict[str, Floats]:
    """Return outcomes (one row for each set) along the paths: those that move have a row for each set and
    path.
    """
    if along is None:
        return dict(outcomes)
    return {
        name: (values[:, None, :] * along[None, :, :]).reshape(-1, values.shape[1])
        if name in MOVED
        else values
        for name, values in outcomes.items()
    }


def _surprise(before: Looked, now: Looked) -> float:
    apart = now.year - before.year
    happened = np.log((now.observed + 0.5) / (before.observed + 0.5))
    said = np.log((now.predicted + 0.5) / (before.predicted + 0.5))
    chance = 1.0 / (now.predicted + 0.5) + 1.0 / (before.predicted + 0.5)
    return float(((happened - said) ** 2 - chance) / apart)
