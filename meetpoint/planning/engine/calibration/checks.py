"""What a posterior says, and whether to believe it: intervals, overlap with the prior, correlations,
predictions.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.calibration.problem import Problem

Floats = NDArray[np.float64]
LEVELS = (0.025, 0.25, 0.5, 0.75, 0.975)
STRONG = 0.5
"""Correlations from here on are reported: the data cannot tell such parameters apart."""


def parameters(problem: Problem, draws: Floats) -> dict[str, dict[str, Any]]:
    """Return prior and posterior of each parameter, and how much they overlap (1: nothing was learned)."""
    answer = {}
    for number, prior in enumerate(problem.priors):
        places = draws[:, number]
        values = prior.value(places)
        answer[prior.name] = {
            "prior": _named(prior.quantiles(LEVELS)),
            "posterior": {"mean": float(values.mean()), **_named(np.quantile(values, LEVELS).tolist())},
            "overlap": overlap(prior.log_density, places),
        }
    return answer


def overlap(log_density: Any, places: Floats) -> float:
    """Return the area that prior and posterior densities share, by a histogram of the posterior on the
    scale.
    """
    counts, edges = np.histogram(places, bins=max(10, int(np.sqrt(len(places)))), density=True)
    width = edges[1] - edges[0]
    prior = np.exp(log_density((edges[:-1] + edges[1:]) / 2))
    return float(min(np.minimum(counts, prior).sum() * width, 1.0))


def correlations(problem: Problem, draws: Floats) -> list[dict[str, Any]]:
    """Return the pairs of parameters that trade off against each other, strongest first."""
    matrix = np.atleast_2d(np.corrcoef(draws, rowvar=False))
    pairs = [
        {
            "parameters": [problem.names[first], problem.names[second]],
            "correlation": round(float(matrix[first, second]), 3),
        }
        for first in range(len(problem.names))
        for second in range(first)
        if abs(matrix[first, second]) >= STRONG
    ]
    return sorted(pairs, key=lambda pair: -abs(pair["correlation"]))


def predictions(problem: Problem, draws: Floats, seed: int) -> Floats:
    """Return observations that might be made, by (draw, target): the posterior predictive distribution."""
    rng = np.random.default_rng([seed, 2_000_000])
    return np.stack([problem.observe(rng, place) for place in draws])


def targets(problem: Problem, predicted: Floats) -> dict[str, dict[str, Any]]:
    """Return each target beside its predictive interval; `tail` is the share of predictions at or beyond
    it.
    """
    answer = {}
    for number, target in enumerate(problem.targets):
        column = predicted[:, number]
        low, quarter, middle, three_quarters, high = np.quantile(column, LEVELS)
        above = float((column >= target.observed).mean())
        below = float((column <= target.observed).mean())
        answer[target.name] = {
            "observed": target.observed,
            "mean": float(column.mean()),
            **_named([low, quarter, middle, three_quarters, high]),
            "covered": bool(low <= target.observed <= high),
            "tail": round(min(1.0, 2 * min(above, below)), 4),
            "held_out": target.held_out,
        }
    return answer


def _named(values: list[float]) -> dict[str, float]:
    return {f"p{100 * level:g}": float(value) for level, value in zip(LEVELS, values, strict=True)}
