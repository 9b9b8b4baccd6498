from pathlib import Path
from typing import Any

import pytest

from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.replays.ri_naloxone.inputs import Inputs, changed, limits, read_inputs
from meetpoint.planning.engine.replays.tests.place import document, write_place


def test_place_is_read_whole(place: Inputs) -> None:
    assert place.people.shape == (3, 3, 20)
    assert place.people.sum() == 9 * 3 * sum(30 + 25 + 20 + 3 * row for row in range(7))
    assert place.years == [2030, 2031]
    assert place.community_kits[0].tolist() == [50, 30, 10]
    assert place.parameters(1).multiplier_injecting == 3.0


def test_other_parameter_sets_change_what_they_name(tmp_path: Path) -> None:
    content = document() | {"parameter_sets": {"2": {"multiplier_injecting": 6}}}
    place = read_inputs(*write_place(tmp_path, content))
    assert place.parameters(2).multiplier_injecting == 6
    assert place.parameters(2).multiplier_fentanyl == place.parameters(1).multiplier_fentanyl
    with pytest.raises(PlanError, match=r"there is no parameter set 3. Allowed: 1, 2"):
        place.parameters(3)


def _without_a_parameter(content: dict[str, Any]) -> None:
    del content["parameters"]["overdose_in_public"]


def _misspelt(content: dict[str, Any]) -> None:
    content["parameters"]["multiplier_fentanil"] = 5


def _share_above_one(content: dict[str, Any]) -> None:
    content["parameters"]["witnessed_public"] = 1.2


def _town_without_kits(content: dict[str, Any]) -> None:
    del content["community_kits"]["2031"]["Hill"]


def _year_without_kits(content: dict[str, Any]) -> None:
    del content["community_kits"]["2031"]


def _no_year(content: dict[str, Any]) -> None:
    content["community_kits"] = {}


def _no_town(content: dict[str, Any]) -> None:
    content["community_kits"]["2029"] = {}


def _set_with_a_word(content: dict[str, Any]) -> None:
    content["parameter_sets"] = {"best": {}}


def _town_without_people(content: dict[str, Any]) -> None:
    for kits in content["community_kits"].values():
        kits["Nowhere"] = 3


def _negative_kits(content: dict[str, Any]) -> None:
    content["pharmacy_kits_statewide"]["2030"] = -1


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_without_a_parameter, "parameters: lacks overdose_in_public"),
        (_misspelt, "Did you mean 'multiplier_fentanyl'?"),
        (_share_above_one, r"parameters.witnessed_public: is 1.2; allowed is 0 to 1"),
        (_town_without_kits, r"community_kits.2031: lacks Hill"),
        (_year_without_kits, r"community_kits.2031.Harbor: is lacking"),
        (_no_year, "community_kits: must have a year"),
        (_no_town, "must have a town"),
        (_set_with_a_word, "a set's name must be a whole number"),
        (_town_without_people, "nobody lives in Nowhere"),
        (_negative_kits, "is -1; allowed is 0 or more"),
    ],
)
def test_fault_in_the_inputs_is_named(tmp_path: Path, spoil: Any, said: str) -> None:
    content = document()
    spoil(content)
    with pytest.raises(PlanError, match=said):
        read_inputs(*write_place(tmp_path, content))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Harbour,injecting,injecting,0,55+,3", "Did you mean 'Harbor'?"),
        ("Harbor,injecting,stimulant,0,55+,3", "there is no state 'injecting'. Allowed: stimulant"),
        ("Harbor,injecting,injecting,2,55+,3", "there is no ever_overdosed '2'. Allowed: 0, 1"),
        ("Harbor,injecting,injecting,0,65+,3", "there is no age_band '65.'"),
        ("Harbor,injecting,injecting,0,55+,3.5", "people is '3.5'; it must be a whole number"),
    ],
)
def test_fault_in_the_classes_names_its_line(tmp_path: Path, line: str, said: str) -> None:
    classes, inputs = write_place(tmp_path)
    classes.write_text(f"{classes.read_text()}{line}\n")
    with pytest.raises(PlanError, match=f"line 128: .*{said}"):
        read_inputs(classes, inputs)


def test_change_of_a_parameter_keeps_to_names_and_limits(place: Inputs) -> None:
    given = place.parameters(1)
    assert changed(given, {"saturation_cap": 0.5}).saturation_cap == 0.5
    with pytest.raises(PlanError, match="there is no parameter 'saturation_kap'"):
        changed(given, {"saturation_kap": 0.5})
    with pytest.raises(PlanError, match="saturation_cap is 2; allowed is 1e-06 to 1"):
        changed(given, {"saturation_cap": 2})


def test_limits_follow_what_a_parameter_is() -> None:
    assert limits("witnessed_public") == (0, 1)
    assert limits("fentanyl_growth_per_month") == (-0.2, 0.2)
    assert limits("multiplier_injecting")[0] == 0
    assert limits("pharmacy_kit_divisor")[0] > 0
