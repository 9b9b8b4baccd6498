from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from meetpoint.core.audit.models import AuditEntry
from meetpoint.lib import clock
from meetpoint.lib.errors import NotAllowed, NotFound
from meetpoint.lib.identifiers import uuid7
from meetpoint.planning.actions import cancel_run, start_run
from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.outcomes.assumptions import parameters_read
from meetpoint.planning.errors import FaultyPlan, NotNow
from meetpoint.planning.models import PlanRun, RunKind, RunState
from meetpoint.planning.reckoning.asked import question_of, versions
from meetpoint.planning.reckoning.drivers import drivers
from meetpoint.planning.reckoning.history import history
from meetpoint.planning.reckoning.people import people
from meetpoint.planning.reckoning.split import split
from meetpoint.planning.runs.work import MOST_ATTEMPTS, claim_next, engine_work, kept_file, work_on
from meetpoint.planning.shown.split import split_of
from meetpoint.planning.tests.plans import NUMBERS, SETTINGS, plan


def asked(by, kind=RunKind.DRIVERS, **more) -> PlanRun:
    return start_run(uuid7(), plan(by), kind, by=by, **more)


def question(tmp_path, *, budget: float = 0.0, settings=SETTINGS):
    raw = {"numbers": NUMBERS.as_json(), "settings": settings.as_json(), "budget": budget}
    return question_of(raw, 1, tmp_path / "kept.jsonl")


def never() -> bool:
    return False


def quietly(done: int, total: int) -> None:
    assert done <= total


FEW = {"kit_life", "naloxone_reach", "naloxone_death_ratio", "displaced_days", "arrest"}


def test_run_is_asked_for_once_done_and_audited_and_names_the_reach_of_naloxone(dee, monkeypatch) -> None:
    monkeypatch.setattr(
        "meetpoint.planning.reckoning.drivers.parameters_read", lambda model: parameters_read(model) & FEW
    )
    run = asked(dee)
    assert start_run(run.uid, run.plan, RunKind.DRIVERS, by=dee).pk == run.pk
    worker = uuid4()
    claimed = claim_next(worker)
    assert claimed is not None
    assert claim_next(uuid4()) is None, "one worker at a time"
    work_on(claimed, worker, engine_work, stopping=never)
    run.refresh_from_db()
    assert (run.state, run.done, run.worker) == (RunState.DONE, run.total, None)
    assert run.result["bars"][0]["at_low"] != run.result["bars"][0]["at_high"]
    assert "naloxone_reach" in [bar["name"] for bar in run.result["bars"][:2]], "the way is more kits"
    assert run.result["middle"] < 0
    assert run.result["middle"] <= run.result["weak"]
    assert run.versions == versions()
    actions = set(AuditEntry.objects.of(dee).values_list("action", flat=True))
    assert {"plan.made", "plan.run_started", "plan.run_done"} <= actions


@pytest.mark.long
def test_reach_of_naloxone_is_among_the_three_that_matter_most_of_all_numbers(tmp_path) -> None:
    found = drivers(question(tmp_path), quietly)
    assert found["numbers"] > 50
    assert "naloxone_reach" in [bar["name"] for bar in found["bars"][:3]]


def test_cancelled_run_is_let_go_of_and_leaves_no_file(dee) -> None:
    run = asked(dee)
    worker = uuid4()
    claimed = claim_next(worker)

    def work(run, kept, say):
        kept.write_text("half")
        cancel_run(run.uid, by=dee)
        say(2, 2)
        raise AssertionError("it went on")

    work_on(claimed, worker, work, stopping=never)
    run.refresh_from_db()
    assert run.state == RunState.CANCELLED
    assert not kept_file(run.uid).exists()
    with pytest.raises(NotNow):
        cancel_run(run.uid, by=dee)
    with pytest.raises(NotFound):
        cancel_run(uuid7(), by=dee)


def test_worker_that_fell_silent_is_followed_by_another_and_at_last_given_up(dee) -> None:
    run = asked(dee)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        claimed = claim_next(uuid4())
        assert claimed is not None
        assert claimed.attempts == attempt
        PlanRun.objects.of(dee).update(worked_until=clock.now() - timedelta(seconds=1))
    assert claim_next(uuid4()) is None
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert run.stop_reason


def test_worker_that_is_to_end_keeps_what_is_finished_for_the_next(dee) -> None:
    run = asked(dee)
    worker = uuid4()

    def work(run, kept, say):
        kept.write_text("half")
        say(1, 2)
        raise AssertionError("it went on")

    work_on(claim_next(worker), worker, work, stopping=lambda: True)
    assert kept_file(run.uid).read_text() == "half"
    again = claim_next(uuid4())
    assert again is not None
    assert again.attempts == 1
    kept_file(run.uid).unlink()


def test_what_the_engine_refuses_is_said_on_the_run(dee) -> None:
    run = asked(dee)
    worker = uuid4()

    def work(run, kept, say):
        raise PlanError("no prices")

    work_on(claim_next(worker), worker, work, stopping=never)
    run.refresh_from_db()
    assert (run.state, run.stop_reason) == (RunState.FAILED, "no prices")


def test_few_runs_wait_and_a_split_needs_a_budget(dee, ben) -> None:
    with pytest.raises(FaultyPlan):
        asked(dee, RunKind.SPLIT)
    for _each in range(4):
        asked(dee)
    with pytest.raises(NotNow):
        asked(dee)
    with pytest.raises(NotAllowed):
        start_run(uuid7(), PlanRun.objects.of(dee)[0].plan, RunKind.DRIVERS, by=ben)


def test_person_by_person_goes_on_where_it_was_killed_with_the_same_result(tmp_path) -> None:
    class Killed(Exception):
        pass

    def kill(done: int, total: int) -> None:
        if done == 2:
            raise Killed

    small = question(tmp_path)
    with pytest.raises(Killed):
        people(small, kill, replicates=3)
    assert len(small.kept.read_text().splitlines()) == 2
    steps: list[int] = []
    resumed = people(small, lambda done, total: steps.append(done), replicates=3)
    assert steps == [3]
    small.kept.unlink()
    assert people(small, quietly, replicates=3) == resumed


def test_split_finds_the_best_on_its_curves_and_lets_the_model_check_it(tmp_path) -> None:
    found = split(question(tmp_path, budget=400_000), quietly)
    plans = found["plans"]
    assert plans["best"]["cost"] <= 400_000 + 0.01
    assert found["bound"] <= found["objective"] <= plans["greedy"]["deaths"] + 1e-9
    assert found["objective"] <= plans["same_money"]["deaths"] + 1e-9
    assert max(found["fit"].values()) < 0.05
    model = found["checked"]["totals"]["p0"]["overdose_deaths"][0] / NUMBERS.years
    assert model == pytest.approx(found["objective"], rel=0.1)
    shown = split_of(found, NUMBERS)
    assert shown.proven
    assert shown.plans[0].name == "Best split"


def test_split_without_prices_says_so(tmp_path) -> None:
    with pytest.raises(PlanError, match="price"):
        split(question(tmp_path, budget=1e6, settings=replace(SETTINGS, prices={})), quietly)


def test_history_is_predicted_from_the_first_year_and_learned_from(tmp_path) -> None:
    found = history(question(tmp_path), quietly, sets=60)
    assert [row["year"] for row in found["rows"]] == [2023, 2024, 2025]
    assert 1 <= found["learned"]["effective"] <= 60
    assert found["learned"]["year"] == 2025
