"""How many people each programme reaches, year by year, and what comes of it in every network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.errors import PlanError, unknown
from meetpoint.planning.engine.files.documents import Document, read_document
from meetpoint.planning.engine.networks.enumeration import marginal
from meetpoint.planning.engine.networks.network import Network, Node

NONE, YES = "none", "yes"
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Study:
    """Networks with the people of each year, the most that each programme can reach, and how fast it gets
    there.
    """

    networks: Mapping[str, Network]
    years: list[str]
    people: Mapping[str, Floats]
    most: Mapping[str, Mapping[str, Mapping[str, float]]]
    ramp: Floats


@dataclass(frozen=True)
class Scenario:
    """What a scenario raises: `most` coverage or a stated one, by programme and level; or everything ended at
    once.
    """

    name: str
    raised: tuple[tuple[str, str | None], ...] = ()
    stated: Mapping[tuple[str, str, str], float] = field(default_factory=dict)
    ended: bool = False


def read_study(networks: Mapping[str, Network], path: Path) -> Study:
    """Read the people, coverage and ramp that belong to networks."""
    document = read_document(path)
    ramp = np.array(
        [document.number("ramp", year, at_least=0, at_most=1) for year in range(document.length("ramp"))]
    )
    document.only("people_per_year", allowed=networks, needed=networks)
    document.only("most_coverage", allowed=networks)
    years = document.names("people_per_year", next(iter(networks)))
    for year in years:
        if not year.isdigit():
            raise document.fault(
                ("people_per_year", next(iter(networks)), year), "a year must be a number, such as 2026"
            )
    if len(years) != len(ramp):
        raise document.fault(
            ("ramp",), f"has {len(ramp)} steps for {len(years)} years; it needs one for each year"
        )
    return Study(
        networks=networks,
        years=years,
        people={name: _people(document, name, years) for name in networks},
        most={name: _most(document, networks[name]) for name in document.names("most_coverage")},
        ramp=ramp,
    )


def _people(document: Document, network: str, years: list[str]) -> Floats:
    document.only("people_per_year", network, allowed=years, needed=years)
    return np.array([document.number("people_per_year", network, year, at_least=0) for year in years])


def _most(document: Document, network: Network) -> dict[str, dict[str, float]]:
    keys = ("most_coverage", network.name)
    document.only(*keys, allowed=network.programmes)
    most = {}
    for node in document.names(*keys):
        document.only(*keys, node, allowed=network.node(node).levels)
        levels = document.names(*keys, node)
        most[node] = {level: document.number(*keys, node, level, at_least=0, at_most=1) for level in levels}
    return most


def standard(study: Study) -> list[Scenario]:
    """Return no coverage, each level of each programme alone at most coverage, and all of them together."""
    levels = list(
        dict.fromkeys((node, level) for most in study.most.values() for node in most for level in most[node])
    )
    alone = [Scenario(f"{node}={level}", ((node, level),)) for node, level in levels]
    return [Scenario("no_coverage", ended=True), *alone, Scenario("everything", tuple(levels))]


def package(study: Study, words: str) -> Scenario:
    """Return the scenario that `NODE[=LEVEL],NODE…` names; a node without a level means all of its levels."""
    raised: list[tuple[str, str | None]] = []
    known = {node: most[node] for most in study.most.values() for node in most}
    for word in filter(None, words.split(",")):
        node, equals, level = word.strip().partition("=")
        if node not in known:
            raise PlanError(unknown("programme", node, known))
        if equals and level not in known[node]:
            raise PlanError(unknown(f"level of {node}", level, known[node]))
        raised.append((node, level if equals else None))
    return Scenario(words, tuple(raised))


def reach(study: Study, network: Network, scenario: Scenario) -> dict[str, Floats]:
    """Return the share reached by (year, level) for each programme that a scenario touches in a network.

    Coverage in a year = start + ramp (most − start), where the start is the coverage of the table, so that
    raising a programme to what it reaches today changes nothing. Levels that are not named keep their share;
    none takes the rest.
    """
    return {
        name: _reached(study, network.node(name), scenario, study.most.get(network.name, {}).get(name, {}))
        for name in network.programmes
    }


def _reached(study: Study, node: Node, scenario: Scenario, most: Mapping[str, float]) -> Floats:
    start = node.chances
    share = np.tile(start, (len(study.ramp), 1))
    rest = node.levels.index(NONE)
    if scenario.ended:
        share[:] = 0.0
        share[:, rest] = 1.0
        return share
    goals = {
        level: most[level]
        for name, wanted in scenario.raised
        if name == node.name
        for level in most
        if wanted in (None, level)
    }
    goals |= {
        level: goal
        for (network, name, level), goal in scenario.stated.items()
        if name == node.name and study.networks[network].nodes.get(name) is node
    }
    for level, goal in goals.items():
        place = node.levels.index(level)
        share[:, place] = start[place] + study.ramp * (goal - start[place])
    if goals:
        share[:, rest] = 0.0
        share[:, rest] = 1.0 - share.sum(axis=1)
    if (share[:, rest] < -1e-9).any():
        raise PlanError(f"{scenario.name}: the levels of {node.name} add up to more than everybody.")
    return share


def outcomes(study: Study, network: Network, scenario: Scenario) -> dict[str, Floats]:
    """Return expected counts by year for every node that can be yes."""
    reached = reach(study, network, scenario)
    counted = [node for node in network.nodes.values() if node.parents and YES in node.levels]
    return {
        node.name: study.people[network.name]
        * marginal(network, node.name, reached)[:, node.levels.index(YES)]
        for node in counted
    }


def run_study(study: Study, scenarios: list[Scenario]) -> dict[str, Any]:
    """Return the baseline and every scenario: by network and node, each year's count and the total."""
    return {
        "years": [int(year) for year in study.years],
        "baseline": _counts(study, Scenario("baseline")),
        "scenarios": {scenario.name: _counts(study, scenario) for scenario in scenarios},
    }


def _counts(study: Study, scenario: Scenario) -> dict[str, dict[str, dict[str, Any]]]:
    return {
        name: {
            node: {
                "by_year": [round(float(each), 6) for each in yearly],
                "total": round(float(yearly.sum()), 6),
            }
            for node, yearly in outcomes(study, network, scenario).items()
        }
        for name, network in study.networks.items()
    }
