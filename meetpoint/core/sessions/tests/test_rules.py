"""Minutes, dates, weeks and nights at their boundaries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from meetpoint.core.sessions import rules, words
from meetpoint.core.sessions.words import State

TODAY = date(2026, 3, 14)


@pytest.mark.parametrize(("minutes", "fits"), [(0, False), (1, True), (720, True), (721, False)])
def test_session_lasts_one_minute_to_twelve_hours(minutes: int, fits: bool) -> None:
    assert rules.is_length(minutes) is fits


@pytest.mark.parametrize(
    ("day", "fits"),
    [
        (date(1999, 12, 31), False),
        (date(2000, 1, 1), True),
        (TODAY + timedelta(days=731), True),
        (TODAY + timedelta(days=732), False),
    ],
)
def test_session_is_from_2000_to_two_years_ahead(day: date, fits: bool) -> None:
    assert rules.is_day_of_session(day, TODAY) is fits


def test_what_is_still_to_come_has_not_been() -> None:
    assert rules.may_have_been(TODAY, TODAY)
    assert not rules.may_have_been(TODAY + timedelta(days=1), TODAY)


def test_series_has_a_date_for_every_week_its_last_included() -> None:
    first = date(2026, 3, 3)
    assert list(rules.weekly(first, first)) == [first]
    assert list(rules.weekly(first, first + timedelta(days=13))) == [first, first + timedelta(days=7)]
    assert list(rules.weekly(first, first + timedelta(days=14)))[-1] == first + timedelta(days=14)


def test_series_runs_for_a_day_to_two_years() -> None:
    assert rules.is_series(TODAY, TODAY)
    assert not rules.is_series(TODAY, TODAY - timedelta(days=1))
    longest = TODAY + timedelta(weeks=104) - timedelta(days=1)
    assert rules.is_series(TODAY, longest)
    assert not rules.is_series(TODAY, longest + timedelta(days=1))
    assert len(list(rules.weekly(TODAY, longest))) == rules.MOST_WEEKS


@pytest.mark.parametrize(
    ("until", "nights"),
    [(TODAY, 0), (TODAY + timedelta(days=1), 1), (None, 5), (TODAY - timedelta(days=1), 0)],
)
def test_day_of_leaving_is_no_night(until: date | None, nights: int) -> None:
    assert rules.nights(TODAY, until, TODAY + timedelta(days=5)) == nights


@pytest.mark.parametrize(
    ("start", "until", "fits"),
    [
        (TODAY, None, True),
        (TODAY + timedelta(days=1), None, False),
        (date(1999, 12, 31), None, False),
        (TODAY, TODAY, True),
        (TODAY, TODAY + timedelta(days=1), False),
        (TODAY, TODAY - timedelta(days=1), False),
    ],
)
def test_stay_began_and_ended_by_today(start: date, until: date | None, fits: bool) -> None:
    assert rules.is_time_of_stay(start, until, TODAY) is fits


@pytest.mark.parametrize(
    ("until", "ended", "fits"),
    [(None, "", True), (TODAY, "planned", True), (TODAY, "", False), (None, "planned", False)],
)
def test_end_is_told_with_its_day(until: date | None, ended: str, fits: bool) -> None:
    assert rules.end_fits(until, ended) is fits
    assert not rules.end_fits(TODAY, "thrown_out")


def test_leaving_and_coming_on_one_day_is_no_overlap() -> None:
    week = (TODAY, TODAY + timedelta(days=7))
    assert not rules.overlaps(TODAY + timedelta(days=7), None, [week])
    assert rules.overlaps(TODAY + timedelta(days=6), None, [week])
    assert rules.overlaps(TODAY - timedelta(days=3), TODAY + timedelta(days=1), [(TODAY, None)])
    assert not rules.overlaps(TODAY, None, [])


@pytest.mark.parametrize(
    ("is_author", "holds", "is_admin", "opens"),
    [
        (True, False, False, True),
        (True, False, True, True),
        (False, True, False, True),
        (False, True, True, False),
        (False, False, False, False),
    ],
)
def test_note_opens_to_its_author_and_to_clinicians(
    is_author: bool, holds: bool, is_admin: bool, opens: bool
) -> None:
    assert rules.may_read(is_author=is_author, holds_read=holds, is_administrator=is_admin) is opens


def test_a_mistake_is_the_end_of_it() -> None:
    assert not any(rules.may_become(State.MISTAKE, after) for after in State)
    assert all(rules.may_become(before, State.MISTAKE) for before in State if before != State.MISTAKE)
    assert not rules.may_become(State.CANCELLED, State.MISSED)


def test_every_kind_says_what_it_may_be_about() -> None:
    assert set(words.COVERED) == set(words.SessionKind)
    assert all(len(",".join(words.Covered.values)) > len(",".join(about)) for about in words.COVERED.values())
    assert max(len(",".join(about)) for about in words.COVERED.values()) <= 200
