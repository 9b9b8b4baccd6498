import numpy as np
import pytest

from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.replays.ri_naloxone.classes import INDEX, KINDS, Kind
from meetpoint.planning.engine.replays.ri_naloxone.inputs import Inputs, Parameters, changed
from meetpoint.planning.engine.replays.ri_naloxone.kits import availability, kits_of, stocks
from meetpoint.planning.engine.replays.ri_naloxone.response import outcomes
from meetpoint.planning.engine.replays.ri_naloxone.tables import growing, tables
from meetpoint.planning.engine.tests.shared_data import needs_shared_data

# Rule 5 of the source, kept: no risk on return for these two, and inactive people are not at risk at all.
DECLARED_ZERO = {kind for kind in KINDS if kind.now == "inactive"} | {Kind("non_injecting", "return", True)}


def test_no_class_is_without_risk_unless_declared(place: Inputs, given: Parameters) -> None:
    risk = tables(place, given).overdose
    silent = {kind for kind, number in INDEX.items() if (risk[:, number] == 0).any()}
    assert silent == DECLARED_ZERO


def test_risk_of_a_class_follows_the_rules(place: Inputs, given: Parameters) -> None:
    risk = tables(place, given).overdose[0]
    fentanyl = 0.5
    assert risk[INDEX[Kind("non_injecting", "active", True)]] == pytest.approx(0.015 * (1 + fentanyl * 4))
    assert risk[INDEX[Kind("injecting", "active", False)]] == pytest.approx(
        0.015 * 3 / 4 * (1 + fentanyl * 4)
    )
    assert risk[INDEX[Kind("prescription_misuse", "active", True)]] == pytest.approx(0.002 * (1 + 0.1 * 4))
    assert risk[INDEX[Kind("injecting", "return", True)]] == pytest.approx(0.015 * 3 * 5)
    assert risk[INDEX[Kind("injecting", "return", False)]] == pytest.approx(0.015 * 3 / 4 * 4)
    assert risk[INDEX[Kind("stimulant", "active", True)]] == pytest.approx(0.1 * 0.015 * 5 + 0.9 * 0.0001)


def test_fentanyl_share_of_overdoses_is_above_its_share_of_supply(place: Inputs, given: Parameters) -> None:
    exposed = tables(place, given).exposed[0]
    assert exposed[INDEX[Kind("injecting", "active", True)]] == pytest.approx(0.5 * 5 / (0.5 * 5 + 0.5))
    assert exposed[INDEX[Kind("injecting", "return", True)]] == 0.5


def test_growth_begins_in_the_second_month_with_its_full_power() -> None:
    assert growing(0.1, np.array([1, 2, 3])).tolist() == pytest.approx([1, 1.21, 1.331])


def test_fentanyl_share_stops_at_nine_tenths(place: Inputs, given: Parameters) -> None:
    flooded = changed(given, {"fentanyl_growth_per_month": 0.2})
    last = tables(place, flooded).overdose[-1]
    assert last[INDEX[Kind("injecting", "active", True)]] == pytest.approx(0.045 * (1 + 0.9 * 4))


def test_chances_above_one_are_refused(place: Inputs, given: Parameters) -> None:
    with pytest.raises(PlanError, match=r"injecting \(return, after an earlier overdose\) add up to 4.5"):
        tables(place, changed(given, {"multiplier_fentanyl": 100.0}))
    with pytest.raises(PlanError, match=r"\(return, without an earlier overdose\) add up to"):
        tables(place, changed(given, {"multiplier_return_to_use": 1e4}))


@pytest.mark.parametrize("availability", [0.0, 0.3, 1.0])
def test_tree_agrees_with_the_published_form_for_shares_averted(
    given: Parameters, availability: float
) -> None:
    # One place, no death with naloxone or ambulance: share not averted = 1 − w (1 − (1 − A)(1 − c)).
    one_place = {"overdose_in_public": 1.0, "death_with_naloxone": 0.0, "ratio_of_death_with_ems": 0.0}
    tree = changed(given, one_place)
    seen, called = tree.witnessed_public, tree.call_public_if_witnessed
    not_averted = 1 - seen * (1 - (1 - availability) * (1 - called))
    assert outcomes(tree, availability).death == pytest.approx(0.05 * not_averted)


@needs_shared_data
def test_tree_gives_the_worked_check(rhode_island: Inputs) -> None:
    given = rhode_island.parameters(1)
    assert outcomes(given, 0).death == pytest.approx(0.040503, abs=5e-7)
    assert outcomes(given, 1).death == pytest.approx(0.027083, abs=5e-7)


def test_stock_starts_whole_then_loses_and_gains(place: Inputs) -> None:
    held = stocks(kits_of(place), 0.06)
    assert held[0, 0].tolist() == pytest.approx([50 + 200 / 12, 30 + 120 / 12, 10 + 40 / 12])
    assert held[1, 0, 0] == pytest.approx(held[0, 0, 0] * 0.94 + 200 / 12)
    assert held[12, 0, 0] == pytest.approx(held[11, 0, 0] * 0.94 + 600 / 12)


def test_pharmacy_kits_are_rounded_half_to_even_by_people(place: Inputs) -> None:
    # 51 × 5/9 = 28.33, 51 × 3/9 = 17, 51 × 1/9 = 5.67.
    assert kits_of(place).start[1].tolist() == [28, 17, 6]


def test_kits_may_be_scaled_apart_from_the_stock_at_the_start(place: Inputs) -> None:
    plain, doubled = kits_of(place), kits_of(place, scale=2)
    assert (doubled.given == 2 * plain.given).all()
    assert (doubled.start == plain.start).all()
    assert (kits_of(place, start_scale=3).start == 3 * plain.start).all()


def test_availability_levels_off_at_its_cap(place: Inputs, given: Parameters) -> None:
    people = place.people.sum(axis=(1, 2)).astype(float)
    stock = np.stack([people, people * 2.5])
    assert availability(stock * 0, people, given).tolist() == [0, 0, 0]
    assert availability(stock, people, given).tolist() == pytest.approx([0.9 * (1 - np.exp(-2 / 0.9))] * 3)
    assert availability(stock * 1e6, people, given).tolist() == pytest.approx([0.9] * 3)
