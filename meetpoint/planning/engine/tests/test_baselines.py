"""Results that were looked at once and must not change unnoticed; and the same from uncompiled code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from meetpoint.planning.engine.scenarios.building import plans_of
from meetpoint.planning.engine.tests.factories import cohort, individuals, scenario, study

BASELINES = Path(__file__).with_name("baselines.json")
PLACE = """
step = "month"
years = 2
[place]
people_at_risk = 3000
overdose_deaths_per_year = 40
[programmes.kits_community]
level = 1200
[programmes.site]
level = 0.1
[programmes.treatment_places]
level = 700
[strata.area]
levels = { north = 0.4, south = 0.6 }
"""


SMALL = PLACE.replace("years = 2", "years = 1") + '[model]\nleave_out = ["hcv"]\n'
"""A quarter of the classes for half as long: plain Python is slow, and HIV takes every branch by itself."""


def results(place: str = PLACE) -> dict[str, dict[str, list[float]]]:
    """Run both back ends on a small study; `python -m …test_baselines` writes the file anew."""
    plan = plans_of(study(scenario("kits_community", 2000), place=place))[1]
    found = {"cohort": cohort(plan), "individual": individuals(plan, 12)}
    return {
        backend: {name: [float(value) for value in values] for name, values in run.items()}
        for backend, run in found.items()
    }


@pytest.mark.parametrize("backend", ["cohort", "individual"])
def test_results_are_those_that_were_looked_at(backend: str) -> None:
    expected = json.loads(BASELINES.read_text())[backend]
    found = results()[backend]
    assert set(found) == set(expected)
    for name, values in found.items():
        assert values == pytest.approx(expected[name], rel=1e-9), name


def test_uncompiled_code_gives_the_same() -> None:
    # The kernels run as plain Python here, which also lets their branches be measured.
    code = (
        "import json; from meetpoint.planning.engine.tests.test_baselines import SMALL, results;"
        "print(json.dumps(results(SMALL)))"
    )
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONWARNINGS": "ignore"}
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    plain, compiled = json.loads(run.stdout), results(SMALL)
    for backend, outcomes in compiled.items():
        for name, values in outcomes.items():
            assert plain[backend][name] == pytest.approx(values, rel=1e-9), (backend, name)


if __name__ == "__main__":
    BASELINES.write_text(json.dumps(results(), indent=1) + "\n")
