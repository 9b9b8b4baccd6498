"""Where a goal may go, and where days and numbers end."""

from datetime import date, timedelta

import pytest

from meetpoint.core.plans import rules
from meetpoint.core.plans.models import GoalState as S

TODAY = date(2026, 3, 14)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (S.WANTED, {S.WORKING, S.REACHED, S.SET_ASIDE}),
        (S.WORKING, {S.WANTED, S.REACHED, S.SET_ASIDE}),
        (S.REACHED, {S.WORKING}),
        (S.SET_ASIDE, {S.WANTED, S.WORKING}),
    ],
)
def test_goal_goes_where_the_person_wants_and_back(before: S, after: set[S]) -> None:
    assert {state for state in S if rules.may_follow(before, state)} == after


def test_wanted_and_worked_on_are_open() -> None:
    assert {state for state in S if rules.is_open(state)} == {S.WANTED, S.WORKING}


@pytest.mark.parametrize(("days", "may"), [(-1, False), (0, True), (730, True), (731, False)])
def test_review_is_from_today_to_two_years_ahead(days: int, may: bool) -> None:
    assert rules.may_review_on(TODAY + timedelta(days=days), TODAY) is may


@pytest.mark.parametrize(
    ("text", "fits"),
    [("", False), ("  ", False), ("a", True), ("aaa", True), ("aaaa", False), ("a\x00", False)],
)
def test_text_is_said_short_and_whole(text: str, fits: bool) -> None:
    assert rules.is_text(text, 3) is fits


@pytest.mark.parametrize(
    ("people", "most", "over"), [(500, None, False), (29, 30, False), (30, 30, False), (31, 30, True)]
)
def test_load_is_over_beyond_what_was_wished(people: int, most: int | None, over: bool) -> None:
    assert rules.is_over(people, most) is over
