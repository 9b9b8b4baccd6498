"""A replay's yearly figures: expected by the cohort, or with their spread over replicates by the
individuals.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.errors import PlanError, unknown
from meetpoint.planning.engine.replays.ri_naloxone.cohort import COUNTS, DEATHS, FENTANYL, run_cohort
from meetpoint.planning.engine.replays.ri_naloxone.individuals import Draws, run_individuals
from meetpoint.planning.engine.replays.ri_naloxone.inputs import Inputs, Parameters
from meetpoint.planning.engine.replays.ri_naloxone.kits import Kits

BACKENDS = ("cohort", "individual")
PERCENTILES = (2.5, 25.0, 75.0, 97.5)
MOST_REPLICATES = 100_000


@dataclass(frozen=True, kw_only=True)
class Replay:
    """What to run: a place, a parameter set and kits."""

    inputs: Inputs
    parameters: Parameters
    kits: Kits


def replay(asked: Replay, *, backend: str = "cohort", draws: Draws | None = None) -> dict[str, Any]:
    """Return each outcome by year, intervals over replicates where there are any, and what the run took.

    `intervals` holds, for each outcome, lists by year: percentiles of one year's count, and the standard
    error of the mean.
    """
    draws = _checked(draws or Draws())
    began = time.perf_counter()
    if backend == "cohort":
        yearly, replicates = yearly_expected(asked)[None], 1
    elif backend == "individual":
        yearly, replicates = yearly_drawn(asked, draws), draws.replicates
    else:
        raise PlanError(unknown("back end", backend, BACKENDS))
    seconds = time.perf_counter() - began
    agents, steps = int(asked.inputs.people.sum()), asked.inputs.months
    drawn = backend == "individual"
    return {
        "years": asked.inputs.years,
        **{name: _rounded(yearly[..., number].mean(axis=0)) for number, name in enumerate(COUNTS[:FENTANYL])},
        "fentanyl_share_of_deaths": _rounded(_fentanyl_share(yearly.mean(axis=0))),
        "intervals": _intervals(yearly) if drawn and replicates > 1 else {},
        "engine": {
            "backend": backend,
            "agents": agents,
            "steps": steps,
            "replicates": replicates,
            "seed": draws.seed if drawn else None,
            "seconds": round(seconds, 4),
            "agent_steps_per_second": round(agents * steps * replicates / seconds) if drawn else None,
        },
    }


def yearly_expected(asked: Replay) -> NDArray[np.float64]:
    """Return expected counts by year and `COUNTS`."""
    return by_year(run_cohort(asked.inputs, asked.parameters, asked.kits).counts.sum(axis=1))


def yearly_drawn(asked: Replay, draws: Draws) -> NDArray[np.float64]:
    """Return drawn counts by replicate, year and `COUNTS`."""
    return by_year(
        run_individuals(asked.inputs, asked.parameters, asked.kits, draws=draws).astype(np.float64)
    )


def by_year(monthly: NDArray[np.float64]) -> NDArray[np.float64]:
    """Add up the last axis but one, months, to years; the last year may be a part of one."""
    starts = np.arange(0, monthly.shape[-2], 12)
    return np.asarray(np.add.reduceat(monthly, starts, axis=-2))


def _checked(draws: Draws) -> Draws:
    if not 1 <= draws.replicates <= MOST_REPLICATES:
        raise PlanError(f"replicates is {draws.replicates}; allowed is 1 to {MOST_REPLICATES:,}.")
    if not 0 <= draws.seed < 2**63:
        raise PlanError(f"seed is {draws.seed}; allowed is 0 to 2^63 - 1.")
    return draws


def _intervals(yearly: NDArray[np.float64]) -> dict[str, dict[str, list[float]]]:
    error = yearly.std(axis=0, ddof=1) / np.sqrt(len(yearly))
    bands = np.percentile(yearly, PERCENTILES, axis=0)
    return {
        name: {
            **{
                f"p{level:g}": _rounded(band[:, number])
                for level, band in zip(PERCENTILES, bands, strict=True)
            },
            "standard_error": _rounded(error[:, number]),
        }
        for number, name in enumerate(COUNTS[:FENTANYL])
    }


def _fentanyl_share(mean: NDArray[np.float64]) -> NDArray[np.float64]:
    deaths = mean[:, DEATHS]
    return np.divide(mean[:, FENTANYL], deaths, out=np.zeros_like(deaths), where=deaths > 0)


def _rounded(values: NDArray[np.float64]) -> list[float]:
    return [round(float(value), 6) for value in values]
