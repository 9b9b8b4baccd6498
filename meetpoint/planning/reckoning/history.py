"""The model held to the past: from the first known year on, beside what happened; and what that teaches."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.calibration.likelihoods import NegativeBinomial
from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.plans.study import content_of
from meetpoint.planning.reckoning.asked import Progress, Question, Result
from meetpoint.planning.reckoning.draws import Asked, Warm
from meetpoint.planning.reckoning.summary import DEATHS, ENDS, interval

SETS = 400
SCATTER = 0.04
"""How much counts scatter beyond chance: our own assumption, as in docs/algorithms/calibration.md."""
FEW = 20.0
"""With fewer parameter sets than this behind it, a learned forecast is not to be used."""

Floats = NDArray[np.float64]


def history(question: Question, progress: Progress, *, sets: int = SETS) -> Result:
    """Run today's services from the first known year, and compare with the deaths of every later year.

    Then weigh each parameter set by how well it meets all years but the last (importance weights, negative
    binomial), and predict that last one. `effective` is how many sets carry the weight.
    """
    known = question.numbers.deaths
    years = sorted(known)
    if len(years) < 3:
        raise PlanError("the past can be looked at with deaths of three years or more.")
    numbers = replace(
        question.numbers,
        deaths={years[0]: known[years[0]]},
        provisional=frozenset(),
        start=years[0],
        years=min(years[-1] - years[0] + 1, 10),
    )
    asked = Asked(
        content=content_of(numbers, question.settings, ()), sets=sets, seed=question.seed, infections=False
    )
    progress(0, 2)
    runs = Warm().baseline(asked).runs
    progress(1, 2)
    predicted = np.stack([run[DEATHS] for run in runs])
    rows: list[dict[str, Any]] = [
        {"year": year, "observed": known[year], "predicted": interval(predicted[:, year - years[0]])}
        for year in years[1:]
        if year - years[0] < predicted.shape[1]
    ]
    found = {"rows": rows, "start": years[0], "sets": sets, "error": _error(rows)}
    return {**found, "learned": _learned(predicted, known, [row["year"] for row in rows], years[0])}


def _error(rows: list[dict[str, Any]]) -> float:
    return float(
        np.mean([abs(row["predicted"][0] - row["observed"]) / max(row["observed"], 1) for row in rows])
    )


def _learned(predicted: Floats, known: Any, years: list[int], first: int) -> dict[str, Any]:
    *before, last = years
    likelihood = NegativeBinomial()
    logs = np.array(
        [
            sum(likelihood.log_chance(known[year], float(run[year - first]), SCATTER) for year in before)
            for run in predicted
        ]
    )
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    effective = float(1.0 / np.sum(weights**2))
    there = predicted[:, last - first]
    order = np.argsort(there)
    upto = np.cumsum(weights[order])
    places = np.minimum(np.searchsorted(upto, [each / 100 for each in ENDS]), len(order) - 1)
    ends = [float(each) for each in there[order][places]]
    return {
        "year": last,
        "observed": known[last],
        "predicted": [float(weights @ there), *ends],
        "effective": effective,
        "usable": effective >= FEW,
    }
