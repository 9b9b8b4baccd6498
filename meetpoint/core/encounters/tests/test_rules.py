"""Tests of the rules that an encounter must keep."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from meetpoint.core.encounters import rules
from meetpoint.core.encounters.entry import NewEncounter

NOW = datetime(2026, 3, 14, 23, 30, tzinfo=UTC)
PLAIN = NewEncounter(uid=UUID(int=7), site_id=1, occurred_at=NOW, items={5: 40})


def problems(**changes: Any) -> dict[str, str]:
    return rules.problems_of(replace(PLAIN, **changes), now=NOW, known_items={5: None})


def test_plain_contact_has_no_problems() -> None:
    assert problems() == {}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"occurred_at": NOW + timedelta(minutes=16)}, "occurred_at"),
        ({"occurred_at": datetime(1984, 12, 31, tzinfo=UTC)}, "occurred_at"),
        ({"place_type": "moon"}, "place_type"),
        ({"for_others": -1}, "for_others"),
        ({"for_others": 1_001}, "for_others"),
        ({"note": "x" * 1_001}, "note"),
        ({"note": "nul \x00 inside"}, "note"),
        ({"people": 0}, "people"),
        ({"people": 10_001, "count_only": True}, "people"),
        ({"people": 2}, "people"),
        ({"people": 2, "count_only": True, "participant_id": 3}, "participant"),
        ({"items": {6: 1}}, "item-6"),
        ({"items": {5: -1}}, "item-5"),
        ({"items": {5: 100_001}}, "item-5"),
    ],
)
def test_problem_is_said_at_its_field(changes: dict[str, Any], field: str) -> None:
    assert list(problems(**changes)) == [field]


@pytest.mark.parametrize(
    "changes",
    [
        {"occurred_at": NOW + timedelta(minutes=15)},
        {"occurred_at": rules.EARLIEST},
        {"place_type": "street", "for_others": 1_000, "note": "x" * 1_000},
        {"people": 10_000, "count_only": True},
        {"people": 1, "participant_id": 3},
        {"items": {5: 0}},
        {"items": {5: 100_000}},
    ],
)
def test_limits_themselves_are_allowed(changes: dict[str, Any]) -> None:
    assert problems(**changes) == {}


def test_local_date_is_the_one_at_the_site() -> None:
    assert rules.local_date_at(NOW, ZoneInfo("America/New_York")) == date(2026, 3, 14)
    assert rules.local_date_at(NOW, ZoneInfo("Pacific/Auckland")) == date(2026, 3, 15)


def test_digest_is_the_same_for_the_same_content() -> None:
    other_zone = NOW.astimezone(ZoneInfo("America/New_York"))
    again = replace(PLAIN, items={7: 0, 5: 40}, occurred_at=other_zone)
    assert rules.content_of(again, {}) == rules.content_of(PLAIN, {})


@pytest.mark.parametrize(
    "changes",
    [
        {"site_id": 2},
        {"participant_id": 1},
        {"occurred_at": NOW - timedelta(seconds=1)},
        {"items": {5: 41}},
        {"people": 2},
        {"count_only": True},
        {"for_others": 1},
        {"place_type": "street"},
        {"note": "hello"},
    ],
)
def test_digest_differs_when_any_part_differs(changes: dict[str, Any]) -> None:
    assert rules.content_of(replace(PLAIN, **changes), {}) != rules.content_of(PLAIN, {})


def test_digest_differs_when_a_section_differs() -> None:
    digests = {
        rules.content_of(PLAIN, sections)
        for sections in ({}, {"returns": {"count": 1}}, {"returns": {"count": 2}}, {"other": {"count": 1}})
    }
    assert len(digests) == 4


@pytest.mark.parametrize(
    ("recorded_by", "staff_id", "age", "may"),
    [
        (4, 4, timedelta(hours=12), True),
        (4, 4, timedelta(hours=12, seconds=1), False),
        (4, 5, timedelta(0), False),
        (None, None, timedelta(0), False),
    ],
)
def test_undo_is_for_own_entries_of_twelve_hours(
    recorded_by: int | None, staff_id: int | None, age: timedelta, *, may: bool
) -> None:
    answer = rules.may_still_undo(recorded_by=recorded_by, recorded_at=NOW - age, staff_id=staff_id, now=NOW)
    assert answer is may
