"""Claim: a posterior of 1,000 draws for 12 targets takes at most five minutes on two cores.

Floor in the same run: the bare model, so many times, divided by two cores. Peer: Latin-hypercube draws of
the same number of runs, of which the best are kept, as published models do; its worth is how far its best
1,000 are from the targets beside the posterior's.
"""

import os
import time

import numpy as np
from scipy.stats import norm, qmc

from benchmarks.planning.place import place
from benchmarks.table import show
from meetpoint.planning.engine.calibration.problem import Floats, Problem
from meetpoint.planning.engine.calibration.sampling import Effort, sample
from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.replays.ri_naloxone.learning import ri_problem
from meetpoint.planning.engine.tests.shared_data import FOLDER

PEER_RUNS = int(os.environ.get("BENCH_HYPERCUBE", "20000"))


def main() -> None:
    """Sample, then draw the peer's cube; both are held against the same targets."""
    if not FOLDER.is_dir():
        print("Calibration is measured on Rhode Island's files, which are not here.")
        return
    problem = ri_problem(place(), FOLDER / "parameters.csv", FOLDER / "validation_targets.csv")
    posterior = sample(problem, Effort())
    each = _bare_model(problem)
    began = time.perf_counter()
    best = _hypercube(problem, PEER_RUNS)
    peer = time.perf_counter() - began
    show(
        f"{len(problem.names)} parameters, {len(problem.targets)} targets",
        ["what", "model runs", "seconds", "times the floor", "independent draws", "mean relative error"],
        [
            [
                "posterior, 2 processes",
                f"{posterior.runs:,}",
                posterior.seconds,
                posterior.seconds / (each * posterior.runs / 2),
                f"{posterior.effective:,.0f}",
                f"{_error(problem, posterior.draws):.3f}",
            ],
            ["bare model, 2 cores", f"{posterior.runs:,}", each * posterior.runs / 2, 1.0, "", ""],
            [
                "Latin hypercube, best 5 % kept, 1 core",
                f"{PEER_RUNS:,}",
                peer,
                peer / (each * PEER_RUNS),
                "no posterior",
                f"{best:.3f}",
            ],
        ],
    )


def _bare_model(problem: Problem) -> float:
    middle = {prior.name: prior.quantiles([0.5])[0] for prior in problem.priors}
    problem.predict(middle)
    began = time.perf_counter()
    for _time in range(500):
        problem.predict(middle)
    return (time.perf_counter() - began) / 500


def _error(problem: Problem, draws: Floats) -> float:
    observed = np.array([target.observed for target in problem.targets])
    predicted = np.array([problem.predict(problem.values(place)) for place in draws[:300]])
    return float(np.abs(predicted / observed - 1).mean())


def _hypercube(problem: Problem, runs: int) -> float:
    uniform = qmc.LatinHypercube(len(problem.priors), rng=np.random.default_rng(1)).random(runs)
    columns = [
        prior.beliefs[0].centre + prior.beliefs[0].spread * norm.ppf(column)
        for prior, column in zip(problem.priors, uniform.T, strict=True)
    ]
    observed, errors = np.array([target.observed for target in problem.targets]), []
    for drawn in np.stack(columns, axis=1):
        try:
            errors.append(np.abs(problem.predict(problem.values(drawn)) / observed - 1).mean())
        except PlanError:
            errors.append(np.inf)
    return float(np.sort(errors)[: runs // 20].mean())


if __name__ == "__main__":
    main()
