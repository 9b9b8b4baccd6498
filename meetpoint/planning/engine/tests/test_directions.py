import numpy as np
import pytest

from meetpoint.planning.engine.language.reading import community_model
from meetpoint.planning.engine.order import Lane
from meetpoint.planning.engine.scenarios.building import plans_of
from meetpoint.planning.engine.tests.factories import PLACE, compared, scenario, study

NAMED = """
[parameters]
housing_first_overdose_ratio = { value = 0.7, low = 0.4, high = 1.4, by = "Dee" }
recovery_overdose_ratio = { value = 0.8, low = 0.4, high = 1.4, by = "Dee" }
safer_supply_overdose_ratio = { value = 0.6, low = 0.3, high = 1.1, by = "Dee" }
"""
DIRECTIONS = {
    "kits_community": (16000, {"overdose_deaths": -1, "overdoses": +1, "kits_given": +1, "qalys": +1}),
    "kits_pharmacy": (8000, {"overdose_deaths": -1, "overdoses": +1}),
    "kits_mail": (8000, {"overdose_deaths": -1, "overdoses": +1}),
    "kits_vending": (8000, {"overdose_deaths": -1, "overdoses": +1}),
    "kits_health_care": (8000, {"overdose_deaths": -1, "overdoses": +1}),
    "kits_custody": (8000, {"overdose_deaths": -1, "overdoses": +1}),
    "education": (0.8, {"overdose_deaths": -1, "calls": +1, "emergency_visits": +1}),
    "ssp": (0.6, {"hiv_infections": -1, "hcv_infections": -1, "treatment_entries": +1}),
    "site": (0.2, {"overdose_deaths": -1, "hiv_infections": -1, "hcv_infections": -1, "overdoses": +1}),
    "checking": (0.5, {"overdoses": -1, "overdose_deaths": -1}),
    "strips": (0.5, {"overdoses": 0, "overdose_deaths": 0}),
    "treatment_starts": (2, {"overdose_deaths": -1, "overdoses": -1, "people_in_treatment": +1}),
    "treatment_places": (1500, {"overdose_deaths": +1, "people_in_treatment": -1}),
    "retention": (0.8, {"overdose_deaths": -1, "people_in_treatment": +1, "treatment_exits": -1}),
    "naltrexone_share": (0.1, {"naltrexone_entries": +1}),
    "detox": (0.3, {"detox_entries": +1, "overdose_deaths": +1}),
    "housing_first": (400, {"people_unhoused": -1, "people_in_housing_first": +1, "overdose_deaths": -1}),
    "recovery_housing": (300, {"people_in_recovery_housing": +1}),
    "displacement": (2, {"overdose_deaths": +1, "overdoses": +1, "displacements": +1}),
    "custody_moud": (0.9, {"overdose_deaths": -1, "people_in_treatment": +1}),
    "release_linkage": (0.5, {"releases_into_treatment": +1, "people_in_treatment": +1}),
    "safer_supply": (0.2, {"overdoses": -1, "overdose_deaths": -1}),
    "hcv_treatment": (5, {"hcv_treatments": +1, "people_with_hcv": -1}),
    "hiv_treatment": (3, {"hiv_treatments": +1, "hiv_infections": -1}),
}


def test_every_programme_has_its_direction() -> None:
    assert set(DIRECTIONS) == {lever.name for lever in community_model().levers}


@pytest.mark.parametrize("programme", DIRECTIONS)
def test_more_of_a_programme_moves_outcomes_the_right_way(programme: str) -> None:
    level, directions = DIRECTIONS[programme]
    before, after = compared(scenario(programme, level), place=PLACE + NAMED)
    found = {name: int(np.sign(round(after[name] - before[name], 6))) for name in directions}
    assert found == directions


def test_overdoses_rise_far_less_than_deaths_fall_with_kits() -> None:
    before, after = compared(scenario("kits_community", 24000))
    fewer = before["overdose_deaths"] - after["overdose_deaths"]
    assert 0 < after["overdoses"] - before["overdoses"] < 2 * fewer


@pytest.mark.parametrize(("ratio", "direction"), [(0.7, -1), (1.8, +1)])
def test_housing_first_goes_both_ways_with_the_entered_ratio(ratio: float, direction: int) -> None:
    named = NAMED.replace("value = 0.7, low = 0.4, high = 1.4", f"value = {ratio}, low = 0.4, high = 2.5")
    before, after = compared(scenario("housing_first", 400), place=PLACE + named)
    assert np.sign(after["overdose_deaths"] - before["overdose_deaths"]) == direction


def test_less_fentanyl_means_fewer_overdoses() -> None:
    less = '[[scenarios]]\nname = "less"\n[scenarios.parameters]\nfentanyl_share = 0.4\n'
    before, after = compared(less)
    assert after["overdoses"] < 0.8 * before["overdoses"]


def test_drug_checking_averts_what_its_factors_allow_and_no_more() -> None:
    # 0.42 unexpected × 0.52 act × (1 - 0.745): 5.6 % of everybody's hazard, were everybody to check.
    # Over years a little
    # more, since fewer people have overdosed before.
    baseline, most = plans_of(study(scenario("checking", 1)))
    scales = baseline.filled(baseline.central()).scales
    hazards = [plan.filled(plan.central(), scales).tables for plan in (baseline, most)]
    rows = slice(hazards[0].start[Lane.OVERDOSE, 0], hazards[0].start[Lane.OVERDOSE, -1])
    ratio = hazards[1].rate[rows] / hazards[0].rate[rows]
    assert ratio == pytest.approx(1 - 0.42 * 0.52 * (1 - 0.745))


def test_starts_and_retention_together_do_more_than_either() -> None:
    both = scenario("treatment_starts", 2) + "[scenarios.programmes.retention]\nlevel = 0.8\n"
    _before, together = compared(both)
    starts, retention = compared(scenario("treatment_starts", 2))[1], compared(scenario("retention", 0.8))[1]
    assert together["overdose_deaths"] < min(starts["overdose_deaths"], retention["overdose_deaths"])


def test_realistic_kits_stay_within_the_null_result_of_the_trial() -> None:
    # HEALing Communities: naloxone units × 1.79 for one year; all overdose deaths 0.92 (0.78 to 1.07).
    place = PLACE.replace("years = 3", "years = 1")
    more = '[[scenarios]]\nname = "more"\n[scenarios.programmes.kits_community]\ntimes = 1.79\n'
    before, after = compared(more, place=place)
    assert 0.78 < after["overdose_deaths"] / before["overdose_deaths"] < 1.0


def test_everything_at_once_leaves_no_negative_number() -> None:
    most = "".join(
        f"[scenarios.programmes.{name}]\nlevel = {level}\n" for name, (level, _d) in DIRECTIONS.items()
    )
    _before, after = compared(f'[[scenarios]]\nname = "all"\n{most}', place=PLACE + NAMED)
    assert min(after.values()) >= 0
