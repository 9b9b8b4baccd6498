"""Runs of a study: one job is one draw of the parameters and one seed, run for the baseline and every
scenario.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from meetpoint.planning.engine.ensembles.store import Store
from meetpoint.planning.engine.outcomes.yearly import Yearly, yearly
from meetpoint.planning.engine.running.cohort import run_cohort
from meetpoint.planning.engine.scenarios.building import Plan, plans_of
from meetpoint.planning.engine.scenarios.reading import read_scenario
from meetpoint.planning.engine.scenarios.schema import Study

BACKENDS = ("cohort", "individual")
Progress = Callable[[int, int], None]
ALONE_BELOW = 12
"""So few jobs are done before other processes have started."""


@dataclass(frozen=True, kw_only=True)
class Ensemble:
    """How a study is run: `replicates` jobs on a back end, from a seed. `path` lets other machines read the
    file.
    """

    study: Study
    backend: str = "cohort"
    replicates: int = 40
    seed: int = 1

    @property
    def steps(self) -> int:
        return self.study.steps_per_year * self.study.years


Result = dict[str, Yearly]
"""Outcomes of one job, by scenario."""


def run_job(plans: Sequence[Plan], backend: str, seed: int, replicate: int) -> Result:
    """Run one draw for every scenario, with the same parameters and the same luck in each."""
    found: Result = {}
    scales = None
    for plan in plans:
        parameters = plan.draws(seed, 1, first=replicate)[0]
        made = plan.filled(parameters, scales)
        scales = made.scales if scales is None else scales
        outcomes, years = len(plan.structure.outcomes), plan.study.years
        if backend == "cohort":
            totals = run_cohort(made, outcomes=outcomes, years=years)
        else:
            from meetpoint.planning.engine.running.individuals import run_individuals  # noqa: PLC0415 - numba

            totals = run_individuals(made, outcomes=outcomes, years=years, seed=seed_of(seed, replicate))
        found[plan.name] = yearly(plan, totals, plan.names(parameters))
    return found


def seed_of(seed: int, replicate: int) -> int:
    """Return the seed of one replicate. Seeds are mixed before use, so that neighbours share nothing."""
    return seed * 1_000_003 + replicate


def run_ensemble(
    ensemble: Ensemble,
    *,
    executor: Executor | None = None,
    store: Store | None = None,
    progress: Progress | None = None,
) -> list[Result]:
    """Run every job and return the results in order, whoever ran them and in whatever order they came.

    `executor` is anything of `concurrent.futures`, also a cluster's. Jobs that `store` has are not run
    again; a job whose
    worker was lost is run here.
    """
    done = store.read(ensemble) if store else {}
    left = [each for each in range(ensemble.replicates) if each not in done]
    for replicate, result in _results(ensemble, left, executor):
        done[replicate] = result
        if store:
            store.add(ensemble, replicate, result)
        if progress:
            progress(len(done), ensemble.replicates)
    return [done[each] for each in range(ensemble.replicates)]


def _results(ensemble: Ensemble, left: list[int], executor: Executor | None) -> Iterator[tuple[int, Result]]:
    plans = plans_of(ensemble.study)
    if executor is None:
        for each in left:
            yield each, run_job(plans, ensemble.backend, ensemble.seed, each)
        return
    waiting: dict[Future[Result], int] = {
        executor.submit(run_job, plans, ensemble.backend, ensemble.seed, each): each for each in left
    }
    for future in as_completed(waiting):
        each = waiting[future]
        try:
            yield each, future.result()
        except (OSError, RuntimeError):
            # BrokenProcessPool and a cluster's lost worker are both RuntimeErrors: nothing is lost but time.
            yield each, run_job(plans, ensemble.backend, ensemble.seed, each)


def processes(number: int | None = None) -> ProcessPoolExecutor:
    """Return worker processes, one per core. They are started afresh, since numba's threads do not survive
    a fork.
    """
    return ProcessPoolExecutor(number or os.cpu_count() or 1, mp_context=get_context("spawn"))


def study_at(path: Path) -> Study:
    """Return the study of a scenario file."""
    return read_scenario(path)
