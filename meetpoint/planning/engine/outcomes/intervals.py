"""Means and intervals over runs, and paired differences between scenarios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.outcomes.yearly import Yearly

Floats = NDArray[np.float64]
PERCENTILES = {"p2.5": 2.5, "p25": 25.0, "p75": 75.0, "p97.5": 97.5}
"""The ends of the 95 % and 50 % intervals."""


def interval(values: Floats) -> dict[str, float]:
    """Return the mean and the ends of the 50 % and 95 % intervals."""
    found = {"mean": float(np.mean(values))}
    for name, each in zip(PERCENTILES, np.percentile(values, list(PERCENTILES.values())), strict=True):
        found[name] = float(each)
    return found


def by_year(runs: Sequence[Yearly], start: int) -> dict[str, dict[str, dict[str, float]]]:
    """Return outcome → year → interval."""
    return {
        name: {str(start + year): interval(stacked[:, year]) for year in range(stacked.shape[1])}
        for name, stacked in _stacked(runs).items()
    }


def over_all_years(runs: Sequence[Yearly], *, averaged: frozenset[str]) -> dict[str, dict[str, float]]:
    """Return outcome → interval of the sum over the years, or of the mean for numbers of people."""
    return {
        name: interval(stacked.mean(axis=1) if name in averaged else stacked.sum(axis=1))
        for name, stacked in _stacked(runs).items()
    }


def _stacked(runs: Sequence[Yearly]) -> dict[str, Floats]:
    return {name: np.stack([run[name] for run in runs]) for name in runs[0]}


def paired(scenario: Sequence[Yearly], baseline: Sequence[Yearly]) -> list[Yearly]:
    """Return scenario minus baseline, run by run: each pair has the same parameters and the same luck."""
    return [
        {name: run[name] - base[name] for name in run if name in base}
        for run, base in zip(scenario, baseline, strict=True)
    ]


def chance_of_fewer(differences: Sequence[Yearly], outcome: str) -> float:
    """Return the share of pairs in which the scenario has fewer of an outcome over all years."""
    return float(np.mean([run[outcome].sum() < 0 for run in differences]))


def cost_per(differences: Mapping[str, Mapping[str, float]], outcome: str, *, fewer: bool) -> float | None:
    """Return mean cost per mean unit gained (or averted), or None when nothing is gained."""
    gained = differences[outcome]["mean"] * (-1.0 if fewer else 1.0)
    return differences["costs"]["mean"] / gained if gained > 1e-9 else None


def as_rows(runs: Sequence[Yearly]) -> list[dict[str, Any]]:
    """Return runs as plain lists, for a file."""
    return [{name: [float(each) for each in values] for name, values in run.items()} for run in runs]


def from_rows(rows: Sequence[Mapping[str, Any]]) -> list[Yearly]:
    """Return runs read back from a file."""
    return [{name: np.array(values, dtype=np.float64) for name, values in row.items()} for row in rows]
