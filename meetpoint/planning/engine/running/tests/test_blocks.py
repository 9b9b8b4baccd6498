"""Models of one's own: blocks and moves by period, an event in one week, a switch on entering, a closed
cohort.
"""

import numpy as np
import pytest

from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.running.cohort import run_cohort
from meetpoint.planning.engine.running.individuals import run_individuals
from meetpoint.planning.engine.tests.factories import events, made, model

DISPLACED = """
people = 10000
[axes]
block = ["shelter", "street", "displaced", "housed"]
use = ["opioids", "injecting"]
[start.block]
street = 1
[start.use]
opioids = 0.6
injecting = "rest"
[series]
fatal = "0.04 + 0.02 * between(years, 1, 2)"
[[moves]]
name = "sweep"
lane = "place"
when = { block = "street" }
to = { block = "displaced" }
rate = 0.5
at = 0.5
counts = "displaced"
[[moves.switch]]
when = { use = "opioids" }
to = { use = "injecting" }
share = 0.2
[[moves]]
name = "settle"
lane = "ageing"
when = { block = "displaced" }
to = { block = "street" }
lasts = "4 / 52"
[[moves]]
name = "housed in the first year"
lane = "place"
when = { block = "street" }
to = { block = "housed" }
rate = "0.3 * between(years, 0, 1) + 0.1 * between(years, 1, 9)"
counts = "housed"
[overdose]
rate = 0.4
when = {}
[[overdose.settings]]
name = "anywhere"
share = 1
witnessed = 0
called = 0
death_alone = "fatal"
death_naloxone = 0
death_called = 0
hospital = 0
[[factors]]
name = "displaced"
on = ["overdose"]
when = { block = "displaced" }
ratio = 3.84
"""


def runs(text: str, years: int = 3):
    structure, ready = made(model(text), steps_per_year=52, years=years)
    outcomes = len(structure.outcomes)
    return structure, [
        run_cohort(ready, outcomes=outcomes, years=years),
        run_individuals(ready, outcomes=outcomes, years=years, seed=8),
    ]


@pytest.mark.long
def test_event_happens_in_its_week_only_and_with_its_probability() -> None:
    structure, (cohort, individuals) = runs(DISPLACED)
    on_street = 10000 * np.exp(-0.3 * 26 / 52)
    still_alive = (1 - 0.4 * 0.04) ** 0.5
    assert events(structure, cohort, "displaced") == pytest.approx(0.5 * on_street * still_alive, rel=0.002)
    displaced = structure.outcomes.index("displaced")
    assert cohort.events[1:, displaced].sum() == 0
    assert individuals.events[1:, displaced].sum() == 0


def test_moves_change_by_period() -> None:
    structure, (cohort, _individuals) = runs(DISPLACED.replace("rate = 0.5\nat", "rate = 0\nat"))
    housed = cohort.events[:, structure.outcomes.index("housed")].sum(axis=1)
    assert housed[0] / 10000 == pytest.approx(1 - np.exp(-0.3), rel=0.02)
    assert housed[1] / housed[0] < 0.4


def test_entering_a_block_switches_use_for_some() -> None:
    def injecting(text: str) -> float:
        structure, (cohort, _individuals) = runs(text)
        level = structure.grid.level["use"][structure.live]
        return float(cohort.people[level == 1].sum() / cohort.people.sum())

    with_switch, without = injecting(DISPLACED), injecting(DISPLACED.replace("share = 0.2\n", "share = 0\n"))
    assert without == pytest.approx(0.4, abs=1e-9)
    assert with_switch > 0.44


@pytest.mark.long
def test_fatal_share_differs_by_period() -> None:
    _structure, (cohort, _individuals) = runs(DISPLACED)
    shares = cohort.events[:, 1].sum(axis=1) / cohort.events[:, 0].sum(axis=1)
    assert shares == pytest.approx([0.04, 0.06, 0.04])


def test_closed_cohort_gains_nobody_and_both_back_ends_agree() -> None:
    _structure, (cohort, individuals) = runs(DISPLACED)
    assert cohort.ends[:, 2].sum() == individuals.ends[:, 2].sum() == 0
    for run in (cohort, individuals):
        assert run.people.sum() + run.ends[:, 0].sum() == pytest.approx(10000)
    for place in range(2):
        expected = cohort.events[:, place].sum()
        assert abs(individuals.events[:, place].sum() - expected) < 4 * np.sqrt(expected)


def test_displacement_costs_lives() -> None:
    with_sweep = runs(DISPLACED)[1][0].events[:, 1].sum()
    without = runs(DISPLACED.replace("rate = 0.5\nat", "rate = 0\nat"))[1][0].events[:, 1].sum()
    assert with_sweep > without


def test_block_lasts_as_long_as_it_says() -> None:
    # Four weeks: person-time in the block over entries, whatever the step.
    structure, (cohort, _individuals) = runs(DISPLACED.replace("rate = 0.4", "rate = 0"))
    displaced = structure.grid.level["block"][structure.live] == 2
    weeks = 52 * cohort.person_years[:, displaced].sum() / events(structure, cohort, "displaced")
    # Counted at the end of each step, and left in the ageing lane of the last one: half a step either way.
    assert weeks == pytest.approx(3, rel=0.01)


def test_every_class_that_can_overdose_has_a_hazard() -> None:
    _structure, ready = made(model(DISPLACED), steps_per_year=52, years=1)
    rows = slice(ready.tables.start[4, 0], ready.tables.start[4, -1])
    assert rows.stop - rows.start == len(ready.people)
    assert ready.tables.rate[rows].min() > 0


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('lane = "ageing"', 'lane = "aging"', "no lane 'aging'.*Did you mean 'ageing'"),
        ('to = { block = "street" }', 'to = { block = "streets" }', "no level of the axis 'block' 'streets'"),
        ('when = { block = "street" }', 'when = { blok = "street" }', "no axis 'blok'"),
        ('on = ["overdose"]', 'on = ["overdoses"]', "no move 'overdoses'"),
        ("rate = 0.4\nwhen", "rate = -0.4\nwhen", "a hazard is 0 or more"),
        ('injecting = "rest"', "injecting = 0.6", "must sum to 1"),
        ("opioids = 0.6", "heroin = 0.6", "no level of the axis 'use' 'heroin'"),
        ("death_naloxone = 0\n", "death_naloxone = 2\n", "must lie between 0 and 1"),
        ("share = 1\n", "share = 0\n", "all zero"),
        ('counts = "housed"', 'counts = "housed"\nends = "lost"', "no end 'lost'"),
        ('counts = "housed"', 'counts = "housed"\nplaces = "beds"', "no capacity 'beds'"),
        ('counts = "housed"', 'counts = "housed"\nforce = "flu"', "no force of infection 'flu'"),
    ],
)
def test_models_that_do_not_hold_together_are_refused(old: str, new: str, message: str) -> None:
    assert old in DISPLACED
    with pytest.raises(PlanError, match=message):
        made(model(DISPLACED.replace(old, new, 1)), steps_per_year=52, years=1)


def test_too_many_classes_are_refused() -> None:
    axes = "[axes]\n" + "".join(f"a{each} = {[str(n) for n in range(20)]}\n" for each in range(5))
    with pytest.raises(PlanError, match="at most 2,000,000"):
        made(model(axes))
