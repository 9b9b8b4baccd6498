"""A model small enough to know the answer: deaths follow a rate, a share of them involve fentanyl."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from meetpoint.planning.engine.calibration.likelihoods import BetaBinomial, NegativeBinomial
from meetpoint.planning.engine.calibration.priors import Belief, Prior, from_range
from meetpoint.planning.engine.calibration.problem import Floats, Problem, Target
from meetpoint.planning.engine.errors import PlanError

PEOPLE = np.array([4_000, 5_000])


def predict(values: Mapping[str, float]) -> Floats:
    if values["rate"] > 0.9:
        raise PlanError("more than everybody")
    deaths = PEOPLE * values["rate"]
    return np.array([*deaths, values["share"]])


def problem() -> Problem:
    priors = [
        from_range("rate", "log", (0.02, 0.01, 0.04)),
        from_range("share", "logit", (0.6, 0.3, 0.85)),
        Prior("scatter", "log", (Belief(np.log(0.05), 0.4),)),
    ]
    targets = [
        Target("deaths 1", 90, NegativeBinomial(), "scatter"),
        Target("deaths 2", 110, NegativeBinomial(), "scatter"),
        Target("share", 0.7, BetaBinomial(90)),
    ]
    return Problem(priors, targets, predict)
