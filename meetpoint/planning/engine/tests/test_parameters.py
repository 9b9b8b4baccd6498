import csv

import numpy as np
import pytest

from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.facts.priors import Component, Parameter
from meetpoint.planning.engine.facts.table import (
    FOLDER,
    SHIPPED,
    central,
    drawn,
    parameter,
    read_table,
    shipped,
    without_default,
)
from meetpoint.planning.engine.facts.units import in_engine_units
from meetpoint.planning.engine.language.reading import community_model
from meetpoint.planning.engine.outcomes.assumptions import described, parameters_read
from meetpoint.planning.engine.scenarios.building import plans_of
from meetpoint.planning.engine.tests.factories import PLACE, cohort, study

EVERY_PROGRAMME = """
[parameters]
housing_first_overdose_ratio = { value = 0.7, low = 0.4, high = 1.4, by = "Dee" }
recovery_overdose_ratio = { value = 0.8, low = 0.4, high = 1.4, by = "Dee" }
safer_supply_overdose_ratio = { value = 0.6, low = 0.3, high = 1.1, by = "Dee" }
fentanyl_growth = 0.5
detox_days = 60
fentanyl_share = 0.6
strips_overdose_ratio = 0.95
""" + "".join(
    f"[programmes.{name}]\nlevel = {level}\n"
    for name, level in {
        "kits_pharmacy": 2000,
        "kits_mail": 2000,
        "kits_vending": 2000,
        "kits_health_care": 2000,
        "kits_custody": 2000,
        "education": 0.3,
        "ssp": 0.3,
        "site": 0.1,
        "checking": 0.2,
        "strips": 0.2,
        "retention": 0.3,
        "naltrexone_share": 0.1,
        "detox": 0.1,
        "housing_first": 9000,
        "recovery_housing": 200,
        "displacement": 1,
        "custody_moud": 0.5,
        "release_linkage": 0.3,
        "safer_supply": 0.1,
    }.items()
)


UNSCALED = 'step = "month"' + PLACE.replace("overdose_deaths_per_year = 200\n", "").replace(
    "years = 3", "years = 2"
)


@pytest.fixture(scope="module")
def everything():
    """Every programme at work; once scaled to its own start, once with scales of its own that stay as they
    are.
    """
    plan = plans_of(study(EVERY_PROGRAMME + "cost_per_unit = 9\n", place=UNSCALED))[0]
    scales = plan.filled(plan.central()).scales
    return plan, [(None, cohort(plan)), (scales, cohort(plan, scales))]


@pytest.mark.parametrize("name", sorted(parameters_read(community_model())))
def test_every_parameter_changes_some_outcome(name: str, everything) -> None:
    plan, runs = everything
    value = plan.central()[name]
    changed = {name: value * 1.05 if value else 0.05}
    differs = [
        not np.allclose(before[each], after[each], rtol=1e-12, atol=0)
        for scales, before in runs
        for after in [cohort(plan, scales, **changed)]
        for each in before
    ]
    assert any(differs), name


def test_no_outcome_is_the_same_whatever_happens(everything) -> None:
    quiet = cohort(plans_of(study(place=UNSCALED))[0])
    busy = everything[1][0][1]
    alike = [name for name in busy if np.allclose(busy[name], quiet[name])]
    # Who arrives is told to the model; nothing in it changes that.
    assert alike == ["people_who_came"]


def test_model_reads_only_what_the_tables_know() -> None:
    assert parameters_read(community_model()) <= set(shipped()) | set(without_default())


def test_every_assumption_and_dispute_is_read_by_the_model() -> None:
    ours = {name for file in ("assumptions.csv", "disputed.csv") for name in read_table(FOLDER / file)}
    assert ours <= parameters_read(community_model())


def test_every_number_has_unit_range_and_source() -> None:
    for each in shipped().values():
        for component in each.components:
            assert component.source, each.name
            assert component.confidence in {"verified", "secondary", "unverified", "assumption"}, each.name
            assert component.definition or each.unit, each.name
        if each.components[0].confidence == "assumption":
            assert each.low < each.high, each.name


def test_names_stand_in_one_table_only() -> None:
    names = [name for file in SHIPPED for name in read_table(FOLDER / file)]
    assert len(names) == len(set(names))


def test_nothing_comes_from_a_repository_whose_numbers_may_not_be_carried() -> None:
    text = "".join((FOLDER / file).read_text().lower() for file in SHIPPED)
    for repository in ("profound", "titan", "addressing-encampments", "hep-ce", "naloxone-cost-utility"):
        assert repository not in text


def test_what_has_no_default_has_none() -> None:
    assert not set(without_default()) & set(shipped())
    with pytest.raises(PlanError, match="has no default"):
        parameter("housing_first_overdose_ratio", shipped())
    with pytest.raises(PlanError, match="Did you mean 'naloxone_reach'"):
        parameter("naloxone_reech", shipped())
    assert parameter("kit_life", shipped()).unit == "months"


