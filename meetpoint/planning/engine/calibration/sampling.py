"""Drawing from a posterior with ensembles of walkers (emcee), several of them apart, so that they vouch
for one another.
"""

from __future__ import annotations

import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import emcee
import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.calibration.problem import Problem
from meetpoint.planning.engine.errors import PlanError

Floats = NDArray[np.float64]
PRIOR_DRAWS_PER_WALKER = 20
HEATED = 0.1
"""Walkers begin at prior draws chosen by their likelihood to this power: near the data, but spread out."""


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How long to sample. The first half of the steps is left out; `draws` are kept of the rest."""

    draws: int = 1000
    steps: int = 600
    walkers: int = 0
    ensembles: int = 2
    processes: int = 0
    seed: int = 1

    def walkers_for(self, parameters: int) -> int:
        """Return the number of walkers: as stated, or twice the parameters and some."""
        return self.walkers or 2 * parameters + 8


@dataclass(frozen=True)
class Posterior:
    """Draws by (draw, parameter) on the sampler's scales, with what shows whether they can be trusted.

    `agreement` is the split R-hat by parameter over ensembles and halves (1 when all agree); `effective`
    the number of independent draws that the whole chain is worth, for the parameter where it is lowest.
    """

    draws: Floats
    agreement: Floats
    effective: float
    accepted: float
    runs: int
    seconds: float


def sample(problem: Problem, effort: Effort) -> Posterior:
    """Draw from the posterior. The same seed gives the same draws on any number of processes."""
    began = time.perf_counter()
    jobs = [(problem, effort, number) for number in range(effort.ensembles)]
    workers = min(effort.processes or os.cpu_count() or 1, effort.ensembles)
    if workers == 1:
        chains = [_one_ensemble(job) for job in jobs]
    else:
        # Spawned, not forked: whoever asks may hold threads or a database connection.
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            chains = list(pool.map(_one_ensemble, jobs))
    kept = np.stack([chain for chain, _accepted in chains])
    return Posterior(
        draws=_thinned(kept, effort),
        agreement=split_r_hat(kept),
        effective=_effective(kept),
        accepted=float(np.mean([accepted for _chain, accepted in chains])),
        runs=effort.ensembles
        * effort.walkers_for(len(problem.names))
        * (effort.steps + PRIOR_DRAWS_PER_WALKER),
        seconds=time.perf_counter() - began,
    )


def _one_ensemble(job: tuple[Problem, Effort, int]) -> tuple[Floats, float]:
    """Return the second half of one ensemble's chain by (step, walker, parameter), and the share of moves
    accepted.
    """
    problem, effort, number = job
    rng = np.random.default_rng([effort.seed, number])
    walkers = effort.walkers_for(len(problem.names))
    # Differential evolution mixes far better than the stretch move once there are more than a few parameters.
    moves = [
        (emcee.moves.DEMove(), 0.8),
        (emcee.moves.DESnookerMove(), 0.1),
        (emcee.moves.StretchMove(), 0.1),
    ]
    sampler = emcee.EnsembleSampler(walkers, len(problem.names), problem.log_posterior, moves=moves)
    sampler.random_state = np.random.RandomState(rng.integers(2**32)).get_state()
    sampler.run_mcmc(_beginning(problem, rng, walkers), effort.steps, progress=False)
    return sampler.get_chain(discard=effort.steps // 2), float(np.mean(sampler.acceptance_fraction))


def _beginning(problem: Problem, rng: np.random.Generator, walkers: int) -> Floats:
    candidates = problem.draw_prior(rng, walkers * PRIOR_DRAWS_PER_WALKER)
    chances = np.array([problem.log_likelihood(place) for place in candidates])
    possible = np.isfinite(chances)
    if possible.sum() < walkers:
        raise PlanError("The model cannot be run at most values that the priors allow. Narrow the priors.")
    # The largest of (log weight + Gumbel noise) are a weighted sample without replacement.
    noisy = np.where(possible, HEATED * chances, -np.inf) + rng.gumbel(size=len(chances))
    return np.asarray(candidates[np.argsort(-noisy)[:walkers]])


def _thinned(kept: Floats, effort: Effort) -> Floats:
    together = kept.reshape(-1, kept.shape[-1])
    rng = np.random.default_rng([effort.seed, 1_000_000])
    return np.asarray(
        together[rng.choice(len(together), size=effort.draws, replace=len(together) < effort.draws)]
    )


def split_r_hat(kept: Floats) -> Floats:
    """Return R-hat by parameter from (ensemble, step, walker, parameter): each half of each ensemble is
    one chain.

    √((within + between) / within), after Gelman and others, Bayesian Data Analysis, 3rd edition, 11.4.
    """
    half = kept.shape[1] // 2
    halves = np.concatenate([kept[:, :half], kept[:, half : 2 * half]])
    chains = halves.reshape(len(halves), -1, kept.shape[-1])
    within, between = chains.var(axis=1, ddof=1).mean(axis=0), chains.mean(axis=1).var(axis=0, ddof=1)
    return np.asarray(np.sqrt(1 + between / np.maximum(within, 1e-300)))


def _effective(kept: Floats) -> float:
    # A walker that never moved has no autocorrelation time; a chain with one is worth nothing yet.
    if (kept.std(axis=1) == 0).any():
        return 0.0
    lengths = [emcee.autocorr.integrated_time(chain, tol=0, has_walkers=True) for chain in kept]
    return float(kept[..., 0].size / np.max(np.mean(lengths, axis=0)))
