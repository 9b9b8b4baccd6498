import numpy as np
import pytest

from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.scenarios.building import plans_of
from meetpoint.planning.engine.scenarios.reading import read_scenario
from meetpoint.planning.engine.tests.factories import PLACE, ROOM, cohort, compared, study

FILE = PLACE + '[[scenarios]]\nname = "more"\n[scenarios.programmes.kits_community]\nlevel = 9000\n'


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("years = 3", "yers = 3", 3, "no key 'yers'.*Did you mean 'years'"),
        ("years = 3", "years = 99", 3, "allowed are numbers from 1 to 50"),
        ("years = 3", "years = 1.5", 3, "must be a whole number"),
        ("years = 3", 'years = "three"', 3, "must be a number"),
        (
            "years = 3",
            'years = 3\nstep = "day"',
            4,
            "no step 'day'.*Allowed: half-month, month, quarter, week",
        ),
        ("years = 3", "years = 3\nmodel = 3", 4, "'model' must be a table"),
        ("people_at_risk = 20000", "people_at_risk = -5", 5, "allowed are numbers from 1"),
        ("people_at_risk = 20000\n", "", 4, "'people_at_risk' is missing"),
        ("people_at_risk", "peeple_at_risk", 5, "Did you mean 'people_at_risk'"),
        (
            "[programmes.kits_community]",
            "[programmes.kits_comunity]",
            7,
            "no programme 'kits_comunity'.*Did you mean",
        ),
        ("level = 8000", "level = -1", 8, "allowed are numbers from 0"),
        ("level = 8000", "level = 8000\ntimes = 2", 9, "either 'level' or 'times'"),
        ("level = 9000", "level = 9000\nfrom = 2020", 14, "lies before the start, 2026"),
        ("level = 9000", 'level = 9000\nfrom = "soon"', 14, "must be a year such as 2027"),
        ("[[scenarios]]", "[scenarios.more]", 10, r"written as \[\[scenarios\]\]"),
        ('name = "more"', 'name = "baseline"', 11, "there is a scenario 'baseline' already"),
        ('name = "more"\n', "", 10, "'name' is missing"),
        ('name = "more"', 'name = "more"\nevents = 3', 12, "events are written as"),
        ('name = "more"', 'name = " "', 11, "must be text"),
        ("[programmes", "[programmes.site]\nlevel = 1.5\n[programmes", 8, "allowed are numbers from 0 to 1"),
        (
            "[programmes",
            "[programmes.housing_first]\nlevel = 9\n[programmes",
            7,
            "'housing_first_overdose_ratio' has no default",
        ),
        (
            "[programmes",
            "[parameters]\nkit_lief = 9\n[programmes",
            8,
            "Did you mean 'kit_life'.*needs a 'unit'",
        ),
        (
            "[programmes",
            "[parameters]\nkit_life = { value = 9, low = 10 }\n[programmes",
            8,
            "does not lie between",
        ),
        ("[programmes", "[parameters]\nhousing_first_overdose_ratio = 1\n[programmes", 8, 'by = "your name"'),
        ("[programmes", '[parameters]\nfile = "none.csv"\n[programmes', 8, "cannot be read"),
        ("[programmes", "[shares.use]\nheroin = 1\n[programmes", 8, "no level 'heroin'"),
        ("[programmes", "[shares.drug]\nheroin = 1\n[programmes", 7, "no axis 'drug'"),
        (
            "[programmes",
            "[strata.use]\nlevels = { a = 1 }\n[programmes",
            7,
            "no axis to divide 'use'.*Allowed: age, area, group, sex",
        ),
        ("[programmes", "[strata.group]\nlevels = { a = 0.4 }\n[programmes", 8, "they must sum to 1"),
        (
            "[programmes",
            "[strata.group]\nlevels = { a = 1 }\noverdose_ratio = { b = 2 }\n[programmes",
            9,
            "no key 'b'",
        ),
        ("[programmes", '[model]\nleave_out = ["hev"]\n[programmes', 8, "no axis 'hev'"),
        ("[programmes", "[model]\nleave_out = 3\n[programmes", 8, "must be a list of words"),
        ("[programmes", "[costs]\nlunch = 3\n[programmes", 8, "no key 'lunch'"),
    ],
)
def test_scenario_files_are_refused_with_their_line(
    old: str, new: str, line: int, message: str, tmp_path
) -> None:
    path = tmp_path / "plan.toml"
    assert old in FILE
    path.write_text(FILE.replace(old, new, 1))
    with pytest.raises(PlanError, match=message) as problem:
        read_scenario(path)
    assert f"plan.toml, line {line}:" in str(problem.value)


def level(text: str, name: str = "kits_community") -> np.ndarray:
    return plans_of(study(text))[-1].levels[name]


def scenario(text: str) -> str:
    return '[[scenarios]]\nname = "s"\n[scenarios.programmes.kits_community]\n' + text


