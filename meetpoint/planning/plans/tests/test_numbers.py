import json
from dataclasses import replace

import pytest

from meetpoint.planning.errors import FaultyPlan
from meetpoint.planning.plans.numbers import numbers_from
from meetpoint.planning.tests.plans import NUMBERS


def test_numbers_come_back_from_json_as_they_were() -> None:
    assert numbers_from(json.loads(json.dumps(NUMBERS.as_json()))) == NUMBERS


def test_model_is_held_to_the_latest_year_that_is_final() -> None:
    assert NUMBERS.anchor == 2025
    assert replace(NUMBERS, provisional=frozenset({2025})).deaths_a_year == 58
    assert replace(NUMBERS, provisional=frozenset(NUMBERS.deaths)).anchor == 2025


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"people_at_risk": 0}, "people_at_risk"),
        ({"population": 10}, "population"),
        ({"deaths": {}}, "deaths"),
        ({"deaths": {2025: 0}}, "deaths"),
        ({"deaths": {2025: 4_000}}, "deaths"),
        ({"deaths": {25: 4}}, "deaths"),
        ({"years": 11}, "years"),
        ({"place": " "}, "place"),
        ({"currency": ""}, "currency"),
    ],
)
def test_number_that_cannot_be_is_refused_at_its_field(changes, field) -> None:
    with pytest.raises(FaultyPlan) as refused:
        replace(NUMBERS, **changes)
    assert field in refused.value.fields


@pytest.mark.parametrize(
    "broken",
    [{}, {**NUMBERS.as_json(), "people_at_risk": "many"}, {**NUMBERS.as_json(), "deaths": [1]}],
)
def test_json_that_is_no_plan_is_refused_and_never_a_crash(broken) -> None:
    with pytest.raises(FaultyPlan):
        numbers_from(broken)


def test_plan_beyond_twice_the_known_years_says_so() -> None:
    assert not NUMBERS.outruns_history
    assert replace(NUMBERS, years=9).outruns_history
