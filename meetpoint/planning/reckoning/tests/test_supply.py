from dataclasses import replace

import numpy as np
import pytest

from meetpoint.planning.plans.study import content_of
from meetpoint.planning.reckoning.draws import Asked, Warm
from meetpoint.planning.reckoning.pasts import Pasts
from meetpoint.planning.reckoning.summary import summary_of
from meetpoint.planning.reckoning.supply import (
    LEAST_OF_US,
    US_DEATHS,
    Looked,
    Past,
    looked_at,
    paths,
    usual_drift,
    widened,
    years_back,
)
from meetpoint.planning.tests.plans import NUMBERS, SETTINGS

KNOWN = {year: float(count) for year, count in NUMBERS.deaths.items()}


def past(*years: tuple[int, float, float]) -> Past:
    return Past(
        years=tuple(Looked(year=y, observed=o, predicted=p, low=p - 5, high=p + 5) for y, o, p in years)
    )


def test_country_moved_by_an_eighth_a_year() -> None:
    assert usual_drift() == pytest.approx(0.126, abs=0.001)


def test_years_of_the_country_follow_one_another_and_each_count_names_its_report() -> None:
    assert list(US_DEATHS) == list(range(2013, 2024)), "a gap would pass for one year's move"
    assert all("MMWR" in source or "NCHS" in source for _count, source in US_DEATHS.values())


def test_mean_of_the_paths_is_one_and_they_widen_year_by_year() -> None:
    found = paths(0.2, years=5, ahead=2)
    assert np.allclose(found.mean(axis=0), 1.0)
    spread = np.log(found).std(axis=0)
    assert np.all(np.diff(spread) > 0)
    assert spread[0] == pytest.approx(0.2 * 2**0.5, rel=0.25)
    assert np.array_equal(found, paths(0.2, years=5, ahead=2)), "the same at every redraw"


def test_only_what_moves_with_the_risk_is_widened_and_no_mean_moves() -> None:
    outcomes = {"overdose_deaths": np.array([[10.0, 10.0], [20.0, 24.0]]), "costs": np.array([[5.0, 5.0]])}
    found = widened(outcomes, paths(0.3, years=2, ahead=1))
    assert np.allclose(found["overdose_deaths"].mean(axis=0), [15.0, 17.0])
    assert np.ptp(found["overdose_deaths"]) > 14
    assert np.array_equal(found["costs"], outcomes["costs"])


def test_model_that_was_far_off_gives_wider_paths_than_one_that_was_near() -> None:
    near = past((2021, 1000, 1000), (2022, 1010, 1005), (2023, 1020, 1010), (2024, 1015, 1015))
    far = past((2021, 1000, 1000), (2022, 1500, 1005), (2023, 900, 1010), (2024, 1400, 1015))
    assert near.error == pytest.approx(0.005, abs=0.001)
    assert far.drift > 0.3 > usual_drift() > near.drift >= LEAST_OF_US * usual_drift()


def test_scatter_of_small_counts_is_not_taken_for_drift() -> None:
    small = past((2021, 4, 4), (2022, 6, 4), (2023, 3, 4), (2024, 5, 4))
    assert small.drift <= usual_drift()


def test_one_year_says_nothing_and_leaves_the_country() -> None:
    alone = past((2024, 50, 50))
    assert alone.error is None
    assert alone.drift == pytest.approx(usual_drift())
    assert alone.as_json()["years"] == 0


def test_past_begins_no_earlier_than_ten_years_before_its_end() -> None:
    assert years_back(dict.fromkeys(range(2001, 2026), 5.0))[0] == 2016
    assert years_back({2020: 5.0, 2021: 0.0}) == [2020]


def test_years_are_held_to_what_the_sets_say_of_them() -> None:
    found = looked_at({2021: 10.0, 2023: 14.0}, np.array([[10.0, 11.0, 12.0], [10.0, 12.0, 13.0]]))
    assert [(each.year, each.predicted) for each in found.years] == [(2021, 10.0), (2023, 12.5)]


def test_intervals_hold_how_far_off_the_model_was() -> None:
    content = content_of(NUMBERS, SETTINGS, SETTINGS.portfolios[:1])
    warm = Warm()
    asked = Asked(content=content, sets=8, infections=False)
    study, plans, runs = warm.runs(asked)
    wild = {2022: 30.0, 2023: 90.0, 2024: 35.0, 2025: 60.0}
    found = {
        name: summary_of(study, plans, runs, Pasts(warm.runs).along(replace(asked, deaths=deaths)))
        for name, deaths in (("none", {}), ("calm", KNOWN), ("wild", wild))
    }
    width = {
        name: each["difference_totals"]["p0"]["overdose_deaths"][4]
        - each["difference_totals"]["p0"]["overdose_deaths"][1]
        for name, each in found.items()
    }
    assert width["none"] < width["calm"] < width["wild"]
    means = [each["difference_totals"]["p0"]["overdose_deaths"][0] for each in found.values()]
    assert means == pytest.approx([means[0]] * 3, rel=1e-6)
