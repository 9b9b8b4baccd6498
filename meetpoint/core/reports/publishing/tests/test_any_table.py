"""Whatever the table: what is protected is safe, nothing is hidden for nothing, intervals hold the truth."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from meetpoint.core.reports.publishing.answers import audited, protected, task_of
from meetpoint.core.reports.publishing.choosing.exact import fewest_hidden
from meetpoint.core.reports.publishing.choosing.greedy import few_hidden
from meetpoint.core.reports.publishing.policies import Policy, policy_named
from meetpoint.core.reports.publishing.readers import ANYONE, INFORMED
from meetpoint.core.reports.publishing.releases import ground_of
from meetpoint.core.reports.publishing.tables.given import Given
from meetpoint.core.reports.publishing.tests.tables import fitting_tables, table

CMS, WISCONSIN = policy_named("cms"), policy_named("wisconsin")
FEW, MANY = 3, 60
how_often = pytest.mark.parametrize("examples", [FEW, pytest.param(MANY, marks=pytest.mark.long)])
# A proof over many cells takes seconds; three ways are in test_worked_tables.py.
QUICK_SHAPES = ((3,), (2, 3), (2, 4))
SHAPES = (*QUICK_SHAPES, (3, 3), (3, 4), (2, 2, 2), (3, 2, 2))
GROUPED = [{"name": "place", "labels": ["a", "b", "c"], "groups": {"North": ["a", "b"]}}]


@some.composite
def contents(draw: Any, *, most: int = 60, shapes: tuple[tuple[int, ...], ...] = SHAPES) -> dict[str, Any]:
    shape = draw(some.sampled_from(shapes))
    number = some.integers(0, most) | some.integers(0, 12)
    counts = draw(some.lists(number, min_size=int(np.prod(shape)), max_size=int(np.prod(shape))))
    grouped = shape[0] == 3 and draw(some.booleans())
    others = [{"name": f"d{place}"} for place in range(1, len(shape))]
    return {
        "name": "any",
        "counts": np.array(counts).reshape(shape).tolist(),
        **({"dimensions": GROUPED + others} if grouped else {}),
    }


def for_any(examples: int, check: Callable[..., None], **generated: Any) -> None:
    """Check so many made-up tables, the same ones each time."""
    asked = settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    asked(given(**generated)(check))()


@how_often
def test_protected_table_passes_the_audit_and_hides_small_cells_but_no_zero(
    tmp_path: Path, examples: int
) -> None:
    def check(content: dict[str, Any], policy: Policy) -> None:
        one = table(tmp_path, **content)
        answer = protected(one, policy)
        if policy is CMS:
            assert not answer.hidden[one.counts == 0].any()
        assert answer.hidden[policy.is_small(one.counts.astype(np.int64))].all()
        again = audited(table(tmp_path, **answer.json), policy)
        assert again.json["exposed"] == answer.json["exposed"]
        # Only what the policy by itself gives away, with everything hidden, may be left: there is no choice.
        assert {each.reader for each in answer.audit.exposed} <= {INFORMED}
        if answer.audit.exposed:
            ground = ground_of(one, policy)
            task = task_of(one, ground, policy)
            hopeless = {ground.names[cell] for _reader, cell in task.unmet(task.may)}
            assert {each.cell for each in answer.audit.exposed} == hopeless

    shapes = QUICK_SHAPES if examples == FEW else SHAPES
    for_any(3 * examples, check, content=contents(shapes=shapes), policy=some.sampled_from([CMS, WISCONSIN]))


@how_often
def test_nothing_small_hides_nothing(tmp_path: Path, examples: int) -> None:
    def check(content: dict[str, Any]) -> None:
        counts = np.array(content["counts"])
        big = {**content, "counts": np.where(counts > 0, counts + CMS.small[1], 0).tolist()}
        answer = protected(table(tmp_path, **big), CMS)
        assert not answer.hidden.any()
        assert answer.audit.is_safe

    for_any(2 * examples, check, content=contents())


@how_often
def test_proven_choice_is_never_worse_than_the_quick_one(tmp_path: Path, examples: int) -> None:
    def check(content: dict[str, Any]) -> None:
        one = table(tmp_path, **content)
        task = task_of(one, ground_of(one, CMS), CMS)
        if task.unmet(task.must | task.may):
            return
        best, quick = fewest_hidden(task), few_hidden(task)
        assert task.unmet(best.hidden) == []
        assert task.unmet(quick.hidden) == []
        sizes = [int(task.sizes[each.hidden & ~task.must].sum()) for each in (best, quick)]
        assert best.at_least == sizes[0] <= sizes[1]

    shapes = QUICK_SHAPES if examples == FEW else SHAPES
    for_any(examples, check, content=contents(shapes=shapes))


@how_often
def test_intervals_are_those_of_all_whole_tables(tmp_path: Path, examples: int) -> None:
    def check(counts: list[int], shape: tuple[int, ...], open_cells: set[int]) -> None:
        one = table(tmp_path, name="tiny", counts=np.array(counts).reshape(shape).tolist())
        hidden = np.zeros(len(one.counts), dtype=bool)
        hidden[list(open_cells)] = True
        fitting = fitting_tables(one, hidden)
        ground = ground_of(one, WISCONSIN)
        reader = next(each for each in task_of(one, ground, WISCONSIN).readers if each.name == ANYONE)
        knowledge = reader.knowledge(ground.frame, hidden)
        for cell in open_cells:
            found = knowledge.interval(cell)
            assert (found.low, found.high) == (fitting[:, cell].min(), fitting[:, cell].max())
            assert (found.sure_low, found.sure_high) == (found.low, found.high)

    for_any(
        3 * examples,
        check,
        counts=some.lists(some.integers(0, 6), min_size=8, max_size=8),
        shape=some.sampled_from([(2, 4), (2, 2, 2), (4, 2)]),
        open_cells=some.sets(some.integers(0, 7), min_size=1, max_size=5),
    )


@how_often
@pytest.mark.parametrize("policy", [CMS, WISCONSIN], ids=lambda each: each.name)
def test_fewest_is_what_trying_every_choice_finds(tmp_path: Path, policy: Policy, examples: int) -> None:
    chance = np.random.default_rng(3)
    for _time in range(examples):
        one = table(tmp_path, name="tiny", counts=(chance.integers(0, 8, (2, 3)) ** 2).tolist())
        task = task_of(one, ground_of(one, policy), policy)
        if not task.unmet(task.must | task.may):
            assert _cost(one, task, fewest_hidden(task).hidden) == _cheapest_by_trying(one, task)


def _cheapest_by_trying(one: Given, task: Any) -> tuple[int, float]:
    free = np.flatnonzero(task.may & ~task.must)
    choices = []
    for chosen in range(2 ** len(free)):
        hidden = task.must.copy()
        hidden[[cell for place, cell in enumerate(free) if chosen >> place & 1]] = True
        choices.append((_cost(one, task, hidden), chosen, hidden))
    return next(cost for cost, _number, hidden in sorted(choices) if not task.unmet(hidden))


def _cost(one: Given, task: Any, hidden: np.ndarray) -> tuple[int, float]:
    extra = hidden & ~task.must
    return int(task.sizes[extra].sum()), float(task.values[extra].sum())
