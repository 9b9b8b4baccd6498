"""Which parameters drive an outcome: Sobol's first-order and total indices over the priors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, sobol_indices

from meetpoint.planning.engine.calibration.priors import Prior
from meetpoint.planning.engine.errors import PlanError

Floats = NDArray[np.float64]
Outcome = Callable[[Mapping[str, float]], float]


def sobol(
    priors: list[Prior], outcome: Outcome, *, power: int = 9, seed: int = 1
) -> dict[str, dict[str, float]]:
    """Return first-order and total index by parameter from 2^power · (parameters + 2) runs.

    Saltelli's design on a scrambled Sobol sequence, through scipy; SALib gives the same indices.
    """
    if not 4 <= power <= 20:
        raise PlanError(f"power is {power}; allowed is 4 to 20.")
    if len(priors) == 1:
        # All there is comes from it; scipy asks for two.
        return {priors[0].name: {"first": 1.0, "total": 1.0}}
    quantiles = [_inverse(prior) for prior in priors]

    def runs(uniform: Floats) -> Floats:
        values = np.stack([inverse(row) for inverse, row in zip(quantiles, uniform, strict=True)])
        names = [prior.name for prior in priors]
        return np.array([[outcome(dict(zip(names, map(float, column), strict=True))) for column in values.T]])

    found: Any = sobol_indices(
        func=runs, n=2**power, dists=[_UNIFORM] * len(priors), rng=np.random.default_rng(seed)
    )
    return {
        prior.name: {
            "first": float(found.first_order[number]),
            "total": float(found.total_order[number]),
        }
        for number, prior in enumerate(priors)
    }


class _Uniform:
    """The distribution that scipy is to draw from: the prior's quantiles are taken here."""

    def ppf(self, shares: Floats) -> Floats:
        return np.asarray(shares)


_UNIFORM = _Uniform()


def _inverse(prior: Prior) -> Callable[[Floats], Floats]:
    if len(prior.beliefs) == 1:
        only = prior.beliefs[0]
        return lambda shares: prior.value(only.centre + only.spread * norm.ppf(shares))
    return lambda shares: np.array(prior.quantiles(list(shares)))
