"""A calibration: parameters with priors, a model that predicts targets from them, and what was observed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.calibration.likelihoods import Likelihood
from meetpoint.planning.engine.calibration.priors import Prior
from meetpoint.planning.engine.errors import PlanError

Floats = NDArray[np.float64]
Predict = Callable[[Mapping[str, float]], Floats]
"""A model: values by name in, one prediction for each target out. Raises `PlanError` where it cannot be
run.
"""


@dataclass(frozen=True)
class Target:
    """An observation; `spread` names the parameter of its extra scatter; `held_out` keeps it from the
    likelihood.
    """

    name: str
    observed: float
    likelihood: Likelihood
    spread: str | None = None
    held_out: bool = False


@dataclass(frozen=True)
class Problem:
    """What is to be learned, from what, through which model."""

    priors: Sequence[Prior]
    targets: Sequence[Target]
    predict: Predict
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        names = tuple(prior.name for prior in self.priors)
        if len(set(names)) < len(names):
            raise PlanError("a parameter has two priors; state it once, as a mixture if sources disagree.")
        if lacking := {target.spread for target in self.targets if target.spread} - set(names):
            raise PlanError(f"the scatter {', '.join(sorted(lacking))} of a target has no prior.")
        object.__setattr__(self, "names", names)

    def values(self, place: Floats) -> dict[str, float]:
        """Return the parameters at a place of the sampler."""
        return {prior.name: float(prior.value(each)) for prior, each in zip(self.priors, place, strict=True)}

    def log_prior(self, place: Floats) -> float:
        """Return the logarithm of the prior density, on the scales that the sampler walks on."""
        return float(sum(prior.log_density(each) for prior, each in zip(self.priors, place, strict=True)))

    def log_likelihood(self, place: Floats) -> float:
        """Return the logarithm of the chance of all observations; minus infinity where the model cannot
        be run.
        """
        values = self.values(place)
        try:
            predicted = self.predict(values)
        except PlanError:
            return -np.inf
        total = sum(
            target.likelihood.log_chance(target.observed, float(each), values.get(target.spread or "", 0.0))
            for target, each in zip(self.targets, predicted, strict=True)
            if not target.held_out
        )
        return float(total) if np.isfinite(total) else -np.inf

    def log_posterior(self, place: Floats) -> float:
        """Return the logarithm of the posterior density, up to a constant."""
        prior = self.log_prior(place)
        return prior + self.log_likelihood(place) if np.isfinite(prior) else -np.inf

    def draw_prior(self, rng: np.random.Generator, number: int) -> Floats:
        """Return places drawn from the prior, by (draw, parameter)."""
        return np.stack([prior.draw(rng, number) for prior in self.priors], axis=1)

    def observe(self, rng: np.random.Generator, place: Floats) -> Floats:
        """Return observations that might be made if the parameters at a place were true."""
        values = self.values(place)
        predicted = self.predict(values)
        return np.array(
            [
                target.likelihood.draw(
                    rng, np.array([each]), np.array([values.get(target.spread or "", 0.0)])
                )[0]
                for target, each in zip(self.targets, predicted, strict=True)
            ]
        )

    def with_observed(self, observed: Floats) -> Problem:
        """Return the same problem with other observations."""
        targets = [
            replace(target, observed=float(each)) for target, each in zip(self.targets, observed, strict=True)
        ]
        return Problem(self.priors, targets, self.predict)
