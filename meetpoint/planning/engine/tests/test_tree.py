import json
from itertools import product

import numpy as np
import pytest

from meetpoint.planning.engine.running.kernels.supply import tree_odds
from meetpoint.planning.engine.running.state import DEATH, FROM_STOCK, HOSPITAL, USED
from meetpoint.planning.engine.scenarios.building import plans_of
from meetpoint.planning.engine.tests.factories import made, model, study
from meetpoint.planning.engine.tests.shared_data import FOLDER, needs_shared_data

PUBLIC = (0.2, 0.8, 0.7, 0.05, 0.01, 0.03, 0.9)
PRIVATE = (0.8, 0.5, 0.4, 0.05, 0.01, 0.03, 0.9)


def odds(
    *settings: tuple[float, ...], at_hand: float, others: float = 0.0, attended: bool = False
) -> np.ndarray:
    found = np.zeros(6)
    tree_odds(np.array(settings), np.array([attended] * len(settings)), at_hand, others, found)
    return found


def enumerated(settings: tuple[tuple[float, ...], ...], at_hand: float) -> tuple[float, float]:
    """Death and hospital by walking through every branch of the tree."""
    death = hospital = 0.0
    for (share, w, c, alone, treated, called, h), seen, given, call in product(settings, *[(0, 1)] * 3):
        chance = share * (w if seen else 1 - w)
        chance *= (at_hand if given else 1 - at_hand) * (c if call else 1 - c)
        dies = treated if seen and given else called if seen and call else alone
        death += chance * dies
        hospital += chance * (1 - dies) * h if seen and call else 0
    return death, hospital


@pytest.mark.parametrize("at_hand", [0.0, 0.3, 1.0])
def test_tree_is_the_sum_over_its_branches(at_hand: float) -> None:
    found = odds(PUBLIC, PRIVATE, at_hand=at_hand)
    assert (found[DEATH], found[HOSPITAL]) == pytest.approx(enumerated((PUBLIC, PRIVATE), at_hand))


def test_tree_worked_by_hand() -> None:
    # One setting, w 0.5, c 0.4, A 0.5: 0.5·0.05 + 0.5·(0.5·0.01 + 0.5·(0.4·0.03 + 0.6·0.05)) = 0.038
    assert odds((1, 0.5, 0.4, 0.05, 0.01, 0.03, 0.9), at_hand=0.5)[DEATH] == pytest.approx(0.038)


@needs_shared_data
@pytest.mark.parametrize(("at_hand", "expected"), [(0.0, 0.040503), (1.0, 0.027083)])
def test_tree_gives_the_worked_check_of_the_reference(at_hand: float, expected: float) -> None:
    text = json.loads((FOLDER / "ri_naloxone_inputs.json").read_text())
    found = settings_of(text)
    assert odds(*found, at_hand=at_hand)[DEATH] == pytest.approx(expected, abs=6e-7)


def settings_of(text: dict) -> tuple[tuple[float, ...], ...]:
    given = text["parameters"]
    public, hospital = given["overdose_in_public"], given["hospital_if_called"]
    alone, treated = given["death_without_naloxone_or_ems"], given["death_with_naloxone"]
    called = alone * given["ratio_of_death_with_ems"]
    return (
        (
            public,
            given["witnessed_public"],
            given["call_public_if_witnessed"],
            alone,
            treated,
            called,
            hospital,
        ),
        (
            1 - public,
            given["witnessed_private"],
            given["call_private_if_witnessed"],
            alone,
            treated,
            called,
            hospital,
        ),
    )


def test_more_naloxone_never_costs_lives_in_the_tree() -> None:
    deaths = [odds(PUBLIC, PRIVATE, at_hand=each)[DEATH] for each in np.linspace(0, 1, 21)]
    assert np.all(np.diff(deaths) < 0)


def test_naloxone_of_others_saves_but_is_not_taken_from_the_stock() -> None:
    without, with_others = odds(PRIVATE, at_hand=0.3), odds(PRIVATE, at_hand=0.3, others=0.5)
    assert with_others[DEATH] < without[DEATH]
    assert with_others[USED] > without[USED]
    assert with_others[FROM_STOCK] == without[FROM_STOCK]


def test_staff_of_a_site_always_give_naloxone_and_take_no_kit() -> None:
    found = odds((1, 1, 0.01, 0.05, 0, 0.03, 0.9), at_hand=0.0, attended=True)
    assert found[DEATH] == 0
    assert found[USED] == 1
    assert found[FROM_STOCK] == 0


def test_ratio_on_a_probability_acts_on_its_hazard() -> None:
    # The share that dies becomes 1 - (1 - f) ^ 2.3 for people without a home, as published.
    text = (
        '[[factors]]\nname = "unsheltered"\non = ["death_alone"]\nratio = 2.3\nwhen = { former = "yes" }\n'
        '[[factors]]\nname = "often seen"\non = ["private.witnessed"]\nratio = 50\n'
    )
    _structure, ready = made(model(more=text))
    found = np.unique(ready.tables.tree[0, :, 0, 3])
    assert found == pytest.approx([0.05, 1 - 0.95**2.3])
    assert ready.tables.tree[0, :, 0, 1].max() <= 1


def test_settings_shares_sum_to_one_for_everybody() -> None:
    plan = plans_of(study("[programmes.site]\nlevel = 0.25\n"))[0]
    tree = plan.filled(plan.central()).tables.tree
    assert tree[:, :, :, 0].sum(axis=2) == pytest.approx(1)
    assert tree[:, :, 2, 0].max() == pytest.approx(0.25, rel=0.15)
    assert tree[:, :, 2, 0].min() == 0
