import csv
import json
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.networks.coverage import (
    Scenario,
    Study,
    outcomes,
    package,
    reach,
    read_study,
    run_study,
    standard,
)
from meetpoint.planning.engine.networks.network import read_networks
from meetpoint.planning.engine.tests.shared_data import FOLDER, needs_shared_data

ROWS = """network,node,level,given,probability
street,kits,none,,0.6
street,kits,carried,,0.4
street,room,none,,0.9
street,room,small,,0.1
street,room,large,,0
street,seen,yes,room=none,0.3
street,seen,no,room=none,0.7
street,seen,yes,room=small,0.8
street,seen,no,room=small,0.2
street,seen,yes,room=large,0.9
street,seen,no,room=large,0.1
street,dies,yes,kits=none;seen=yes,0.05
street,dies,no,kits=none;seen=yes,0.95
street,dies,yes,kits=none;seen=no,0.1
street,dies,no,kits=none;seen=no,0.9
street,dies,yes,kits=carried;seen=yes,0.01
street,dies,no,kits=carried;seen=yes,0.99
street,dies,yes,kits=carried;seen=no,0.1
street,dies,no,kits=carried;seen=no,0.9
"""
META: dict[str, Any] = {
    "people_per_year": {"street": {"2030": 1000, "2031": 2000}},
    "most_coverage": {"street": {"kits": {"carried": 0.8}, "room": {"small": 0.3, "large": 0.6}}},
    "ramp": [0.5, 1.0],
}


def written(folder: Path, rows: str = ROWS, meta: dict[str, Any] | None = None) -> tuple[Path, Path]:
    table, document = folder / "network.csv", folder / "meta.json"
    table.write_text(rows)
    document.write_text(json.dumps(meta or META))
    return table, document


def study_in(folder: Path, rows: str = ROWS, meta: dict[str, Any] | None = None) -> Study:
    table, document = written(folder, rows, meta)
    return read_study(read_networks(table), document)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return study_in(tmp_path)


def by_hand(kits: float, small: float, large: float) -> float:
    """The chance of death, summed over every combination one by one."""
    seen = {"none": 0.3, "small": 0.8, "large": 0.9}
    room = {"none": 1 - small - large, "small": small, "large": large}
    total = 0.0
    for carried, place, saw in product((True, False), room, (True, False)):
        chance = (kits if carried else 1 - kits) * room[place] * (seen[place] if saw else 1 - seen[place])
        total += chance * (0.1 if not saw else 0.01 if carried else 0.05)
    return total


def test_sum_is_exact(study: Study) -> None:
    found = outcomes(study, study.networks["street"], Scenario("baseline"))["dies"]
    assert found == pytest.approx([1000 * by_hand(0.4, 0.1, 0), 2000 * by_hand(0.4, 0.1, 0)])


def test_coverage_rises_from_what_it_is_today(study: Study) -> None:
    found = outcomes(study, study.networks["street"], package(study, "kits,room"))["dies"]
    assert found == pytest.approx([1000 * by_hand(0.6, 0.2, 0.3), 2000 * by_hand(0.8, 0.3, 0.6)])


def test_named_level_leaves_the_other_levels_where_they_are(study: Study) -> None:
    raised = reach(study, study.networks["street"], package(study, "room=large"))["room"]
    assert raised[1].tolist() == pytest.approx([0.3, 0.1, 0.6])


def test_scenario_with_todays_coverage_is_the_baseline(study: Study) -> None:
    today = {("street", "kits", "carried"): 0.4, ("street", "room", "small"): 0.1}
    same = outcomes(study, study.networks["street"], Scenario("today", stated=today))
    baseline = outcomes(study, study.networks["street"], Scenario("baseline"))
    assert {name: yearly.tolist() for name, yearly in same.items()} == {
        name: yearly.tolist() for name, yearly in baseline.items()
    }


def test_ending_everything_begins_in_the_first_year(study: Study) -> None:
    found = outcomes(study, study.networks["street"], Scenario("no_coverage", ended=True))["dies"]
    assert found[0] == pytest.approx(1000 * by_hand(0, 0, 0))


def test_study_gives_every_scenario_by_year_and_in_all(study: Study) -> None:
    answer = run_study(study, standard(study))
    assert answer["years"] == [2030, 2031]
    assert list(answer["scenarios"]) == [
        "no_coverage",
        "kits=carried",
        "room=small",
        "room=large",
        "everything",
    ]
    dies = answer["baseline"]["street"]["dies"]
    assert dies["total"] == pytest.approx(sum(dies["by_year"]), abs=1e-5)


