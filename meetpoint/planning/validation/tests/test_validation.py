from pathlib import Path

import pytest

from meetpoint.planning.engine.tests.shared_data import FOLDER, needs_shared_data
from meetpoint.planning.validation import __main__ as command
from meetpoint.planning.validation import replayed
from meetpoint.planning.validation.registry import Result, Verdict, runner_for, validate, within
from meetpoint.planning.validation.report import report
from meetpoint.planning.validation.targets import Target, read_targets

TABLE = """id,kind,source,scenario,outcome,value,low,high,unit,check,confidence
near,replay,ours,s,deaths,100,,,deaths,within 1%,verified
far,replay,ours,s,deaths,200,,,deaths,within 1%,verified
worded,published,theirs,s,what it takes,more starts,,,text,,secondary
ranged,published,theirs,s,share,,10,20,percent,,secondary
"""


@pytest.fixture
def table(tmp_path: Path) -> list[Target]:
    (tmp_path / "validation_targets.csv").write_text(TABLE)
    return read_targets(tmp_path / "validation_targets.csv")


def about_100(target: Target, folder: Path) -> Result:
    return within(target, 100.5, relative=0.01)


def test_near_is_a_hit_and_far_is_a_miss_with_its_distance(table: list[Target]) -> None:
    results = dict((target.name, result) for target, result in validate(table, {"*ar": about_100}, Path()))
    assert results["near"].verdict == Verdict.HIT
    assert results["far"].verdict == Verdict.MISS
    assert results["far"].reason == "off by 99.5"
    assert results["worded"].verdict == Verdict.NOT_RUN


def test_figure_without_a_value_is_never_a_hit(table: list[Target]) -> None:
    assert within(table[2], 5.0, absolute=1e9).verdict == Verdict.MISS


def test_own_runner_goes_before_a_pattern(table: list[Target]) -> None:
    def own(target: Target, folder: Path) -> Result:
        return Result(verdict=Verdict.CONTEXT)

    assert runner_for(table[0], {"*": about_100, "near": own}) is own
    assert runner_for(table[0], {}) is None


def test_page_shows_every_row_and_names_what_was_not_run(table: list[Target]) -> None:
    page = report(validate(table, {"*ar": about_100}, Path()))
    assert "**4 rows: 1 hit, 1 miss, 2 not run yet.**" in page
    assert "| `far` | 200 | 100.5 | 1 % | **miss** | off by 99.5 |" in page
    assert "- `ranged`: share (s)" in page


def test_table_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="cannot be read"):
        command.main(str(tmp_path), str(tmp_path / "page.md"))


@needs_shared_data
def test_every_row_of_the_networks_and_allocations_hits() -> None:
    rows = [
        each
        for each in read_targets(FOLDER / "validation_targets.csv")
        if each.name.startswith(("act_", "alloc", "port"))
    ]
    results = validate(rows, command.RUNNERS, FOLDER)
    assert len(results) == 50
    assert [target.name for target, result in results if result.verdict != Verdict.HIT] == []


@needs_shared_data
def test_trials_null_result_is_a_check() -> None:
    rows = [
        each for each in read_targets(FOLDER / "validation_targets.csv") if each.name.startswith("healing")
    ]
    rows = [each for each in rows if each.name != "healing_psychostimulant"]
    verdicts = {target.name: result.verdict for target, result in validate(rows, command.RUNNERS, FOLDER)}
    assert verdicts["healing_drug_deaths"] == Verdict.HIT


@needs_shared_data
def test_every_row_of_the_table_has_what_runs_it() -> None:
    rows = read_targets(FOLDER / "validation_targets.csv")
    assert [target.name for target in rows if runner_for(target, command.RUNNERS) is None] == []


@needs_shared_data
def test_scenario_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(ValueError, match="No scenario is known"):
        replayed._scenario_and_node("magic_deaths", replayed._territory(FOLDER))
