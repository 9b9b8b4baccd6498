"""Which days a board is about."""

from __future__ import annotations

from datetime import date

import pytest

from meetpoint.core.dashboards.spans import Days, asked_in, last_months

TODAY = date(2026, 5, 20)


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        ("days30", date(2026, 4, 21), TODAY),
        ("month", date(2026, 5, 1), TODAY),
        ("last_month", date(2026, 4, 1), date(2026, 4, 30)),
        ("quarter", date(2026, 4, 1), TODAY),
        ("year", date(2026, 1, 1), TODAY),
        ("days365", date(2025, 5, 21), TODAY),
        ("nonsense", date(2026, 4, 21), TODAY),
    ],
)
def test_a_named_span(span: str, first: date, last: date) -> None:
    asked = asked_in({"span": span}, TODAY)
    assert asked.days == Days(first, last)
    assert asked.compared == asked.days.before()


def test_own_days_are_compared_with_the_year_before() -> None:
    asked = asked_in({"span": "own", "from": "2024-02-29", "to": "2024-03-10", "against": "year"}, TODAY)
    assert asked.compared == Days(date(2023, 2, 28), date(2023, 3, 10))
    assert asked.query == {"span": "own", "from": "2024-02-29", "to": "2024-03-10", "against": "year"}


def test_typed_dates_count_unless_a_span_was_chosen_by_name() -> None:
    typed = {"from": "2026-01-01", "to": "2026-01-31"}
    assert asked_in({"span": "days30", "was": "days30", **typed}, TODAY).span == "own"
    assert asked_in({"span": "month", "was": "own", **typed}, TODAY).days.first == date(2026, 5, 1)
    assert asked_in({"span": "days30", "was": "days30", "from": "", "to": ""}, TODAY).span == "days30"


def test_nothing_is_compared_when_nothing_is_asked_for() -> None:
    assert asked_in({"against": "none"}, TODAY).compared is None


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        ("", "", "Choose a first"),
        ("2026-05-10", "2026-05-01", "come before"),
        ("2026-05-10", "2026-05-21", "not be in the future"),
        ("1900-01-01", "1900-02-01", "come before"),
        ("2020-01-01", "2026-05-01", "three years"),
    ],
)
def test_days_that_cannot_be_shown_are_said(first: str, last: str, why: str) -> None:
    asked = asked_in({"span": "own", "from": first, "to": last}, TODAY)
    assert why in asked.problem
    assert (asked.span, asked.days) == ("days30", asked_in({}, TODAY).days)


def test_the_months_of_a_trend() -> None:
    trend = last_months(TODAY, 12)
    assert trend.first == date(2025, 6, 1)
    assert len(trend.months()) == 12
