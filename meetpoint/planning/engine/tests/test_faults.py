"""Faults found in published models; docs/algorithms/planning.md names the test that keeps each out."""

import re
from pathlib import Path

import numpy as np
import pytest

from meetpoint.planning.engine.order import Lane
from meetpoint.planning.engine.scenarios.building import plans_of
from meetpoint.planning.engine.tests.factories import PLACE, cohort, study

PAGE = Path(__file__).resolve().parents[4] / "docs" / "algorithms" / "planning.md"
TESTS = Path(__file__).parent.parent
FAULTS = 10
WITHOUT = '[model]\nleave_out = ["hiv", "hcv"]\n'


def test_every_fault_has_a_test_that_exists() -> None:
    page = PAGE.read_text(encoding="utf-8").split("## Faults of published models")[1].split("\n## ")[0]
    rows = [line for line in page.splitlines() if line.startswith("| ") and "`" in line]
    assert len(rows) == FAULTS
    for row in rows:
        for file, name in re.findall(r"`([\w/]+\.py)::(test_\w+)`", row):
            assert f"def {name}(" in (TESTS / file).read_text(encoding="utf-8"), name
        assert "::" in row, row


def test_no_overdose_hazard_is_zero_that_nobody_declared() -> None:
    # A published model gave people who return to use without injecting no risk at all, unseen in totals.
    plan = plans_of(study(WITHOUT))[0]
    tables, grid = plan.filled(plan.central()).tables, plan.structure.grid
    overdose = plan.structure.model.overdose
    assert overdose is not None
    may = grid.mask(overdose.when)[plan.structure.live]
    start = tables.start[Lane.OVERDOSE]
    hazards = {
        one: float(tables.rate[start[one] : start[one + 1]].sum()) for one in range(plan.structure.number)
    }
    assert [one for one, hazard in hazards.items() if (hazard > 0) != may[one]] == []


def test_return_to_use_and_a_former_overdose_multiply_the_hazard_of_every_class() -> None:
    plan = plans_of(study(WITHOUT))[0]
    central, structure = plan.central(), plan.structure
    tables = plan.filled(central).tables
    start = tables.start[Lane.OVERDOSE]
    hazard = {
        tuple(structure.grid.label(int(code)).values()): float(tables.rate[start[one]])
        for one, code in enumerate(structure.live)
        if start[one + 1] > start[one]
    }
    axes = list(structure.grid.axes)
    checked = 0
    for axis, level, usual, ratio in (
        ("clock", "weeks_1_2", "stable", central["multiplier_return_to_use"]),
        ("clock", "weeks_3_4", "stable", central["tolerance_weeks_3_4"]),
        ("former", "yes", "no", central["multiplier_previous_overdose"]),
    ):
        place = axes.index(axis)
        for key, value in hazard.items():
            other = (*key[:place], usual, *key[place + 1 :])
            if key[place] == level and other in hazard:
                assert value / hazard[other] == pytest.approx(ratio), key
                checked += 1
    assert checked > 100


def test_the_dead_are_not_replaced() -> None:
    place = 'step = "month"\n' + PLACE.replace("overdose_deaths_per_year = 200\n", "") + WITHOUT
    plan = plans_of(study(place=place))[0]
    usual, deadly = cohort(plan), cohort(plan, death_alone=plan.central()["death_alone"] * 3)
    more = deadly["overdose_deaths"].sum() - usual["overdose_deaths"].sum()
    assert more > 100
    assert np.array_equal(usual["people_who_came"], deadly["people_who_came"])
    assert deadly["people_at_risk_now"][-1] < usual["people_at_risk_now"][-1]
