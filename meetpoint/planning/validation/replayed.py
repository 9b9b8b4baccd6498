"""Targets of the replays: Rhode Island's figures and calibration, and the networks of the Capital
Territory.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from meetpoint.planning.engine.calibration.answers import calibrate
from meetpoint.planning.engine.calibration.sampling import Effort
from meetpoint.planning.engine.networks import coverage
from meetpoint.planning.engine.networks.network import read_networks
from meetpoint.planning.engine.replays.ri_naloxone.cohort import COUNTS, DEATHS
from meetpoint.planning.engine.replays.ri_naloxone.individuals import Draws
from meetpoint.planning.engine.replays.ri_naloxone.inputs import Inputs, read_inputs
from meetpoint.planning.engine.replays.ri_naloxone.kits import kits_of
from meetpoint.planning.engine.replays.ri_naloxone.learning import ri_problem
from meetpoint.planning.engine.replays.ri_naloxone.results import Replay, yearly_drawn, yearly_expected
from meetpoint.planning.validation.registry import Result, Runners, Verdict, within
from meetpoint.planning.validation.targets import Target

REPLICATES, ERRORS = 200, 3.0
RI_OUTCOMES = {"overdose_deaths": "deaths", "overdose_emergency_visits": "emergency_visits"}
ACT_WORDS = {"nsp": "int_nsp", "oat": "int_oat", "nal": "int_nal", "check": "int_check"}


@cache
def _rhode_island(folder: Path) -> Inputs:
    return read_inputs(folder / "ri_naloxone_classes.csv", folder / "ri_naloxone_inputs.json")


def _asked(folder: Path, scale: float = 1.0) -> Replay:
    inputs = _rhode_island(folder)
    return Replay(inputs=inputs, parameters=inputs.parameters(1), kits=kits_of(inputs, scale=scale))


@cache
def _both(folder: Path) -> tuple[Any, Any, Any]:
    drawn = yearly_drawn(_asked(folder), Draws(replicates=REPLICATES))
    error = drawn.std(axis=0, ddof=1) / np.sqrt(REPLICATES)
    return yearly_expected(_asked(folder)), drawn.mean(axis=0), error


def ri_figure(target: Target, folder: Path) -> Result:
    """Compare the cohort within 0.1 %, and the individuals within three standard errors."""
    _ri, _set, year, outcome = target.name.split("_", 3)
    place = int(year) - _rhode_island(folder).first_year, COUNTS.index(RI_OUTCOMES.get(outcome, outcome))
    expected, drawn, error = (table[place] for table in _both(folder))
    result = within(target, float(expected), relative=0.001)
    away = (drawn - (target.value or 0.0)) / error
    drawn_hit = abs(away) <= ERRORS
    return Result(
        verdict=result.verdict if drawn_hit else Verdict.MISS,
        ours=f"{expected:,.2f}; individuals {drawn:,.1f}",
        tolerance=f"0.1 %; {ERRORS:g} standard errors of {REPLICATES} runs",
        reason=result.reason if drawn_hit else f"individuals are {away:+.1f} standard errors away",
    )


@cache
def _calibration(folder: Path) -> dict[str, Any]:
    problem = ri_problem(_rhode_island(folder), folder / "parameters.csv", folder / "validation_targets.csv")
    return calibrate(problem, Effort(steps=600))[0]


def ri_observed(target: Target, folder: Path) -> Result:
    """Say whether the posterior predictive interval holds what was observed."""
    answer = _calibration(folder)
    found, covered = answer["targets"][target.outcome], answer["covered"]
    return Result(
        verdict=Verdict.HIT if found["covered"] else Verdict.MISS,
        ours=f"{found['p50']:.4g} ({found['p2.5']:.4g} to {found['p97.5']:.4g})",
        tolerance="95 % predictive interval; at least 11 of 12",
        reason=f"{covered['fitted']} of {covered['of']} inside, with a yearly walk on supply risk",
    )


@cache
def _territory(folder: Path) -> coverage.Study:
    return coverage.read_study(
        read_networks(folder / "burnet_act_network.csv"), folder / "burnet_act_meta.json"
    )


def act_total(target: Target, folder: Path) -> Result:
    """Compare the exact sum over five years within 0.02."""
    study = _territory(folder)
    scenario, node = _scenario_and_node(target.name.removeprefix("act_"), study)
    network = next(each for each in study.networks.values() if node in each.nodes)
    return within(target, float(coverage.outcomes(study, network, scenario)[node].sum()), absolute=0.02)


def _scenario_and_node(name: str, study: coverage.Study) -> tuple[coverage.Scenario, str]:
    for word in ("baseline", "no_coverage", *ACT_WORDS):
        if name.startswith(f"{word}_"):
            node = name.removeprefix(f"{word}_")
            raised = coverage.package(study, ACT_WORDS[word]) if word in ACT_WORDS else None
            return raised or coverage.Scenario(word, ended=word == "no_coverage"), node
    raise ValueError(f"No scenario is known for {name}.")


def healing_deaths(target: Target, folder: Path) -> Result:
    """Give 1.79 times the kits in the last year, and see whether deaths change as little as the trial
    found.
    """
    inputs = _rhode_island(folder)
    plain = kits_of(inputs)
    more = plain._replace(given=np.concatenate([plain.given[:36], plain.given[36:] * 1.79]))
    given = inputs.parameters(1)
    deaths = [
        float(yearly_expected(Replay(inputs=inputs, parameters=given, kits=kits))[3, DEATHS])
        for kits in (plain, more)
    ]
    ratio = deaths[1] / deaths[0]
    inside = (target.low or 0.0) <= ratio <= (target.high or 0.0)
    return Result(
        verdict=Verdict.HIT if inside else Verdict.MISS,
        ours=f"{ratio:.4f}",
        tolerance=f"{target.low:g} to {target.high:g}",
        reason="Rhode Island replay, kits × 1.79 in 2019",
    )


def healing_kits(target: Target, folder: Path) -> Result:
    """The input of that check."""
    return Result(
        verdict=Verdict.CONTEXT, ours="1.79", reason="the trial's rise in kits is what the check puts in"
    )


def not_replayable(target: Target, folder: Path) -> Result:
    """The kit table behind this figure is not public."""
    return Result(verdict=Verdict.CONTEXT, reason="not replayable: the kit table behind it is not public")


RUNNERS: Runners = {
    "ri_set1_*": ri_figure,
    "ri_observed_*": ri_observed,
    "act_*": act_total,
    "healing_kits": healing_kits,
    "healing_drug_deaths": healing_deaths,
    "healing_opioid_deaths": healing_deaths,
    "ri_50000_published_*": not_replayable,
}