@pytest.mark.parametrize("name", ["multiplier_fentanyl", "witnessed_private", "fentanyl_growth", "arrest"])
def test_draws_have_the_stated_interval(name: str) -> None:
    each = shipped()[name]
    found = np.array([row[name] for row in drawn({name: each}, 3, 20_000)])
    low, middle, high = np.percentile(found, [2.5, 50, 97.5])
    ends = in_engine_units(np.array([each.low, each.high]), each.unit)
    width = ends[1] - ends[0]
    assert abs(middle - each.central) < 0.05 * width
    assert (high - low) == pytest.approx(width, rel=0.25)


def test_disputed_numbers_are_drawn_from_all_their_sources() -> None:
    found = np.array([row["naloxone_death_ratio"] for row in drawn(shipped(), 1, 4000)])
    assert 0.4 < np.mean(found < 0.06) < 0.6
    nothing = np.array([row["checking_acts"] for row in drawn(shipped(), 1, 4000)])
    assert 0.45 < np.mean(nothing == 0) < 0.55


def test_draws_of_one_name_do_not_depend_on_the_others_or_on_how_many() -> None:
    some = {name: shipped()[name] for name in ("kit_life", "arrest")}
    assert drawn(some, 9, 5)[3]["arrest"] == drawn(shipped(), 9, 40)[3]["arrest"]
    assert drawn(some, 9, 5)[3]["arrest"] != drawn(some, 10, 5)[3]["arrest"]


@pytest.mark.parametrize(
    ("unit", "value", "expected"),
    [
        ("per 100 person-years", 41.0, 0.41),
        ("per 100,000 person-years", 167.0, 0.00167),
        ("months", 18.0, 1.5),
        ("probability per year", 0.5, np.log(2)),
        ("hazard per week", 0.02, 0.02 * 365.25 / 7),
        ("ratio", 3.0, 3.0),
    ],
)
def test_units_become_hazards_and_years(unit: str, value: float, expected: float) -> None:
    assert in_engine_units(value, unit) == pytest.approx(expected)


def test_probability_per_month_is_the_hazard_that_gives_it() -> None:
    hazard = in_engine_units(0.2, "probability per month")
    assert 1 - np.exp(-hazard / 12) == pytest.approx(0.2)


def bad(**changed: object) -> Parameter:
    component = {"value": 0.5, "low": 0.4, "high": 0.6, **{k: v for k, v in changed.items() if k != "unit"}}
    return Parameter(
        name="x", unit=str(changed.get("unit", "probability")), components=(Component(**component),)
    )


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"unit": "furlongs"}, "no unit 'furlongs'"),
        ({"value": 0.9}, "does not lie between"),
        ({"high": 1.5}, "between 0 and 1"),
        ({"unit": "ratio", "low": -1.0}, "must not be negative"),
    ],
)
def test_impossible_parameters_are_refused(changed: dict, message: str) -> None:
    with pytest.raises(PlanError, match=message):
        bad(**changed)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,value\nx,1\n", "columns confidence"),
        ("x,1,a,,ratio,d,s,c\n", "line 2: could not convert"),
        ("x,1,,,ratio,d,s,c\nx,2,,,days,d,s,c\n", "several units"),
        ("x,5,1,2,ratio,d,s,c\n", "does not lie between"),
    ],
)
def test_bad_tables_are_refused_with_their_place(text: str, message: str, tmp_path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        text if text.startswith("name") else "name,value,low,high,unit,definition,source,confidence\n" + text
    )
    with pytest.raises(PlanError, match=message):
        read_table(path)


def test_missing_table_is_refused(tmp_path) -> None:
    with pytest.raises(PlanError, match="cannot be read"):
        read_table(tmp_path / "none.csv")


def test_rows_without_a_value_are_left_out(tmp_path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        "name,value,low,high,unit,definition,source,confidence\nx,,,,ratio,d,s,c\ny,2,,,ratio,d,s,c\n"
    )
    assert set(read_table(path)) == {"y"}


def test_description_says_what_is_disputed_and_assumed() -> None:
    found = described(shipped()["naloxone_death_ratio"])
    assert found["disputed"]
    assert found["assumption"]
    assert len(found["sources"]) == 2
    assert not described(shipped()["multiplier_fentanyl"])["assumption"]
    assert central(shipped())["kit_life"] == 1.5


def test_tables_have_the_columns_of_their_kind() -> None:
    with (FOLDER / "no_default.csv").open() as lines:
        assert next(csv.reader(lines)) == ["name", "unit", "definition"]


def test_every_assumption_gives_its_reason() -> None:
    found = [component for each in shipped().values() for component in each.components]
    bare = {each.source for each in found if each.confidence == "assumption" and ":" not in each.source}
    assert bare == set()


def test_repository_is_named_with_its_licence() -> None:
    sources = {component.source for each in shipped().values() for component in each.components}
    repositories = ("SOURCE workbook", "act-harm-reduction", "hepcep")
    named = [each for each in sources if any(name in each for name in repositories)]
    assert len(named) > 5
    assert [
        each for each in named if "MIT" not in each and "licence" not in each and "ours" not in each
    ] == []