def test_ramp_is_a_straight_line_from_todays_level_to_the_target() -> None:
    found = level(scenario("level = 12000\nfrom = 2027\nramp_months = 12\n"))
    assert np.all(found[:52] == 8000)
    assert np.diff(found[52:104]) == pytest.approx(4000 / 52)
    assert np.all(found[104:] == 12000)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("times = 1.5\n", 12000),
        ("level = 12000\ncap = 9000\n", 9000),
        ("cap = 5000\n", 5000),
        ("level = 12000\nfrom = 2028.9\ndelay_months = 12\n", 8000),
        ("level = 0\nfrom = 2027-07-01\n", 0),
    ],
)
def test_levels_end_where_they_are_told(text: str, last: float) -> None:
    assert level(scenario(text))[-1] == last


def test_programme_of_the_baseline_may_begin_later() -> None:
    found = level("[programmes.site]\nlevel = 0.2\nfrom = 2027\n", "site")
    assert found[0] == 0
    assert found[-1] == 0.2


def test_local_parameters_come_from_a_file_and_are_overruled_in_place(tmp_path) -> None:
    (tmp_path / "ours.csv").write_text(
        "name,value,low,high,unit,definition,source,confidence\n"
        "kit_life,10,8,12,months,ours,county,local\narrest,0.1,,,per person-year,ours,county,local\n"
    )
    path = tmp_path / "plan.toml"
    path.write_text(
        PLACE + '[parameters]\nfile = "ours.csv"\narrest = { value = 0.3, source = "sheriff", by = "Dee" }\n'
    )
    found = plans_of(read_scenario(path))[0]
    assert found.central()["kit_life"] == pytest.approx(10 / 12)
    assert found.central()["arrest"] == 0.3
    assert found.table["arrest"].components[0].source == "sheriff Dee"


def test_model_of_ones_own_runs_from_a_scenario_file(tmp_path) -> None:
    (tmp_path / "room.toml").write_text(ROOM.replace("rate = 0.4", 'rate = "resting_rate"'))
    path = tmp_path / "plan.toml"
    path.write_text(
        'years = 2\n[place]\npeople_at_risk = 1000\n[model]\nfile = "room.toml"\n'
        '[parameters]\nresting_rate = { value = 0.5, unit = "per person-year" }\n'
    )
    found = cohort(plans_of(read_scenario(path))[0])
    assert found["rests"][0] == pytest.approx(1000 * 0.5, rel=0.3)


def test_one_off_event_moves_people_once() -> None:
    event = (
        '[[scenarios]]\nname = "sweep"\n[[scenarios.events]]\nname = "sweep"\n'
        "from = 2027\nprobability = 0.8\n"
        'when = { place = "unhoused" }\nto = { place = "displaced" }\ncounts = "displacements"\n'
    )
    before, after = compared(event)
    assert before["displacements"] == 0
    assert after["displacements"] > 1000
    assert after["overdose_deaths"] > before["overdose_deaths"]


def test_shares_at_the_start_are_the_local_ones() -> None:
    found = plans_of(
        study(
            '[shares.use]\ninjecting = 0.9\ninactive = "rest"\n'
            '[shares.hcv]\nchronic = 0.2\nnegative = "rest"\n'
        )
    )[0]
    ready, grid = found.filled(found.central()), found.structure.grid
    live = found.structure.live
    assert ready.people[grid.level["use"][live] == 2].sum() == pytest.approx(18000)
    assert ready.people[grid.level["hcv"][live] == 2].sum() == pytest.approx(4000)
    # Nobody who has stopped is on opioid treatment, whatever the local shares are.
    assert ready.people[(grid.level["use"][live] == 4) & (grid.level["treatment"][live] > 0)].sum() == 0


def test_overdose_deaths_of_the_place_are_met_at_the_start() -> None:
    found = cohort(plans_of(study())[0])
    assert found["overdose_deaths"][0] == pytest.approx(200, rel=0.12)


def test_deaths_that_nobody_can_die_are_refused() -> None:
    none = study("[parameters]\ndeath_alone = 0\n")
    plan = plans_of(none)[0]
    with pytest.raises(PlanError, match="nobody at the start can die of overdose"):
        plan.filled(plan.central())


def test_costs_are_price_times_volume_and_what_the_place_entered() -> None:
    more = '[[scenarios]]\nname = "s"\n[scenarios.programmes.site]\nlevel = 0.1\n'
    more += "fixed_cost = 100000\ncost_per_unit = 10\n"
    before, after = compared("[costs]\nemergency_visits = 1000\n" + more)
    discount = sum(1.03 ** -(year + 0.5) for year in range(3))
    visits = after["emergency_visits"] - before["emergency_visits"]
    injecting = after["people_who_inject"]
    expected = 100_000 * discount + (10 * 0.1 * injecting + 1000 * visits) * discount / 3
    assert after["costs"] - before["costs"] == pytest.approx(expected, rel=0.01)


def test_qalys_are_discounted_and_never_more_than_person_years() -> None:
    free = cohort(plans_of(study(place="discount = 0\n" + PLACE))[0])
    usual = cohort(plans_of(study())[0])
    assert usual["qalys"] == pytest.approx(free["qalys"] * 1.03 ** -(np.arange(3) + 0.5))
    assert np.all(free["qalys"] < free["people"])
