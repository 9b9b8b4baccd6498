from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool

import numpy as np
import pytest

from meetpoint.planning.engine.ensembles.jobs import Ensemble, processes, run_ensemble, run_job
from meetpoint.planning.engine.ensembles.store import Store
from meetpoint.planning.engine.outcomes.intervals import chance_of_fewer, cost_per, interval
from meetpoint.planning.engine.outcomes.report import report
from meetpoint.planning.engine.scenarios.building import plans_of
from meetpoint.planning.engine.tests.factories import scenario, study

FEW = 'step = "month"\nyears = 1\n[place]\npeople_at_risk = 2000\noverdose_deaths_per_year = 20\n'


def ensemble(**how: object) -> Ensemble:
    one = study("[programmes.kits_community]\nlevel = 500\n" + scenario("kits_community", 2000), place=FEW)
    return Ensemble(study=one, **{"replicates": 4, "seed": 3, **how})  # type: ignore[arg-type]


def same(one: list, other: list) -> bool:
    return all(
        np.array_equal(left[name][outcome], right[name][outcome])
        for left, right in zip(one, other, strict=True)
        for name in left
        for outcome in left[name]
    )


class Losing(Executor):
    """A pool whose workers all die."""

    def submit(self, *_work: object, **_more: object) -> Future:
        future: Future = Future()
        future.set_exception(BrokenProcessPool("a worker died"))
        return future


@pytest.mark.parametrize("backend", ["cohort", pytest.param("individual", marks=pytest.mark.long)])
def test_processes_give_the_same_results_as_one_alone(backend: str) -> None:
    one = ensemble(backend=backend)
    with processes(2) as pool:
        assert same(run_ensemble(one, executor=pool), run_ensemble(one))


def test_lost_worker_loses_nothing() -> None:
    assert same(run_ensemble(ensemble(), executor=Losing()), run_ensemble(ensemble()))


def test_run_goes_on_where_it_was_stopped(tmp_path, monkeypatch) -> None:
    store = Store(tmp_path / "runs.jsonl")
    first = run_ensemble(ensemble(replicates=2), store=store)
    with store.path.open("a") as file:
        file.write('{"key": "torn')
        file.write("\n[]\n")
    ran = []

    def counted(plans: object, backend: str, seed: int, replicate: int) -> object:
        ran.append(replicate)
        return run_job(plans, backend, seed, replicate)  # type: ignore[arg-type]

    monkeypatch.setattr("meetpoint.planning.engine.ensembles.jobs.run_job", counted)
    seen = []
    whole = run_ensemble(ensemble(), store=store, progress=lambda done, total: seen.append((done, total)))
    assert ran == [2, 3]
    assert seen == [(3, 4), (4, 4)]
    assert same(whole[:2], first)


def test_results_of_another_study_or_seed_are_not_taken(tmp_path) -> None:
    store = Store(tmp_path / "runs.jsonl")
    run_ensemble(ensemble(replicates=1), store=store)
    assert store.read(ensemble(replicates=1)) != {}
    assert store.read(ensemble(replicates=1, seed=4)) == {}
    assert store.read(ensemble(replicates=1, backend="individual")) == {}


def test_replicates_draw_parameters_and_the_first_ones_stay_when_there_are_more() -> None:
    two, four = run_ensemble(ensemble(replicates=2)), run_ensemble(ensemble())
    assert same(two, four[:2])
    assert len({float(result["baseline"]["overdoses"].sum()) for result in four}) == 4


def test_interval_of_known_numbers() -> None:
    found = interval(np.arange(101.0))
    assert found == {"mean": 50, "p2.5": 2.5, "p25": 25, "p75": 75, "p97.5": 97.5}


def test_report_holds_what_was_asked_for() -> None:
    one = ensemble()
    found = report(one, run_ensemble(one), seconds=2.0)
    for name in (
        "overdoses",
        "overdose_deaths",
        "hiv_infections",
        "hcv_infections",
        "people_in_treatment",
        "costs",
        "qalys",
    ):
        assert set(found["baseline"][name]["2026"]) == {"mean", "p2.5", "p25", "p75", "p97.5"}
        assert set(found["scenarios"]["more"][name]) == {"2026"}
        difference = found["differences"]["more"][name]["2026"]["mean"]
        means = [found[part][name]["2026"]["mean"] for part in ("baseline",)] + [
            found["scenarios"]["more"][name]["2026"]["mean"]
        ]
        assert difference == pytest.approx(means[1] - means[0], abs=1e-6)
    assert found["engine"]["agents"] == 2000
    assert found["engine"]["steps"] == 12
    assert found["engine"]["agent_steps_per_second"] == 2000 * 12 * 4 * 2 / 2.0
    assert found["words"]["more"].startswith("Likely between")
    assert any("HEALing" in note for note in found["notes"])
    assert found["assumptions"][0]["assumption"]


@pytest.mark.parametrize(
    ("level", "words"),
    [(500, "No difference"), (0, "more a year"), (9000, "fewer a year")],
)
def test_words_say_which_way_it_goes(level: int, words: str) -> None:
    one = study("[programmes.kits_community]\nlevel = 500\n" + scenario("kits_community", level), place=FEW)
    run = Ensemble(study=one, replicates=4)
    assert words in report(run, run_ensemble(run), seconds=1.0)["words"]["more"]


def test_what_may_not_help_is_said_to_be_so() -> None:
    one = study(
        scenario("strips", 1.0)
        + '[[scenarios]]\nname = "half"\n[scenarios.programmes.strips]\nlevel = 0.5\n',
        place=FEW,
    )
    run = Ensemble(study=one, replicates=12)
    found = report(run, run_ensemble(run), seconds=1.0)
    assert "it may not help" in found["words"]["more"]
    assert any("cannot be ranked" in note for note in found["notes"])
    assert any("read it as a ceiling" in note for note in found["notes"])
    assert any("no price is given for strips" in note for note in found["notes"])


def test_notes_ask_for_the_places_deaths() -> None:
    one = study(place='step = "month"\nyears = 1\n[place]\npeople_at_risk = 2000\n')
    run = Ensemble(study=one, replicates=1)
    assert any(
        "give overdose_deaths_per_year" in note for note in report(run, run_ensemble(run), seconds=0)["notes"]
    )


def test_cost_per_unit_is_none_when_nothing_is_gained() -> None:
    totals = {"costs": {"mean": 10.0}, "overdose_deaths": {"mean": -2.0}, "qalys": {"mean": -1.0}}
    assert cost_per(totals, "overdose_deaths", fewer=True) == 5
    assert cost_per(totals, "qalys", fewer=False) is None
    assert chance_of_fewer([{"x": np.array([-1.0])}, {"x": np.array([1.0])}], "x") == 0.5


def test_plans_of_one_study_have_the_same_classes() -> None:
    plans = plans_of(ensemble().study)
    assert np.array_equal(plans[0].structure.live, plans[1].structure.live)
