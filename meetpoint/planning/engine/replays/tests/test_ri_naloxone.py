from dataclasses import replace

import numpy as np
import pytest

from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.replays.ri_naloxone.classes import INDEX, Kind
from meetpoint.planning.engine.replays.ri_naloxone.cohort import DEATHS, NALOXONE, OVERDOSES, run_cohort
from meetpoint.planning.engine.replays.ri_naloxone.individuals import (
    Crowd,
    Decision,
    Draws,
    crowd_of,
    keys_of,
    run_individuals,
)
from meetpoint.planning.engine.replays.ri_naloxone.inputs import (
    PARAMETER_NAMES,
    Inputs,
    Parameters,
    changed,
    limits,
)
from meetpoint.planning.engine.replays.ri_naloxone.kits import kits_of
from meetpoint.planning.engine.replays.ri_naloxone.results import (
    Replay,
    replay,
    yearly_drawn,
    yearly_expected,
)
from meetpoint.planning.engine.running.chance import uniforms
from meetpoint.planning.engine.tests.shared_data import needs_shared_data

# Planning.md 9.1: parameter set 1, by year 2016 … 2019.
EXPECTED = {
    "overdoses": [6167.12, 7206.99, 8219.07, 9266.86],
    "deaths": [246.42, 285.24, 319.68, 354.21],
    "emergency_visits": [1424.32, 1664.48, 1898.23, 2140.22],
    "naloxone_used": [111.63, 221.27, 438.79, 701.33],
}


def asked(place: Inputs, *, scale: float = 1.0) -> Replay:
    return Replay(inputs=place, parameters=place.parameters(1), kits=kits_of(place, scale=scale))


@needs_shared_data
@pytest.mark.parametrize("outcome", EXPECTED)
def test_cohort_gives_rhode_islands_expected_figures(rhode_island: Inputs, outcome: str) -> None:
    assert replay(asked(rhode_island))[outcome] == pytest.approx(EXPECTED[outcome], rel=1e-4)


@needs_shared_data
def test_individuals_give_rhode_islands_expected_figures(rhode_island: Inputs) -> None:
    drawn = yearly_drawn(asked(rhode_island), Draws(replicates=100, seed=20))
    error = drawn.std(axis=0, ddof=1) / np.sqrt(len(drawn))
    wanted = np.array(list(EXPECTED.values())).T
    assert (np.abs(drawn.mean(axis=0)[:, :4] - wanted) < 3 * error[:, :4]).all()


def test_individuals_agree_with_the_cohort(place: Inputs) -> None:
    drawn = yearly_drawn(asked(place), Draws(replicates=400))
    expected = yearly_expected(asked(place))
    error = drawn.std(axis=0, ddof=1) / np.sqrt(len(drawn))
    assert (np.abs(drawn.mean(axis=0) - expected) < 4 * error).all()
    assert (error > 0).all()


def test_nobody_is_lost_or_made(place: Inputs, given: Parameters) -> None:
    after = run_cohort(place, given, kits_of(place)).people
    assert after.sum(axis=2) == pytest.approx(place.people.sum(axis=2))
    assert (after >= 0).all()


@pytest.mark.parametrize("used_kits_leave", [False, True])
def test_kits_balance(place: Inputs, given: Parameters, used_kits_leave: bool) -> None:
    course = run_cohort(place, given, kits_of(place), used_kits_leave=used_kits_leave)
    kits = course.kits
    total = kits.start + kits.given.sum(axis=0) - kits.lost.sum(axis=0) - kits.used.sum(axis=0)
    assert total == pytest.approx(kits.end)
    used = course.counts[..., NALOXONE].sum() if used_kits_leave else 0
    assert kits.used.sum() == pytest.approx(used)


def test_stock_that_loses_used_kits_saves_fewer(place: Inputs, given: Parameters) -> None:
    kept = run_cohort(place, given, kits_of(place)).counts[..., DEATHS].sum()
    left = run_cohort(place, given, kits_of(place), used_kits_leave=True).counts[..., DEATHS].sum()
    assert left > kept


