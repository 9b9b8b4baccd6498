"""Simulation-based calibration: does the sampler find the truth as often as it says, on data made from
the priors?

Talts and others, arXiv 1804.06788: draw parameters from the prior, make data from them, sample the
posterior; the rank of each true value among its posterior draws must be uniform.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest, chisquare

from meetpoint.planning.engine.calibration.problem import Problem
from meetpoint.planning.engine.calibration.sampling import Effort, sample
from meetpoint.planning.engine.errors import PlanError

Floats = NDArray[np.float64]
BINS = 10


@dataclass(frozen=True)
class Coverage:
    """Ranks from 0 to 1 of true values by (data set, parameter)."""

    names: tuple[str, ...]
    ranks: Floats

    def summary(self) -> dict[str, dict[str, Any]]:
        """Return, by parameter, the chance of so uneven a histogram, and how often intervals held the
        truth.
        """
        return {name: _summary(self.ranks[:, number]) for number, name in enumerate(self.names)}


def coverage(problem: Problem, *, data_sets: int, effort: Effort) -> Coverage:
    """Return the ranks of true values over data sets made from the prior."""
    rng = np.random.default_rng([effort.seed, 3_000_000])
    ranks: list[Floats] = []
    while len(ranks) < data_sets:
        truth = problem.draw_prior(rng, 1)[0]
        try:
            observed = problem.observe(rng, truth)
        except PlanError:
            # The prior allows what the model cannot run; the likelihood rules the same values out.
            continue
        own = replace(effort, seed=effort.seed + 1 + len(ranks), processes=1)
        draws = sample(problem.with_observed(observed), own).draws
        ranks.append((draws < truth).mean(axis=0))
    return Coverage(problem.names, np.array(ranks))


def _summary(ranks: Floats) -> dict[str, Any]:
    counts, _edges = np.histogram(ranks, bins=BINS, range=(0, 1))
    return {
        "histogram": counts.tolist(),
        "p_uniform": float(chisquare(counts).pvalue),
        "covered_50": _share_within(ranks, 0.5),
        "covered_95": _share_within(ranks, 0.95),
    }


def _share_within(ranks: Floats, share: float) -> dict[str, float]:
    inside = int((np.abs(ranks - 0.5) <= share / 2).sum())
    interval = binomtest(inside, len(ranks)).proportion_ci(0.99)
    return {"share": inside / len(ranks), "low": float(interval.low), "high": float(interval.high)}
