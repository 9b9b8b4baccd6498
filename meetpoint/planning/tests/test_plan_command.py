import json
import os
import signal
import subprocess
import sys
from concurrent.futures import Executor, Future
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from meetpoint.planning.clusters import Lossless, cluster
from meetpoint.planning.commands import explain, program
from meetpoint.planning.engine.ensembles.jobs import Ensemble, run_ensemble
from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.language.reading import community_model
from meetpoint.planning.engine.outcomes.assumptions import parameters_read
from meetpoint.planning.engine.scenarios.reading import read_scenario
from meetpoint.planning.engine.tests.factories import PLACE, scenario

FEW = 'step = "month"\n' + PLACE.replace("20000", "2000").replace("200\n", "20\n").replace("8000", "500")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.toml"
    path.write_text(FEW + scenario("kits_community", 2000))
    return path


def said(*words: object) -> str:
    out = StringIO()
    call_command("plan", *map(str, words), stdout=out)
    return out.getvalue()


def told(*words: object) -> dict[str, Any]:
    return json.loads(said(*words, "--json"))


def test_run_prints_what_programs_read(plan: Path) -> None:
    found = told("run", plan, "--replicates", 3, "--seed", 7)
    assert set(found) >= {"baseline", "scenarios", "differences", "engine"}
    year = found["scenarios"]["more"]["overdose_deaths"]["2027"]
    assert set(year) == {"mean", "p2.5", "p25", "p75", "p97.5"}
    assert set(found["engine"]) >= {"backend", "agents", "steps", "seconds", "agent_steps_per_second", "seed"}
    assert found["engine"]["seed"] == 7
    assert found["engine"]["steps"] == 36


def test_run_with_the_same_seed_prints_the_same(plan: Path) -> None:
    one, other = (told("run", plan, "--replicates", 2, "--backend", "individual") for _turn in range(2))
    assert one["baseline"] == other["baseline"]
    assert one["differences"] == other["differences"]


def test_run_for_people_says_it_in_words(plan: Path) -> None:
    found = said("run", plan, "--replicates", 3)
    assert "overdose deaths fewer a year" in found
    assert "HEALing" in found


def test_run_over_processes_goes_on_from_a_file(plan: Path, tmp_path: Path) -> None:
    kept = tmp_path / "runs.jsonl"
    one = told("run", plan, "--replicates", 12, "--processes", 2, "--resume", kept)
    assert len(kept.read_text().splitlines()) == 12
    again = told("run", plan, "--replicates", 12, "--processes", 1, "--resume", kept)
    assert len(kept.read_text().splitlines()) == 12
    assert again["baseline"] == one["baseline"]


def test_run_on_a_cluster_gives_the_same(plan: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="Dask is not installed: meetpoint[cluster]")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        there = told("run", plan, "--replicates", 3, "--cluster", cluster.scheduler_address)
    assert there["baseline"] == told("run", plan, "--replicates", 3)["baseline"]


class Lost(Exception):
    """What Dask raises when every worker that took a job is gone."""


class Losing(Executor):
    """A cluster that loses a job's workers, goes away, or finds the job at fault."""

    def __init__(self, *problems: Exception | None) -> None:
        self.problems = list(problems)

    def submit(self, *_work: object, **_more: object) -> Future:
        future: Future = Future()
        if problem := self.problems.pop(0):
            future.set_exception(problem)
        else:
            future.cancel()
            future.set_running_or_notify_cancel()
        return future


def test_job_whose_workers_are_lost_for_good_is_run_here_and_a_fault_is_not_hidden(plan: Path) -> None:
    one = Ensemble(study=read_scenario(plan), replicates=2, seed=3)
    found = run_ensemble(one, executor=Lossless(Losing(Lost("a worker died"), None), Lost))
    assert [each["more"]["overdoses"].tolist() for each in found] == [
        each["more"]["overdoses"].tolist() for each in run_ensemble(one)
    ]
    with pytest.raises(PlanError, match="wrong"):
        run_ensemble(one, executor=Lossless(Losing(PlanError("wrong"), None), Lost))


@pytest.mark.long
def test_killed_worker_of_a_cluster_loses_nothing(plan: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="Dask is not installed: meetpoint[cluster]")
    plan.write_text(plan.read_text().replace('step = "month"', 'step = "week"'))
    one = Ensemble(study=read_scenario(plan), replicates=12, seed=3)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as there:
        workers = [each.process.process.pid for each in there.workers.values()]
        killed: list[int] = []

        def kill(done: int, _total: int) -> None:
            if done == 3:
                killed.append(workers[0])
                os.kill(workers[0], signal.SIGKILL)

        with cluster(there.scheduler_address) as executor:
            found = run_ensemble(one, executor=executor, progress=kill)
    assert killed
    for each, alone in zip(found, run_ensemble(one), strict=True):
        assert each["more"]["overdoses"].tobytes() == alone["more"]["overdoses"].tobytes()


