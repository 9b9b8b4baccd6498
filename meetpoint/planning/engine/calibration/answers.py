"""A calibration from beginning to end: the posterior, its checks, and what to be careful about."""

from __future__ import annotations

from typing import Any

import numpy as np

from meetpoint.planning.engine.calibration import checks
from meetpoint.planning.engine.calibration.problem import Floats, Problem
from meetpoint.planning.engine.calibration.sampling import Effort, Posterior, sample
from meetpoint.planning.engine.errors import PlanError

AGREE = 1.1
FEW = 400
LEAST_STEPS, MOST_STEPS = 20, 1_000_000
MOST_DRAWS = 100_000


def calibrate(problem: Problem, effort: Effort) -> tuple[dict[str, Any], Posterior]:
    """Return what `--json` prints, and the draws themselves."""
    _refuse(problem, effort)
    posterior = sample(problem, effort)
    predicted = checks.predictions(problem, posterior.draws, effort.seed)
    targets = checks.targets(problem, predicted)
    fitted = [each for each in targets.values() if not each["held_out"]]
    answer = {
        "parameters": checks.parameters(problem, posterior.draws),
        "targets": targets,
        "covered": {"fitted": sum(each["covered"] for each in fitted), "of": len(fitted)},
        "held_out_error": _held_out_error(targets),
        "correlations": checks.correlations(problem, posterior.draws),
        "warnings": _warnings(posterior),
        "engine": {
            "draws": len(posterior.draws),
            "effective_draws": round(posterior.effective),
            "largest_r_hat": round(float(posterior.agreement.max()), 4),
            "accepted": round(posterior.accepted, 3),
            "model_runs": posterior.runs,
            "seconds": round(posterior.seconds, 2),
            "seed": effort.seed,
        },
    }
    return answer, posterior


def values(problem: Problem, draws: Floats) -> dict[str, Floats]:
    """Return the draws as values by parameter."""
    return {prior.name: prior.value(draws[:, number]) for number, prior in enumerate(problem.priors)}


def _refuse(problem: Problem, effort: Effort) -> None:
    if all(target.held_out for target in problem.targets):
        raise PlanError("No target is left to learn from.")
    if not LEAST_STEPS <= effort.steps <= MOST_STEPS:
        raise PlanError(f"steps is {effort.steps}; allowed is {LEAST_STEPS} to {MOST_STEPS:,}.")
    if not 1 <= effort.draws <= MOST_DRAWS:
        raise PlanError(f"draws is {effort.draws}; allowed is 1 to {MOST_DRAWS:,}.")
    if effort.seed < 0:
        raise PlanError(f"seed is {effort.seed}; allowed is 0 or more.")


def _held_out_error(targets: dict[str, dict[str, Any]]) -> float | None:
    """Return the mean absolute error, relative to what was observed, of targets that were not learned
    from.
    """
    errors = [
        abs(each["mean"] / each["observed"] - 1)
        for each in targets.values()
        if each["held_out"] and each["observed"]
    ]
    return float(np.mean(errors)) if errors else None


def _warnings(posterior: Posterior) -> list[str]:
    said = []
    if posterior.agreement.max() > AGREE:
        said.append("The ensembles do not agree yet (R-hat above 1.1): sample more steps before using this.")
    if posterior.effective < FEW:
        said.append(
            f"The draws are worth only {posterior.effective:.0f} independent ones: sample more steps."
        )
    return said
