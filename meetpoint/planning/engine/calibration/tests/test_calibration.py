import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import integrate, stats

from meetpoint.planning.engine.calibration import answers, checks
from meetpoint.planning.engine.calibration.answers import calibrate
from meetpoint.planning.engine.calibration.coverage import coverage
from meetpoint.planning.engine.calibration.likelihoods import BetaBinomial, Binomial, NegativeBinomial
from meetpoint.planning.engine.calibration.priors import Belief, Prior, from_range
from meetpoint.planning.engine.calibration.problem import Problem, Target
from meetpoint.planning.engine.calibration.sampling import Effort, Posterior, sample, split_r_hat
from meetpoint.planning.engine.calibration.sensitivity import sobol
from meetpoint.planning.engine.calibration.tests.toy import PEOPLE, predict, problem
from meetpoint.planning.engine.calibration.worth import value_of_everything, value_of_groups
from meetpoint.planning.engine.errors import PlanError

QUICK = Effort(draws=400, steps=400, ensembles=2, processes=1, seed=5)
MIXTURE = from_range("ratio", "log", (0.04, 0.03, 0.05), (0.15, 0.1, 0.2), weights=(1, 3))


@pytest.mark.parametrize(
    "prior", [MIXTURE, from_range("share", "logit", (0.6, 0.3, 0.85)), Prior("x", "plain", (Belief(0, 2),))]
)
def test_prior_is_a_density_whose_draws_follow_it(prior: Prior) -> None:
    total, _error = integrate.quad(
        lambda x: float(np.exp(prior.log_density(np.array(x)))), -30, 30, points=[-3, -2, 0]
    )
    assert total == pytest.approx(1, abs=1e-6)
    drawn = prior.value(prior.draw(np.random.default_rng(1), 40_000))
    assert np.quantile(drawn, [0.1, 0.5, 0.9]) == pytest.approx(
        prior.quantiles([0.1, 0.5, 0.9]), rel=0.03, abs=0.05
    )


def test_range_is_the_95_percent_interval_of_its_prior() -> None:
    prior = from_range("rate", "log", (0.02, 0.01, 0.04))
    assert prior.quantiles([0.025, 0.5, 0.975]) == pytest.approx([0.01, 0.02, 0.04], rel=1e-3)
    assert prior.value(prior.place(np.array(0.03))) == pytest.approx(0.03)


@pytest.mark.parametrize(
    ("scale", "low", "high"), [("log", 0.0, 1.0), ("logit", 0.2, 1.0), ("plain", 0.6, 1.0)]
)
def test_range_that_is_none_is_refused(scale: str, low: float, high: float) -> None:
    with pytest.raises(PlanError, match="the prior of rate needs low < value < high"):
        from_range("rate", scale, (0.5, low, high))  # type: ignore[arg-type]


@pytest.mark.parametrize("spread", [0.0, 1e-7, 0.05, 0.5])
def test_counts_have_their_published_distribution(spread: float) -> None:
    found = [math.exp(NegativeBinomial().log_chance(count, 40.0, spread)) for count in range(400)]
    size = 1 / max(spread, 1e-6) ** 2
    wanted = stats.nbinom.pmf(np.arange(400), size, size / (size + 40.0))
    assert found == pytest.approx(wanted.tolist(), abs=1e-6)
    assert sum(found) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("spread", [0.0, 0.03, 0.2])
def test_shares_have_their_published_distribution(spread: float) -> None:
    chances = [math.exp(BetaBinomial(50).log_chance(cases / 50, 0.7, spread)) for cases in range(51)]
    weight = 0.25 / max(spread, 1e-5) ** 2 - 1
    wanted = stats.betabinom.pmf(np.arange(51), 50, 0.7 * weight, 0.3 * weight)
    assert chances == pytest.approx(wanted.tolist(), abs=1e-5)


def test_kits_used_are_binomial() -> None:
    assert Binomial(40).log_chance(10, 12.0, 0.0) == pytest.approx(stats.binom.logpmf(10, 40, 0.3))


@pytest.mark.parametrize(
    ("likelihood", "predicted"), [(NegativeBinomial(), 80.0), (BetaBinomial(200), 0.4), (Binomial(300), 60.0)]
)
def test_draws_follow_the_likelihood(
    likelihood: NegativeBinomial | BetaBinomial | Binomial, predicted: float
) -> None:
    rng = np.random.default_rng(2)
    drawn = likelihood.draw(rng, np.full(20_000, predicted), np.full(20_000, 0.1))
    assert drawn.mean() == pytest.approx(predicted, rel=0.02)
    if isinstance(likelihood, NegativeBinomial):
        assert drawn.var() == pytest.approx(80 + 8**2, rel=0.05)