def test_cluster_that_does_not_answer_is_said_so(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meetpoint.planning.clusters.PATIENCE_SECONDS", 1)
    with pytest.raises(CommandError, match="does not answer"):
        said("run", plan, "--cluster", "tcp://127.0.0.1:9")


def test_cluster_without_dask_is_said_so(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(CommandError, match="meetpoint\\[cluster\\]"):
        said("run", plan, "--cluster", "tcp://127.0.0.1:9")


@pytest.mark.parametrize(
    "words", [("--seed", "-1"), ("--replicates", "0"), ("--replicates", "many"), ("--backend", "x")]
)
def test_run_refuses_words_that_mean_nothing(plan: Path, words: tuple[str, str]) -> None:
    with pytest.raises(CommandError):
        said("run", plan, *words)


def test_faults_of_a_scenario_name_the_line(plan: Path) -> None:
    plan.write_text(plan.read_text().replace("level = 2000", "level = -3"))
    with pytest.raises(CommandError, match=r"plan.toml, line \d+: 'level' is -3"):
        said("run", plan)


def test_need_works_out_kits_syringes_and_places() -> None:
    found = told(
        "need", "--population", 1_055_673, "--state", "Rhode Island", "--kits", 6330,
        "--people-who-inject", 2000, "--syringes", 310_000,
        "--people-with-opioid-use", 5000, "--in-treatment", 1200,
    )  # fmt: skip
    # The published pair: 3,526 kits for 80 %, 0.917 at 6,330 kits.
    assert found["naloxone"]["kits_needed"]["low"] == pytest.approx(3526, rel=0.01)
    assert found["naloxone"]["by_curve"][0]["share_now"] == pytest.approx(0.917, abs=0.002)
    assert (found["syringes"]["per_person"], found["syringes"]["band"]) == (155, "medium")
    assert found["syringes"]["needed"] == {"200": 400_000, "300": 600_000}
    assert (found["treatment"]["coverage"], found["treatment"]["band"]) == (0.24, "medium")
    assert found["treatment"]["places_for_high_coverage"] == 2000


def test_need_of_every_curve_is_a_range() -> None:
    found = said("need", "--population", "100,000", "--people-who-inject", 10, "--people-with-opioid-use", 10)
    assert "55 to 1,2" in found
    assert "2,000" in found


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "give --population"),
        (("--population", 1000, "--state", "Ohoi"), "no curve for 'Ohoi'"),
        (("--population", "many"), "must be a number"),
        (("--population", 1000, "--share", 2), "must be a number from 0.01 to 0.99"),
    ],
)
def test_need_refuses_what_it_cannot_work_out(words: tuple[object, ...], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        said("need", *words)


def test_explain_gives_value_range_and_source(plan: Path) -> None:
    found = told("explain", "multiplier_fentanyl")
    assert (found["value"], found["low"], found["high"]) == (6.071, 3.627, 10.162)
    assert found["sources"][0]["source"].startswith("doi 10.1016/j.drugpo.2016.08.004")
    assert found["read_by"] == ["factor 'fentanyl'"]
    plan.write_text(plan.read_text() + "[parameters]\nkit_life = 9\n")
    assert told("explain", "kit_life", "--scenario", plan)["value"] == 9


def test_explain_says_what_has_no_default_and_what_is_disputed() -> None:
    assert told("explain", "housing_first_overdose_ratio")["value"] is None
    assert "no default" in said("explain", "housing_first_overdose_ratio")
    assert "weight 0.5" in said("explain", "naloxone_death_ratio")
    with pytest.raises(CommandError, match="Did you mean 'kit_life'"):
        said("explain", "kit_lief")
    assert "kit_life" in said("explain").splitlines()
    assert "safer_supply_overdose_ratio" in told("explain")["parameters"]


def test_explain_knows_every_parameter_and_what_reads_it() -> None:
    read = parameters_read(community_model())
    assert len(read) > 100
    for name in read:
        found = explain.run({"parameter": name})
        assert found["definition"], name
        assert found["read_by"], name
        assert name in explain.show(found)


def test_plan_on_a_command_line_needs_no_settings(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert program.main(["run", str(plan), "--replicates", "2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["engine"]["seed"] == 1
    assert program.main(["run", str(tmp_path / "none.toml")]) == 1
    assert "cannot be read" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        program.main(["walk"])
    words = ["-m", "meetpoint", "plan", "explain", "kit_life"]
    environment = {**os.environ, "DATABASE_URL": "nonsense://"}
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, env=environment)
    assert done.stdout.startswith("kit_life: ")


def test_compiled_code_goes_home_where_the_package_may_not_be_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("MEETPOINT_HOME", str(tmp_path))
    program.keep_compiled_code()
    assert "NUMBA_CACHE_DIR" not in os.environ
    monkeypatch.setattr(program.os, "access", lambda _path, _how: False)
    program.keep_compiled_code()
    assert os.environ["NUMBA_CACHE_DIR"] == str(tmp_path / "compiled")
    monkeypatch.delenv("NUMBA_CACHE_DIR")


def alone(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_web_worker_never_loads_numpy_or_numba() -> None:
    code = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'meetpoint.settings'; import meetpoint.wsgi;"
        "from django.urls import get_resolver; get_resolver().url_patterns;"
        "print(sorted({'numpy', 'numba', 'scipy', 'distributed'} & set(sys.modules)))"
    )
    assert alone(code) == "[]"


def test_engine_runs_without_django() -> None:
    code = (
        "import sys; import meetpoint.planning.engine.outcomes.report;"
        "import meetpoint.planning.engine.scenarios.reading;"
        "print(sorted({'django', 'tqdm', 'meetpoint.core', 'meetpoint.lib'} & set(sys.modules)))"
    )
    assert alone(code) == "[]"
