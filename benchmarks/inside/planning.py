"""The demo's plan, and the bare runs of the engine that its redraws rest on: `… planning plan|bare`."""

import json
import sys
import time

from meetpoint.planning.engine.running.cohort import run_cohort
from meetpoint.planning.engine.scenarios.building import plans_of
from meetpoint.planning.models import Plan
from meetpoint.planning.plans.settings import Portfolio
from meetpoint.planning.plans.study import content_of
from meetpoint.planning.queries import numbers_of, settings_of
from meetpoint.planning.reckoning.draws import Asked
from meetpoint.planning.warm.client import SEED, SETS

BARE = {"treatment_starts": 1.4, "retention": 0.2, "site": 0.05, "kits_community": 6_000.0}
"""The levels that `pages/plan_redraw.py` asks for, as the engine takes them."""
TURNS = 20


def plan() -> Plan:
    """Return the demo's plan."""
    found = Plan.objects.unscoped("benchmark").order_by("id").first()
    assert found is not None
    return found


def bare() -> dict[str, list[float]]:
    """Return milliseconds of all sets' cohort runs in turn, once they are compiled and filled."""
    made = plan()
    content = content_of(
        numbers_of(made), settings_of(made), [Portfolio(name="bench", levels=BARE, ramp_months=12)]
    )
    study = Asked(content=content, sets=SETS, infections=False).study()
    today, changed = plans_of(study)
    filled = []
    for parameters in today.draws(SEED, SETS):
        filled.append(changed.filled(parameters, today.filled(parameters).scales))
    outcomes, runs = len(changed.structure.outcomes), []
    for _turn in range(TURNS + 1):
        began = time.perf_counter()
        for each in filled:
            run_cohort(each, outcomes=outcomes, years=study.years)
        runs.append((time.perf_counter() - began) * 1000)
    return {"runs": runs[1:]}


if __name__ == "__main__":
    print(plan().uid if sys.argv[1] == "plan" else json.dumps(bare()))