def test_problem_refuses_a_parameter_twice_and_scatter_without_a_prior() -> None:
    rate = from_range("rate", "log", (0.02, 0.01, 0.04))
    with pytest.raises(PlanError, match="two priors"):
        Problem([rate, rate], [], predict)
    with pytest.raises(PlanError, match="the scatter loose of a target has no prior"):
        Problem([rate], [Target("deaths", 3, NegativeBinomial(), "loose")], predict)


def test_place_at_which_the_model_cannot_run_is_impossible() -> None:
    toy = problem()
    assert toy.log_posterior(np.array([5.0, 0.0, -3.0])) == -np.inf
    assert toy.log_posterior(np.array([np.inf, 0.0, -3.0])) == -np.inf


def test_posterior_is_the_one_that_can_be_computed_by_hand() -> None:
    # The share's posterior on a grid: binomial likelihood, logit-normal prior.
    toy = problem()
    grid = np.linspace(-3, 4, 4001)
    log = toy.priors[1].log_density(grid) + np.array(
        [BetaBinomial(90).log_chance(0.7, float(share), 0.0) for share in toy.priors[1].value(grid)]
    )
    weight = np.exp(log - log.max())
    wanted = float((toy.priors[1].value(grid) * weight).sum() / weight.sum())
    found = answers.values(toy, sample(toy, replace(QUICK, steps=1500, draws=4000)).draws)["share"]
    assert found.mean() == pytest.approx(wanted, abs=0.006)


def test_same_seed_gives_the_same_draws_on_any_number_of_processes() -> None:
    short = replace(QUICK, steps=40, draws=50)
    one, two = sample(problem(), short), sample(problem(), replace(short, processes=2))
    assert (one.draws == two.draws).all()
    assert (one.draws != sample(problem(), replace(short, seed=6)).draws).any()


def test_answer_holds_priors_posteriors_predictions_and_checks() -> None:
    answer, posterior = calibrate(problem(), QUICK)
    assert answer["covered"] == {"fitted": 3, "of": 3}
    assert answer["held_out_error"] is None
    assert answer["warnings"] == []
    assert posterior.draws.shape == (400, 3)
    rate = answer["parameters"]["rate"]
    assert rate["prior"]["p50"] == pytest.approx(0.02, rel=0.01)
    assert 0.019 < rate["posterior"]["mean"] < 0.027
    # The rate is learned, the scatter is not.
    assert rate["overlap"] < 0.6 < answer["parameters"]["scatter"]["overlap"]
    assert answer["engine"]["largest_r_hat"] < 1.05


def test_targets_held_out_are_predicted_and_not_learned_from() -> None:
    toy = problem()
    targets = [toy.targets[0], replace(toy.targets[1], held_out=True, observed=400), toy.targets[2]]
    answer, _posterior = calibrate(Problem(toy.priors, targets, predict), QUICK)
    assert answer["covered"]["of"] == 2
    assert not answer["targets"]["deaths 2"]["covered"]
    assert answer["held_out_error"] == pytest.approx(1 - 110 / 400, abs=0.1)


def test_chains_that_do_not_agree_are_warned_of() -> None:
    apart = np.stack([np.zeros((50, 4, 1)), np.ones((50, 4, 1))]) + np.random.default_rng(1).normal(
        0, 0.1, (2, 50, 4, 1)
    )
    assert split_r_hat(apart)[0] > 3
    bad = Posterior(np.zeros((5, 1)), split_r_hat(apart), 12.0, 0.2, 1, 0.1)
    assert len(answers._warnings(bad)) == 2


def test_parameters_that_trade_off_are_named() -> None:
    rng = np.random.default_rng(3)
    first = rng.normal(size=500)
    draws = np.stack([first, -first + rng.normal(0, 0.1, 500), rng.normal(size=500)], axis=1)
    found = checks.correlations(problem(), draws)
    assert [pair["parameters"] for pair in found] == [["share", "rate"]]
    assert found[0]["correlation"] < -0.95


def test_priors_under_which_nothing_runs_are_refused() -> None:
    hopeless = Problem(
        [from_range("rate", "log", (3.0, 2.0, 4.0)), *problem().priors[1:]], problem().targets, predict
    )
    with pytest.raises(PlanError, match="Narrow the priors"):
        sample(hopeless, QUICK)


@pytest.mark.parametrize(
    ("change", "said"),
    [({"steps": 3}, "steps is 3"), ({"draws": 0}, "draws is 0"), ({"seed": -1}, "seed is -1")],
)
def test_effort_out_of_limits_is_refused(change: dict[str, int], said: str) -> None:
    with pytest.raises(PlanError, match=said):
        calibrate(problem(), replace(QUICK, **change))


def test_problem_with_nothing_to_learn_from_is_refused() -> None:
    toy = problem()
    with pytest.raises(PlanError, match="No target is left"):
        calibrate(Problem(toy.priors, [replace(each, held_out=True) for each in toy.targets], predict), QUICK)


