"""Hours: what a schedule says every week, what is typed for a day, and what is never guessed."""

from datetime import date

import pytest

from meetpoint.core.directory.finding.weeks import (
    DAY,
    Hours,
    Span,
    by_day,
    day_typed,
    minute_of,
    spans_in,
    spans_of,
    week_of,
)

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("9", 540),
        ("09:30", 570),
        ("0930", 570),
        ("9:30 pm", 1290),
        ("12am", 0),
        ("12 p.m.", 720),
        ("17:00:00Z", 1020),
        ("09:00-05:00", 540),
        ("T08:00", 480),
        ("24:00", 1440),
        ("24:01", None),
        ("13 pm", None),
        ("9:75", None),
        ("noon", None),
    ],
)
def test_times_as_people_and_files_write_them(text, minute) -> None:
    assert minute_of(text) == minute


@pytest.mark.parametrize(
    "odd",
    [
        {"freq": "MONTHLY"},
        {"freq": ""},
        {"interval": 2},
        {"bymonthday": "1"},
        {"byweekno": "2"},
        {"byyearday": "3"},
        {"count": 4},
        {"byday": ""},
        {"byday": "2TU"},
        {"opens_at": ""},
        {"closes_at": "late"},
    ],
)
def test_what_does_not_hold_every_week_is_never_turned_into_minutes(odd) -> None:
    plain = {"freq": "WEEKLY", "byday": "TU", "opens_at": "9:00", "closes_at": "17:00"}
    assert spans_of(Hours(**plain)) == [Span(DAY + 540, DAY + 1020)]
    assert spans_of(Hours(**{**plain, **odd})) == []


def test_schedule_holds_from_one_day_to_another_and_past_midnight() -> None:
    ends = {"valid_from": date(2026, 1, 1), "valid_to": date(2026, 6, 30)}
    night = Hours(freq="weekly", byday="su, MO", opens_at="22:00", closes_at="06:00", **ends)
    assert spans_of(night) == [
        Span(6 * DAY + 1320, 7 * DAY + 360, date(2026, 1, 1), date(2026, 6, 30)),
        Span(1320, DAY + 360, date(2026, 1, 1), date(2026, 6, 30)),
    ]


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("9-17", "WE0900-1700"),
        ("9:00–12:30, 14-18", "WE0900-1230 WE1400-1800"),
        ("9am to 5pm", "WE0900-1700"),
        ("9 a 17", "WE0900-1700"),
        ("22-6", "WE2200-0600"),
        ("0-24", "WE0000-2400"),
    ],
)
def test_typed_hours_are_stored_and_shown_again(text, week) -> None:
    spans = day_typed("WE", text)
    assert week_of(spans) == week
    assert spans_in(week) == spans
    assert day_typed("WE", by_day(week)["WE"]) == spans


@pytest.mark.parametrize("text", ["closed", "9", "9-", "24-25", "9-10-11"])
def test_what_cannot_be_understood_is_refused(text) -> None:
    with pytest.raises(ValueError):
        day_typed("WE", text)


@pytest.mark.parametrize("week", ["XX0900-1700", "WE900-1700", "WE2400-2500", "WE0900-2500"])
def test_stored_week_is_read_strictly(week) -> None:
    with pytest.raises(ValueError):
        spans_in(week)
