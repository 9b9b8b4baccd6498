import numpy as np
import pytest

from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.order import Lane
from meetpoint.planning.engine.running.cohort import run_cohort
from meetpoint.planning.engine.scenarios.building import plans_of
from meetpoint.planning.engine.tests.factories import PLACE, cohort, compared, made, model, scenario, study

SPREADING = """
people = 10000
[axes]
state = ["free", "ill"]
treated = ["no", "yes"]
[start.state]
free = "rest"
ill = 0.1
[start.treated]
no = "rest"
yes = 0.3
[[moves]]
name = "infection"
lane = "infection"
when = { state = "free" }
to = { state = "ill" }
rate = 0.05
force = "illness"
anchored = true
counts = "infections"
[[forces]]
name = "illness"
infectious = { state = "ill" }
among = {}
[[factors]]
name = "treated"
on = ["infection"]
when = { treated = "yes" }
ratio = 0.5
"""


def test_incidence_at_the_start_is_the_stated_one() -> None:
    structure, ready = made(model(SPREADING), steps_per_year=104, years=1)
    run = run_cohort(ready, outcomes=len(structure.outcomes), years=1)
    by_class = run.events[0, structure.outcomes.index("infections")]
    free = structure.grid.level["state"][structure.live] == 0
    rates = by_class[free] / run.person_years[0, free]
    assert rates[1] / rates[0] == pytest.approx(0.5, rel=0.01)
    assert by_class.sum() / run.person_years[0, free].sum() == pytest.approx(0.05, rel=0.25)


def test_infection_spreads_as_the_logistic_curve() -> None:
    alike = SPREADING.replace("ratio = 0.5", "ratio = 1")
    _structure, ready = made(model(alike), steps_per_year=1000, years=3)
    run = run_cohort(ready, outcomes=len(_structure.outcomes), years=3)
    ill = run.people[_structure.grid.level["state"][_structure.live] == 1].sum() / 10000
    beta = 0.05 / 0.1
    expected = 0.1 * np.exp(beta * 3) / (1 - 0.1 + 0.1 * np.exp(beta * 3))
    assert ill == pytest.approx(expected, rel=0.002)


def test_infection_that_nobody_has_is_refused() -> None:
    with pytest.raises(PlanError, match="nobody has 'illness' at the start"):
        made(model(SPREADING.replace("ill = 0.1", "ill = 0")))


def test_anchor_without_anybody_is_refused() -> None:
    with pytest.raises(PlanError, match="nobody at the start can make it"):
        made(model(SPREADING.replace('free = "rest"\nill = 0.1', "free = 0\nill = 1")))


def test_anchor_of_no_infection_is_none() -> None:
    structure, ready = made(model(SPREADING.replace("rate = 0.05", "rate = 0")))
    assert run_cohort(ready, outcomes=len(structure.outcomes), years=4).events.sum() == 0


def rates_by_treatment(ssp: float) -> tuple[float, float]:
    plan = plans_of(study(f'[[scenarios]]\nname = "s"\n[scenarios.programmes.ssp]\nlevel = {ssp}\n'))
    scales = plan[0].filled(plan[0].central()).scales
    one = plan[1]
    ready = one.filled(one.central(), scales)
    run = run_cohort(ready, outcomes=len(one.structure.outcomes), years=3)
    grid, live = one.structure.grid, one.structure.live
    susceptible = (grid.level["hcv"][live] == 0) & (grid.level["use"][live] == 2)
    treated = np.isin(grid.level["treatment"][live], [1, 2, 3, 4])
    infections = run.events[0, one.structure.outcomes.index("hcv_infections")]
    pairs = [
        infections[susceptible & each].sum() / run.person_years[0, susceptible & each].sum()
        for each in (treated, ~treated)
    ]
    return pairs[0], pairs[1]


def test_syringes_and_treatment_together_reach_the_published_joint_ratio() -> None:
    neither = rates_by_treatment(0.0)[1]
    both, syringes = rates_by_treatment(1.0)
    treatment = rates_by_treatment(0.0)[0]
    assert treatment / neither == pytest.approx(0.5, rel=0.02)
    # Indirect effects come on top of the cohort ratios: less infection about, too.
    assert 0.26 * 0.85 < both / neither < 0.26 * 1.02
    assert 0.79 * 0.85 < syringes / neither < 0.79 * 1.02


@pytest.mark.parametrize(("medication", "ratio"), [("methadone", 0.75), ("buprenorphine", 0.40)])
def test_deaths_on_treatment_beside_off_are_the_chosen_ratio(medication: str, ratio: float) -> None:
    plan = plans_of(study())[0]
    tables = plan.filled(plan.central()).tables
    found = {}
    for row in range(tables.start[4, 0], tables.start[4, -1]):
        one = int(np.searchsorted(tables.start[4], row, side="right") - 1)
        label = plan.structure.grid.label(int(plan.structure.live[one]))
        found[tuple(label.values())] = tables.rate[row]
    pairs = [
        (value, found[tuple("none" if each == medication else each for each in key)])
        for key, value in found.items()
        if medication in key
    ]
    assert len(pairs) > 50
    assert [on / off for on, off in pairs] == pytest.approx([ratio] * len(pairs))


