"""The whole answer to a study: baseline, scenarios, paired differences, words, assumptions and how it was
run.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from meetpoint.planning.engine.ensembles.jobs import Ensemble, Result
from meetpoint.planning.engine.outcomes.assumptions import assumptions_of, notes_on
from meetpoint.planning.engine.outcomes.intervals import (
    by_year,
    chance_of_fewer,
    cost_per,
    over_all_years,
    paired,
)
from meetpoint.planning.engine.outcomes.yearly import Yearly
from meetpoint.planning.engine.scenarios.building import BASELINE, plans_of

DEATHS = "overdose_deaths"


def report(ensemble: Ensemble, results: Sequence[Result], *, seconds: float) -> dict[str, Any]:
    """Return what `plan run --json` prints.

    `baseline`, `scenarios` and `differences` hold outcome → year → mean and percentiles; `totals` the same
    over all years
    (means of the years for numbers of people).
    """
    study = ensemble.study
    runs = {name: [result[name] for result in results] for name in results[0]}
    pairs = {name: paired(each, runs[BASELINE]) for name, each in runs.items() if name != BASELINE}
    averaged = frozenset({"people", *study.model.watch})
    totals = {name: over_all_years(each, averaged=averaged) for name, each in pairs.items()}
    return {
        "name": study.name,
        "years": [study.start + year for year in range(study.years)],
        "baseline": by_year(runs[BASELINE], study.start),
        "scenarios": {name: by_year(runs[name], study.start) for name in pairs},
        "differences": {name: by_year(each, study.start) for name, each in pairs.items()},
        "totals": {
            BASELINE: over_all_years(runs[BASELINE], averaged=averaged),
            "scenarios": {name: over_all_years(runs[name], averaged=averaged) for name in pairs},
            "differences": totals,
        },
        "value": {name: _value(totals[name], pairs[name]) for name in pairs},
        "words": {name: _words(totals[name], pairs[name], study.years) for name in pairs},
        "economics": {
            "currency": study.currency,
            "price_year": study.price_year,
            "discount": study.discount,
            "perspective": study.perspective,
        },
        "assumptions": assumptions_of(study),
        "notes": notes_on(study, plans_of(study), pairs),
        "engine": _engine(ensemble, results, seconds),
    }


def _value(totals: dict[str, dict[str, float]], pairs: Sequence[Yearly]) -> dict[str, Any]:
    return {
        "chance_of_fewer_deaths": chance_of_fewer(pairs, DEATHS),
        "cost_per_death_averted": cost_per(totals, DEATHS, fewer=True),
        "cost_per_qaly": cost_per(totals, "qalys", fewer=False),
    }


def _words(totals: dict[str, dict[str, float]], pairs: Sequence[Yearly], years: int) -> str:
    found = totals[DEATHS]
    low, high = found["p2.5"] / years, found["p97.5"] / years
    if low >= 0 and high <= 0:
        return "No difference in overdose deaths."
    if high < 0:
        return f"Likely between {-high:.1f} and {-low:.1f} overdose deaths fewer a year (95 of 100 draws)."
    if low > 0:
        return f"Likely between {low:.1f} and {high:.1f} overdose deaths more a year (95 of 100 draws)."
    chance = chance_of_fewer(pairs, DEATHS)
    return (
        f"Between {-low:.1f} overdose deaths fewer and {high:.1f} more a year: it may not help; "
        f"fewer in {chance:.0%} of draws."
    )


def _engine(ensemble: Ensemble, results: Sequence[Result], seconds: float) -> dict[str, Any]:
    agents = round(ensemble.study.place["people_at_risk"])
    runs = len(results) * len(results[0])
    return {
        "backend": ensemble.backend,
        "agents": agents,
        "steps": ensemble.steps,
        "replicates": len(results),
        "seconds": seconds,
        "agent_steps_per_second": agents * ensemble.steps * runs / max(seconds, 1e-9),
        "seed": ensemble.seed,
        "step": ensemble.study.step,
    }
