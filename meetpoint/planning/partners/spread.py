"""The one door to starsim: ties between people who inject, along which an infection passes.

starsim makes the ties and ends them; who the people are, what protects them and how an infection runs its
course is the model's, so that a scenario file has one meaning in all three. docs/algorithms/planning.md says
what is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.compiling.filling import Filled
from meetpoint.planning.engine.compiling.structure import Structure
from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.partners.group import Group

Floats = NDArray[np.float64]
TIE_YEARS = 1.72
"""How long people who inject went on sharing in the settings of one model (hepcep/hepcep_model; no date)."""
MISSING = "networks of partners need starsim, which is optional: pip install 'meetpoint[starsim]'"


@dataclass(frozen=True, kw_only=True)
class Ties:
    """How many partners a person shares with on average (no source here says), and for how long."""

    partners: float
    years: float


def spread(
    structure: Structure,
    made: Filled,
    infection: str,
    ties: Ties,
    *,
    seed: int,
    most: int = 10_000,
) -> dict[str, Floats]:
    """Return infections and treatments of each year, by outcome, among those who are about at the start.

    `infection` names a force of the model ("HIV", "hepatitis C"); the same seed gives the same ties and
    luck in every scenario. At most `most` people are followed, and counts are those of the whole place.
    Raises `PlanError` where starsim is not installed.
    """
    group = Group(structure, made, infection, most=most, seed=seed)
    _sim(_starsim(), group, ties, seed).run()
    return {
        name: group.events[:, place] for place, name in enumerate(structure.outcomes) if _of(structure, name)
    }


def exposures(group: Group, first: NDArray[np.int64], second: NDArray[np.int64]) -> Floats:
    """Return how much of the infection each person's partners pass on, all of them together."""
    infectious, among = group.about()
    found = np.zeros(len(group.classes))
    other = first != second
    first, second = first[other], second[other]
    np.add.at(found, first, infectious[second])
    np.add.at(found, second, infectious[first])
    return found * among


def usual_exposure(group: Group, ties: Ties) -> float:
    """Return the mean exposure of those about at the start, with which today's incidence goes."""
    return ties.partners * float(group.tables.at_start[group.force])


def _of(structure: Structure, name: str) -> bool:
    return any(move.counts == name and move.lane == "infection" for move in structure.model.moves)


def _starsim() -> Any:
    try:
        import starsim  # noqa: PLC0415 - optional, and seconds to load
    except ImportError:
        raise PlanError(MISSING) from None
    return starsim


def _sim(ss: Any, group: Group, ties: Ties, seed: int) -> Any:
    usual, steps = usual_exposure(group, ties), len(group.tables.year)

    class Infection(ss.Intervention):  # type: ignore[misc] # starsim has no types
        """Lets everybody take the model's step with what their partners expose them to."""

        def step(self) -> None:
            edges = self.sim.networks[0].edges
            first, second = (np.asarray(each, dtype=np.int64) for each in (edges.p1, edges.p2))
            before = group.alive
            group.take(int(self.ti), exposures(group, first, second) / usual)
            self.sim.people.request_death(ss.uids(np.flatnonzero(before & ~group.alive)))

    net = ss.RandomNet(n_contacts=ss.poisson(lam=ties.partners))
    # Its own door for parameters takes one length for all ties only; its steps take a distribution as well.
    dict.__setitem__(net.pars, "dur", ss.expon(scale=ties.years / group.tables.dt))
    return ss.Sim(
        n_agents=len(group.classes),
        networks=net,
        interventions=Infection(),
        start=0,
        dur=steps - 1,
        dt=1,
        rand_seed=seed,
        verbose=0,
    )
