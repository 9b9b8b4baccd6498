import json
from dataclasses import replace

import pytest

from meetpoint.planning.engine.language.reading import community_model
from meetpoint.planning.errors import FaultyPlan
from meetpoint.planning.plans.beliefs import Belief
from meetpoint.planning.plans.settings import Portfolio, Settings, most_of, settings_from, step_of
from meetpoint.planning.plans.study import content_of
from meetpoint.planning.plans.told import Told, Year, levels_of
from meetpoint.planning.reckoning.draws import Asked, Warm
from meetpoint.planning.services import BY_LEVER, NOT_OFFERED, SERVICES
from meetpoint.planning.tests.plans import NUMBERS, SETTINGS
from meetpoint.services.naloxone.facts.planning import PLANNING_INPUTS as NALOXONE
from meetpoint.services.syringe_services.facts.planning import PLANNING_INPUTS as SYRINGES
from meetpoint.services.vending.facts.planning import PLANNING_INPUTS as VENDING


def test_every_service_is_one_of_the_engine_with_its_usual_level() -> None:
    levers = {lever.name: lever for lever in community_model().levers}
    assert {each.lever: each.usual for each in SERVICES} == {
        each.lever: levers[each.lever].usual for each in SERVICES
    }
    assert {each.lever: [each.needs] for each in SERVICES if each.needs} == {
        lever.name: list(lever.needs) for lever in levers.values() if lever.needs
    }
    assert {lever for lever, _words in NOT_OFFERED} == set(levers) - set(BY_LEVER)


DEE = Belief(value=0.7, low=0.4, high=1.4, by="Dee, after 3 years of it here")


def test_service_without_a_measured_effect_waits_for_somebody_who_stands_by_a_number() -> None:
    with pytest.raises(FaultyPlan, match="nobody has measured"):
        Settings(today={"housing_first": 40.0})
    with pytest.raises(FaultyPlan, match="not known here"):
        Settings(beliefs={"ssp": DEE})
    for broken in (
        replace(DEE, by=" "),
        replace(DEE, low=0.9),
        replace(DEE, high=float("nan")),
        replace(DEE, low=0),
    ):
        with pytest.raises(FaultyPlan, match="Housing First"):
            Settings(beliefs={"housing_first": broken})


@pytest.mark.parametrize("lever", ["housing_first", "recovery_housing", "safer_supply"])
def test_effect_that_somebody_holds_likely_is_what_the_model_reads(lever) -> None:
    service = BY_LEVER[lever]
    level = 0.3 if service.unit == BY_LEVER["safer_supply"].unit else 300.0
    deaths = {}
    for value in (0.4, 2.5):
        settings = Settings(beliefs={lever: replace(DEE, value=value, low=value, high=value)})
        settings = settings_from(json.loads(json.dumps(settings.as_json())))
        way = Portfolio(name="x", levels={lever: level}, ramp_months=0)
        asked = Asked(content=content_of(NUMBERS, settings, [way]), sets=1, infections=False)
        _study, _plans, runs = Warm().runs(asked)
        deaths[value] = runs["p0"][0]["overdose_deaths"].sum() - runs["baseline"][0]["overdose_deaths"].sum()
    assert deaths[0.4] < 0
    assert deaths[0.4] < deaths[2.5]


def test_settings_come_back_from_json_as_they_were() -> None:
    assert settings_from(json.loads(json.dumps(SETTINGS.as_json()))) == SETTINGS


@pytest.mark.parametrize(
    "broken",
    [
        {"today": {"magic": 1}},
        {"today": {"ssp": 1.2}},
        {"today": {"kits_community": -1}},
        {"today": {"ssp": float("nan")}},
        {"today": {"ssp": True}},
        {"prices": {"ssp": {"unit": -1, "fixed": 0}}},
        {"prices": {"ssp": 4}},
        {"portfolios": [{"name": "", "levels": {}}]},
        {"portfolios": [{"name": "a", "levels": {}}] * 2},
        {"portfolios": [{"name": str(n), "levels": {}} for n in range(5)]},
        {"portfolios": 4},
    ],
)
def test_settings_that_cannot_be_are_refused(broken) -> None:
    with pytest.raises(FaultyPlan):
        settings_from(broken)


def test_way_is_changed_added_and_taken_out() -> None:
    other = Portfolio(name="Site", levels={"site": 0.1})
    assert [w.name for w in SETTINGS.with_portfolio(0, other).portfolios] == ["Site", "Longer treatment"]
    assert len(SETTINGS.with_portfolio(2, other).portfolios) == 3
    assert [w.name for w in SETTINGS.without_portfolio(0).portfolios] == ["Longer treatment"]


def test_slider_of_kits_goes_well_beyond_today_in_round_numbers() -> None:
    kits = BY_LEVER["kits_community"]
    most = most_of(kits, NUMBERS, 2_000)
    assert most == 20_000
    assert step_of(kits, most) == 100
    assert most_of(BY_LEVER["ssp"], NUMBERS, 0.3) == 1


def test_way_at_todays_levels_changes_nothing_for_the_engine() -> None:
    same = replace(SETTINGS, portfolios=(Portfolio(name="Same", levels={"ssp": 0.3}),))
    content = content_of(NUMBERS, same, same.portfolios)
    assert content["scenarios"] == [{"name": "p0", "programmes": {}}]
    assert Asked(content=content, sets=1).study().place["overdose_deaths_per_year"] == 60


def year_of(**amounts: int) -> Year:
    declared = {each.parameter: each for each in (*NALOXONE, *SYRINGES, *VENDING)}
    told = tuple(Told(declared=declared[name], amount=n, missing="") for name, n in amounts.items())
    return Year(first=NUMBERS.as_of, last=NUMBERS.as_of, told=told)


def test_own_counts_become_levels_of_today() -> None:
    year = year_of(kits_community=900, education=600, ssp=50_000, naloxone_used=12)
    assert levels_of(year, 6_000, 1_000_000) == {"kits_community": 900, "education": 0.1, "ssp": 0.05}
    assert "ssp" not in levels_of(year, 6_000, None), "without injections there is no share of them"
    assert levels_of(year_of(education=9_000), 6_000, None) == {"education": 1.0}


def test_kits_of_machines_are_taken_out_of_all_that_were_handed_out() -> None:
    levels = levels_of(year_of(kits_community=900, kits_vending=200), 6_000, None)
    assert levels == {"kits_community": 700, "kits_vending": 200}


def test_blank_settings_are_todays_usual_levels() -> None:
    assert Settings().level_today("treatment_starts") == 1
    assert Settings().level_today("ssp") == 0