def test_retention_after_twelve_and_thirty_six_months_is_the_stated_one() -> None:
    only = PLACE + (
        "[shares.treatment]\nnone = 1\n[parameters]\narrest = 0\n"
        "move_away = 0\nstop_using = 0\nnew_people = 0\n"
        "treatment_entry = 0.1\n"
    )
    plan = plans_of(study(place=only))[0]
    names = plan.names(plan.central())
    settled, new = float(names["settled_exit"]), float(names["new_exit"])
    stay = 26 / (26 + new)
    assert stay * np.exp(-settled) == pytest.approx(0.57, abs=0.01)
    assert stay * np.exp(-3 * settled) == pytest.approx(0.384, abs=0.01)


def test_infections_may_be_left_out() -> None:
    plan = plans_of(study('[model]\nleave_out = ["hiv", "hcv"]\n'))[0]
    whole = plans_of(study())[0]
    assert plan.structure.number * 16 == whole.structure.number
    found = cohort(plan)
    assert "hcv_infections" not in found
    assert found["overdose_deaths"].sum() == pytest.approx(cohort(whole)["overdose_deaths"].sum(), rel=0.02)


def test_people_in_the_acute_stage_count_by_their_ratio_among_those_who_pass_it_on() -> None:
    spread = SPREADING.replace('state = ["free", "ill"]', 'state = ["free", "fresh", "ill"]')
    spread = spread.replace("ill = 0.1", "ill = 0.1\nfresh = 0.05").replace('to = { state = "ill" }', FRESH)
    spread = spread.replace('infectious = { state = "ill" }', 'infectious = { state = ["fresh", "ill"] }')
    more = '[[forces.stronger]]\nwhen = { state = "fresh" }\nratio = "8"\n'
    spread = spread.replace("among = {}\n", f"among = {{}}\n{more}")
    _structure, ready = made(model(spread))
    assert ready.tables.at_start == pytest.approx([0.1 + 0.05 * 8])
    with pytest.raises(PlanError, match="must be more than 0"):
        made(model(spread.replace('ratio = "8"', 'ratio = "0"')))


FRESH = 'to = { state = "fresh" }'


def test_acute_hiv_lasts_its_months_and_makes_an_answer_to_fewer_infections_quicker() -> None:
    more = scenario("ssp", 0.9)
    place = PLACE.replace("years = 3", "years = 1")
    found = {}
    for ratio in (1, 26):
        named = f"[parameters]\nhiv_acute_ratio = {ratio}\n"
        before, after = compared(more, place=place + named)
        found[ratio] = after["hiv_infections"] / before["hiv_infections"]
    assert found[26] < found[1] - 0.01


UNEVEN = "[strata.syringes]\nlevels = { few = 0.75, many = 0.25 }\ncoverage = { few = 0.4, many = 2.8 }\n"


def test_personal_coverage_gives_each_level_its_own_ratio_and_the_mean_stays() -> None:
    plan = plans_of(study(UNEVEN + "[programmes.ssp]\nlevel = 0.3\n"))[0]
    tables, names = plan.filled(plan.central()).tables, plan.names(plan.central())
    levels = plan.structure.grid.level["syringes"][plan.structure.live]
    hazards: dict[int, set[float]] = {0: set(), 1: set()}
    for row in range(tables.start[Lane.INFECTION, 0], tables.start[Lane.INFECTION, -1]):
        one = int(np.searchsorted(tables.start[Lane.INFECTION], row, side="right") - 1)
        hazards[int(levels[one])].add(float(tables.rate[row]))
    few, many = (1 + 0.3 * ratio * (names["hcv_ssp_ratio"] - 1) for ratio in (0.4, 2.8))
    pairs = [(a, b) for a in hazards[0] for b in hazards[1] if b / a == pytest.approx(many / few)]
    assert pairs
    assert pytest.approx(1) == 0.75 * 0.4 + 0.25 * 2.8


def test_syringes_beyond_every_injection_of_a_person_prevent_nothing_more() -> None:
    even = study(scenario("ssp", 0.6), place=PLACE)
    uneven = study(scenario("ssp", 0.6), place=PLACE + UNEVEN)
    infections = []
    for one in (even, uneven):
        baseline, more = plans_of(one)
        scales = baseline.filled(baseline.central()).scales
        infections.append(float(cohort(more, scales)["hcv_infections"].sum()))
    assert infections[1] > 1.02 * infections[0], "0.6 × 2.8 covers each injection once, not 1.68 times"


def test_infections_are_told_by_stratum_and_sum_to_all() -> None:
    found = cohort(plans_of(study(UNEVEN + "[programmes.ssp]\nlevel = 0.3\n"))[0])
    for outcome in ("hiv_infections", "hcv_infections"):
        few, many = (found[f"{outcome}:syringes={level}"] for level in ("few", "many"))
        assert few + many == pytest.approx(found[outcome])
        assert few.sum() / 0.75 > 1.1 * many.sum() / 0.25, "who has fewer syringes is infected more often"


def test_equal_coverage_for_everybody_is_no_division() -> None:
    level = "[programmes.ssp]\nlevel = 0.3\n"
    alike = UNEVEN.replace("few = 0.4, many = 2.8", "few = 3, many = 3")
    one, other = (cohort(plans_of(study(text + level))[0]) for text in ("", alike))
    for outcome in ("hiv_infections", "hcv_infections", "overdose_deaths"):
        assert other[outcome] == pytest.approx(one[outcome], rel=1e-6)