def test_more_kits_fewer_deaths_and_slightly_more_overdoses(place: Inputs) -> None:
    runs = [yearly_expected(asked(place, scale=scale)).sum(axis=0) for scale in (0, 1, 3, 100)]
    deaths, overdoses = [run[DEATHS] for run in runs], [run[OVERDOSES] for run in runs]
    assert deaths == sorted(deaths, reverse=True)
    assert overdoses == sorted(overdoses)
    assert overdoses[-1] < overdoses[0] * 1.02


def test_every_parameter_changes_something(place: Inputs, given: Parameters) -> None:
    before = run_cohort(place, given, kits_of(place)).counts
    idle = []
    for name in PARAMETER_NAMES:
        value = getattr(given, name)
        low, high = limits(name)
        moved = value * 1.05 if low <= value * 1.05 <= high else value * 0.95
        counts = run_cohort(place, changed(given, {name: moved}), kits_of(place)).counts
        if np.allclose(counts, before, rtol=1e-9):
            idle.append(name)
    assert idle == []


def test_same_seed_gives_the_same_counts_on_any_number_of_threads(place: Inputs, given: Parameters) -> None:
    runs = [
        run_individuals(place, given, kits_of(place), draws=Draws(replicates=6, threads=threads))
        for threads in (1, 2, 5)
    ]
    assert (runs[0] == runs[1]).all()
    assert (runs[0] == runs[2]).all()
    other = run_individuals(place, given, kits_of(place), draws=Draws(replicates=6, seed=2))
    assert (runs[0] != other).any()


def test_order_of_people_does_not_matter(place: Inputs, given: Parameters) -> None:
    crowd = crowd_of(place)
    order = np.random.default_rng(1).permutation(len(crowd.number))
    mixed = Crowd(crowd.number[order], crowd.town[order], crowd.age[order], crowd.kind[order])
    draws = Draws(replicates=2)
    plain = run_individuals(place, given, kits_of(place), draws=draws)
    assert (run_individuals(place, given, kits_of(place), draws=draws, crowd=mixed) == plain).all()


def test_scenario_is_the_baseline_until_it_begins(place: Inputs, given: Parameters) -> None:
    later = kits_of(place)
    later = later._replace(given=np.concatenate([later.given[:12], later.given[12:] * 5]))
    draws = Draws(replicates=3)
    plain = run_individuals(place, given, kits_of(place), draws=draws)
    changed_later = run_individuals(place, given, later, draws=draws)
    assert (plain[:, :12] == changed_later[:, :12]).all()
    assert (plain[:, 12:] != changed_later[:, 12:]).any()


@pytest.mark.long
def test_paired_differences_are_far_steadier_than_unpaired(place: Inputs, given: Parameters) -> None:
    plain = run_individuals(place, given, kits_of(place), draws=Draws(replicates=200))[..., DEATHS].sum(
        axis=1
    )
    more = run_individuals(place, given, kits_of(place, scale=1.1), draws=Draws(replicates=200))[
        ..., DEATHS
    ].sum(axis=1)
    assert (more - plain).var() < (plain.var() + more.var()) / 10


def test_draws_of_one_person_in_successive_months_are_not_alike() -> None:
    keys = keys_of(Draws(seed=3), 0, 2)
    first, second = (uniforms(keys[month, 0], 0, 1_000_000) for month in (0, 1))
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.003
    neighbour = uniforms(keys_of(Draws(seed=4), 0, 2)[0, 0], 0, 1_000_000)
    assert abs(np.corrcoef(first, neighbour)[0, 1]) < 0.003


def test_every_decision_month_and_replicate_has_a_key_of_its_own() -> None:
    keys = np.concatenate(
        [keys_of(Draws(seed=seed), replicate, 48).ravel() for seed in (1, 2) for replicate in range(5)]
    )
    assert len(set(keys.tolist())) == 2 * 5 * 48 * (len(Decision) - 1)


@pytest.mark.long
def test_means_of_neighbouring_seeds_vary_as_independent_ones(place: Inputs, given: Parameters) -> None:
    runs = np.array(
        [
            run_individuals(place, given, kits_of(place), draws=Draws(seed=seed, replicates=8))[
                ..., OVERDOSES
            ].sum(axis=1)
            for seed in range(1, 61)
        ]
    )
    ratio = runs.mean(axis=1).var(ddof=1) / (runs.var(axis=1, ddof=1).mean() / 8)
    assert 0.55 < ratio < 1.6


