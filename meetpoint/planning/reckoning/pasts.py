"""The past of a plan: today's services run from the first known year on, beside the deaths that are known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from meetpoint.planning.engine.scenarios.building import BASELINE
from meetpoint.planning.reckoning.draws import PLANS_KEPT, Answered, Asked, Kept
from meetpoint.planning.reckoning.supply import Floats, Looked, Past, looked_at, paths, years_back

SETS = 16
"""How many sets look back: the means hardly move with more, and the first redraw waits for them."""
FIRST_START = 2000
"""The engine's first year."""


class Pasts:
    """The pasts of the plans that were asked about last; `runs` works out what is asked (`Warm.runs`)."""

    def __init__(self, runs: Callable[[Asked], Answered]) -> None:
        self._runs = runs
        self._kept: Kept[Past] = Kept(PLANS_KEPT)

    def past(self, asked: Asked) -> Past | None:
        """Return the model beside the years that are known, begun with the first; None when none is."""
        known = {year: count for year, count in asked.deaths.items() if year >= FIRST_START and count > 0}
        if not known:
            return None
        years = years_back(known)
        count = known[years[0]]
        if len(years) == 1:
            return Past(
                years=(Looked(year=years[0], observed=count, predicted=count, low=count, high=count),)
            )
        content = {
            **asked.content,
            "start": years[0],
            "years": years[-1] - years[0] + 1,
            "place": {**asked.content["place"], "overdose_deaths_per_year": count},
            "scenarios": [],
        }
        back = Asked(content=content, sets=min(asked.sets, SETS), seed=asked.seed, infections=False)
        parts = [content, back.sets, back.seed, sorted(known.items())]
        return self._kept.get(parts, lambda: looked_at(known, self._predicted(back)))

    def along(self, asked: Asked) -> Floats | None:
        """Return the paths of the supply that a question's intervals hold; None when no year is known."""
        past = self.past(asked)
        if past is None:
            return None
        ahead = max(1, int(asked.content["start"]) - past.years[-1].year)
        return paths(past.drift, int(asked.content["years"]), ahead)

    def _predicted(self, back: Asked) -> Floats:
        _study, _plans, runs = self._runs(back)
        return np.stack([run["overdose_deaths"] for run in runs[BASELINE]])
