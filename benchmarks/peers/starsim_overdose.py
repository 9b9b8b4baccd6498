"""A small overdose model in starsim: using, overdose, death and recovery, without a network."""

from __future__ import annotations

import time
from typing import Any


def starsim_seconds(people: int, months: int) -> float | None:
    """Return the run time, or None (and say so) when starsim is not installed: uv pip install --group
    bench.
    """
    try:
        import starsim as ss  # noqa: PLC0415 - a peer, not a dependency
    except ImportError:
        print("starsim is not installed, so it is left out: uv pip install --group bench")
        return None
    sim = ss.Sim(n_agents=people, diseases=_overdose(ss), dur=months, dt=1, verbose=0)
    sim.init()
    began = time.perf_counter()
    sim.run()
    return time.perf_counter() - began


def _overdose(ss: Any) -> Any:
    class Overdose(ss.SIS):  # type: ignore[misc,name-defined] # starsim has no types
        """Everybody may overdose; most recover, some die."""

        def __init__(self) -> None:
            super().__init__()
            self.chance = ss.bernoulli(p=0.02)
            self.fatal = ss.bernoulli(p=0.04)

        def step(self) -> None:
            overdosed = self.chance.filter(self.susceptible.uids)
            dying = self.fatal.filter(overdosed)
            self.sim.people.request_death(dying)

    return Overdose()
