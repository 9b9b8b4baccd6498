"""Every indicator of plans over a quarter of three people, with sums that anybody can do by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from meetpoint.core.care.erasure import erase_participant
from meetpoint.core.facts.reading.answers import Answer, answers
from meetpoint.core.facts.reading.questions import Question
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.plans.actions import add_goal, move_goal
from meetpoint.core.plans.module import MODULE
from meetpoint.core.plans.tests.factories import said, wanted
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)

# code: value, contacts without a code
EXAMPLES: dict[str, tuple[Any, int | None]] = {
    # A and B; C said something in December only
    "plans.people_planning": (2, None),
    # A's room and papers, B's health; B's work was taken up again
    "plans.goals_reached": (3, None),
    # 10, 20 and 60 days
    "plans.median_days_to_goal": (20, None),
}


def on(day: str) -> Any:
    return clock.stand_at(datetime.fromisoformat(f"{day}T17:00:00+00:00"))


@pytest.fixture
def quarter(dee: Actor, site: Site, van: Site, settings: Any, tmp_path: Path) -> Iterator[Actor]:
    settings.HOME, settings.KEYS = tmp_path / "home", tmp_path / "keys"
    with on("2025-12-10"):
        wanted(dee, site)
    with on("2026-01-05"):
        a, b = wanted(dee, site), wanted(dee, van, area="health")
        papers = add_goal(a.plan.uid, said(area="money"), by=dee)
        work = add_goal(b.plan.uid, said(area="work"), by=dee)
    for day, goal in (("2026-01-15", a), ("2026-01-25", papers), ("2026-03-06", b), ("2026-03-07", work)):
        with on(day):
            move_goal(goal.uid, "reached", by=dee)
    with on("2026-03-08"):
        move_goal(work.uid, "working", by=dee)
    with clock.stand_at(datetime(2026, 6, 1, 12, tzinfo=UTC)):
        yield dee


def asked(dee: Actor, *codes: str, by: tuple[str, ...] = ()) -> dict[str, Answer]:
    question = Question(organisation_id=dee.organisation_id, codes=codes, first=FIRST, last=LAST, by=by)
    return dict(zip(codes, answers(question), strict=True))


def test_every_indicator_is_worked_by_hand() -> None:
    assert [one.code for one in MODULE.indicators] == list(EXAMPLES)


def test_worked_examples(quarter: Actor) -> None:
    found = asked(quarter, *EXAMPLES)
    values = {code: (answer.rows[0][1], answer.contacts_without_code) for code, answer in found.items()}
    assert values == EXAMPLES


def test_goals_reached_add_up_and_are_told_by_area(quarter: Actor) -> None:
    code = "plans.goals_reached"
    assert dict(asked(quarter, code, by=("area",))[code].rows) == {
        ("health",): 1,
        ("housing",): 1,
        ("money",): 1,
    }
    assert sum(value for _key, value in asked(quarter, code, by=("site", "month"))[code].rows) == 3  # type: ignore[misc]


def test_erasure_leaves_goals_and_takes_the_person(quarter: Actor, site: Site) -> None:
    asked(quarter, *EXAMPLES)
    with on("2026-02-02"):
        gone = participant(quarter)
        move_goal(wanted(quarter, site, gone).uid, "reached", by=quarter)
    assert asked(quarter, "plans.people_planning")["plans.people_planning"].rows[0][1] == 3
    erase_participant(gone, by=quarter)
    found = asked(quarter, *EXAMPLES)
    assert found["plans.people_planning"].rows[0][1] == 2
    assert found["plans.goals_reached"].rows[0][1] == 4