def test_coverage_above_everybody_is_refused(study: Study) -> None:
    too_much = {"street": {"room": {"small": 0.7, "large": 0.6}}}
    with pytest.raises(PlanError, match="the levels of room add up to more than everybody"):
        run_study(replace(study, most=too_much), [package(study, "room")])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("kit", "there is no programme 'kit'. Did you mean 'kits'"),
        ("kits=lots", "there is no level of kits 'lots'"),
    ],
)
def test_package_of_unknown_programmes_is_refused(study: Study, words: str, said: str) -> None:
    with pytest.raises(PlanError, match=said):
        package(study, words)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (ROWS.split("\n", 1)[1], "", "the table is empty"),
        (
            "kits=none;seen=yes,0.05",
            "kits=none;seem=yes,0.05",
            "line 13: there is no node 'seem'. Did you mean",
        ),
        ("kits=none;seen=yes,0.95", "kits=some;seen=yes,0.95", "line 14: there is no level of kits 'some'"),
        ("kits=none;seen=yes,0.95", "kits=none,0.95", "line 14: dies is given kits, seen in its first row"),
        ("kits=none;seen=yes,0.95", "kits=none;seen=yes,0.9", "dies given none, yes adds up to 0.95, not 1"),
        ("street,room,large,,0\n", "street,room,large,,0.2\n", "room given nothing adds up to 1.2"),
        ("street,dies,no,kits=none;seen=no,0.9\n", "", "dies given none, no is not complete"),
        ("street,kits,carried,,0.4", "street,kits,none,,0.4", "line 3: kits = none has this chance already"),
        ("street,kits,none,,0.6\nstreet,kits,carried,,0.4", "street,kits,none,dies=yes,0.6", "in a circle: "),
    ],
)
def test_fault_in_a_network_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in ROWS
    with pytest.raises(PlanError, match=said.replace("(", r"\(")):
        study_in(tmp_path, ROWS.replace(old, new))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ramp": [1.0]}, "ramp: has 1 steps for 2 years"),
        ({"ramp": [0.5, 1.5]}, "ramp.1: is 1.5; allowed is 0 to 1"),
        ({"people_per_year": {"street": {"soon": 3, "later": 4}}}, "a year must be a number, such as 2026"),
        ({"people_per_year": {}}, "people_per_year: lacks street"),
        ({"most_coverage": {"street": {"seen": {}}}}, "there is no key 'seen'"),
        (
            {"most_coverage": {"street": {"kits": {"lots": 1}}}},
            "there is no key 'lots'. Allowed: carried, none",
        ),
    ],
)
def test_fault_in_the_people_or_the_coverage_is_named(
    tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(PlanError, match=said):
        study_in(tmp_path, meta={**META, **change})


def test_node_that_is_not_there_is_refused(study: Study) -> None:
    with pytest.raises(PlanError, match="street: there is no node 'die'"):
        study.networks["street"].node("die")


SCENARIOS = {
    "baseline": Scenario("baseline"),
    "no_coverage": Scenario("no_coverage", ended=True),
    **{word: Scenario(word, ((f"int_{word}", None),)) for word in ("nsp", "oat", "nal", "check")},
}


def published() -> list[tuple[str, str, float]]:
    if not FOLDER.is_dir():
        return [("baseline", "death_inj_opioid", 0.0)]
    with (FOLDER / "validation_targets.csv").open(newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["id"].startswith("act_")]
    return [
        (scenario, row["id"].removeprefix(f"act_{scenario}_"), float(row["value"]))
        for row in rows
        for scenario in SCENARIOS
        if row["id"].startswith(f"act_{scenario}_")
    ]


@needs_shared_data
def test_published_totals_of_the_capital_territory_are_reached() -> None:
    study = read_study(read_networks(FOLDER / "burnet_act_network.csv"), FOLDER / "burnet_act_meta.json")
    rows = published()
    assert len(rows) == 42
    for scenario, node, value in rows:
        network = next(each for each in study.networks.values() if node in each.nodes)
        assert outcomes(study, network, SCENARIOS[scenario])[node].sum() == pytest.approx(value, abs=0.02), (
            scenario,
            node,
        )


@needs_shared_data
def test_no_outcome_is_the_same_in_every_scenario() -> None:
    study = read_study(read_networks(FOLDER / "burnet_act_network.csv"), FOLDER / "burnet_act_meta.json")
    runs = [{"baseline": Scenario("baseline")}, {each.name: each for each in standard(study)}]
    totals: dict[tuple[str, str], set[float]] = {}
    for scenario in [each for some in runs for each in some.values()]:
        for network in study.networks.values():
            for node, yearly in outcomes(study, network, scenario).items():
                totals.setdefault((network.name, node), set()).add(round(float(yearly.sum()), 6))
    assert [key for key, values in totals.items() if len(values) == 1] == []