def test_waiting_times_for_a_constant_hazard_are_geometric(place: Inputs, given: Parameters) -> None:
    # One class that leaves with the same chance every month, never to return: it falls geometrically.
    injecting = INDEX[Kind("injecting", "active", False)]
    people = np.zeros_like(place.people)
    people[:, 0, INDEX[Kind("injecting", "inactive", False)]] = 1
    people[0, 0, injecting] = 20_000
    no_moves = {name: 0.0 for name in PARAMETER_NAMES if name.startswith("move_") or "growth" in name}
    no_deaths = {"death_with_naloxone": 0.0, "death_without_naloxone_or_ems": 0.0}
    no_overdoses = {"multiplier_repeat_over_first": 1e6, "repeat_overdose_prob_non_injecting": 1e-4}
    still = changed(given, {**no_moves, **no_deaths, **no_overdoses, "move_injecting_to_inactive": 0.1})
    alone = replace(place, people=people, other_death=place.other_death * 0)
    left = run_cohort(alone, still, kits_of(place)).people[0, 0, injecting]
    assert left == pytest.approx(20_000 * 0.9**24, rel=1e-3)


def test_one_draw_for_every_month_hides_the_rise(place: Inputs) -> None:
    fresh = yearly_drawn(asked(place), Draws(replicates=30)).mean(axis=0)[:, OVERDOSES]
    stale = yearly_drawn(asked(place), Draws(replicates=30, fresh=False)).mean(axis=0)[:, OVERDOSES]
    assert fresh[1] / fresh[0] > 1.05
    assert stale[1] / stale[0] < 1


@needs_shared_data
def test_seed_set_anew_each_month_turns_rhode_islands_trend_around(rhode_island: Inputs) -> None:
    fresh = yearly_expected(asked(rhode_island))[:, DEATHS]
    stale = yearly_drawn(asked(rhode_island), Draws(replicates=10, fresh=False)).mean(axis=0)[:, DEATHS]
    assert fresh[3] / fresh[0] > 1.4
    assert stale[3] / stale[0] < 1


@needs_shared_data
def test_trials_rise_in_kits_stays_within_the_trials_interval(rhode_island: Inputs) -> None:
    # HEALing Communities: naloxone units × 1.79 in a year, all overdose deaths × 0.92 (0.78 to 1.07).
    plain = kits_of(rhode_island)
    more = plain._replace(given=np.concatenate([plain.given[:36], plain.given[36:] * 1.79]))
    deaths = [
        run_cohort(rhode_island, rhode_island.parameters(1), kits).counts[36:, :, DEATHS].sum()
        for kits in (plain, more)
    ]
    assert 0.78 <= deaths[1] / deaths[0] <= 1.07


def test_answer_has_years_outcomes_intervals_and_what_it_took(place: Inputs) -> None:
    answer = replay(asked(place), backend="individual", draws=Draws(replicates=10, seed=4))
    assert answer["years"] == [2030, 2031]
    assert set(answer["intervals"]["deaths"]) == {"p2.5", "p25", "p75", "p97.5", "standard_error"}
    assert answer["engine"]["agents"] == place.people.sum()
    assert answer["engine"]["seed"] == 4
    cohort = replay(asked(place))
    assert cohort["intervals"] == {}
    assert 0.5 < cohort["fentanyl_share_of_deaths"][0] < 1


def test_year_cut_short_is_counted_as_far_as_it_goes(place: Inputs) -> None:
    short = replace(place, months=15)
    assert replay(asked(short))["years"] == [2030, 2031]
    assert replay(asked(short))["deaths"][1] < replay(asked(place))["deaths"][1] / 3


@pytest.mark.parametrize(
    ("backend", "draws", "said"),
    [
        ("agents", Draws(), "there is no back end 'agents'. Allowed: cohort, individual"),
        ("individual", Draws(replicates=0), "replicates is 0; allowed is 1 to"),
        ("individual", Draws(seed=-1), "seed is -1"),
    ],
)
def test_what_cannot_be_run_is_refused(place: Inputs, backend: str, draws: Draws, said: str) -> None:
    with pytest.raises(PlanError, match=said):
        replay(asked(place), backend=backend, draws=draws)


def test_single_replicate_has_no_interval(place: Inputs) -> None:
    assert replay(asked(place), backend="individual", draws=Draws(replicates=1))["intervals"] == {}