@pytest.mark.long
def test_truth_is_found_as_often_as_the_intervals_say() -> None:
    found = coverage(
        problem(), data_sets=50, effort=Effort(draws=99, steps=100, walkers=12, ensembles=1, seed=9)
    )
    for name, summary in found.summary().items():
        assert summary["p_uniform"] > 0.001, (name, summary)
        assert summary["covered_50"]["low"] < 0.5 < summary["covered_50"]["high"], name
        assert summary["covered_95"]["high"] > 0.95, name


@pytest.mark.long
def test_truth_is_found_as_often_as_the_intervals_say_over_many_data_sets() -> None:
    found = coverage(
        problem(), data_sets=400, effort=Effort(draws=199, steps=400, walkers=16, ensembles=1, seed=10)
    )
    for name, summary in found.summary().items():
        assert summary["p_uniform"] > 0.001, (name, summary)
        assert summary["covered_95"]["low"] < 0.95 < summary["covered_95"]["high"], name


def test_prior_values_that_the_model_cannot_run_make_no_data_set() -> None:
    wild = Problem(
        [from_range("rate", "log", (0.5, 0.1, 2.5)), *problem().priors[1:]], problem().targets, predict
    )
    found = coverage(wild, data_sets=4, effort=Effort(draws=20, steps=20, walkers=16, ensembles=1, seed=2))
    assert found.ranks.shape == (4, 3)


def test_sampler_that_is_too_sure_is_caught() -> None:
    # Were the posterior twice too narrow, ranks would pile up at both ends.
    rng = np.random.default_rng(4)
    ranks = stats.norm.cdf(rng.normal(size=(300, 1)) * 2)
    from_a_bad_sampler = type(coverage(problem(), data_sets=1, effort=replace(QUICK, steps=20, walkers=16)))(
        ("rate",), ranks
    )
    assert from_a_bad_sampler.summary()["rate"]["p_uniform"] < 1e-6


def test_value_of_information_is_that_of_a_known_case() -> None:
    # Two options: 0, and x + y with x ~ N(0, 1), y ~ N(0, 0.5²). E max(0, x) = 1/√(2π).
    rng = np.random.default_rng(6)
    x, y, idle = rng.normal(size=40_000), rng.normal(0, 0.5, 40_000), rng.normal(size=40_000)
    benefit = np.stack([np.zeros(40_000), x + y], axis=1)
    found = value_of_groups(
        {"x": x, "y": y, "idle": idle}, {"x": ["x"], "both": ["x", "y"], "idle": ["idle"]}, benefit
    )
    assert found["x"] == pytest.approx(1 / math.sqrt(2 * math.pi), rel=0.03)
    assert found["both"] == pytest.approx(math.sqrt(1.25) / math.sqrt(2 * math.pi), rel=0.03)
    assert found["both"] == pytest.approx(value_of_everything(benefit), rel=0.02)
    assert found["idle"] < 0.02


def test_value_of_a_parameter_that_never_varies_is_nothing() -> None:
    benefit = np.random.default_rng(1).normal(size=(500, 2))
    assert value_of_groups({"fixed": np.ones(500)}, {"fixed": ["fixed"]}, benefit)["fixed"] == pytest.approx(
        0, abs=1e-9
    )


def test_too_few_draws_for_a_group_are_refused() -> None:
    draws = {str(number): np.random.default_rng(number).normal(size=50) for number in range(6)}
    with pytest.raises(PlanError, match="50 draws are too few for a group of 6 parameters"):
        value_of_groups(draws, {"all": list(draws)}, np.zeros((50, 2)))


def test_sobol_indices_are_those_of_a_linear_function() -> None:
    # Variances 4 and 1 and a product of two that only matters together.
    priors = [Prior(name, "plain", (Belief(0, 1),)) for name in ("a", "b", "c")]
    found = sobol(priors, lambda values: 2 * values["a"] + values["b"] * values["c"], power=11)
    assert found["a"]["first"] == pytest.approx(0.8, abs=0.05)
    assert found["b"]["first"] == pytest.approx(0.0, abs=0.05)
    assert found["b"]["total"] == pytest.approx(0.2, abs=0.05)


def test_sobol_draws_from_mixtures_too() -> None:
    found = sobol(
        [MIXTURE, from_range("x", "log", (1, 0.999, 1.001))],
        lambda values: values["ratio"] * values["x"],
        power=7,
    )
    assert found["ratio"]["first"] > 0.95


def test_sobol_with_too_few_runs_is_refused() -> None:
    with pytest.raises(PlanError, match="power is 2"):
        sobol([MIXTURE], lambda values: 1.0, power=2)


def test_toy_predicts_by_people() -> None:
    assert predict({"rate": 0.01, "share": 0.5}).tolist() == [*(PEOPLE * 0.01), 0.5]
