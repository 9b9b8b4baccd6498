"""Dates and numbers as people say them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone, translation
from django.utils.formats import date_format, localize

from meetpoint.core.ui.dates import say_day, say_moment
from meetpoint.core.ui.numbers import say_number

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 3, 10), "today"),
        (date(2026, 3, 9), "yesterday"),
        (date(2026, 3, 11), "tomorrow"),
        (date(2026, 3, 3), "Tue, Mar 3"),
        (date(2025, 12, 31), "Wed, Dec 31"),
        (date(2025, 3, 3), "Mar 3, 2025"),
    ],
)
def test_day_is_the_shortest_that_cannot_be_mistaken(day: date, words: str) -> None:
    assert say_day(day, TODAY) == words


@pytest.mark.parametrize(("language", "words"), [("en", "Mar 7, 2026"), ("es", "7 mar 2026")])
def test_short_date_cannot_be_read_in_two_ways(language: str, words: str) -> None:
    with translation.override(language):
        assert date_format(date(2026, 3, 7), "SHORT_DATE_FORMAT") == words


def test_moment_is_said_in_the_places_zone() -> None:
    late = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)
    with timezone.override("America/New_York"):
        assert say_moment(late, TODAY) == "yesterday 22:30"
    assert say_moment(datetime(2026, 3, 1, 9, 5, tzinfo=UTC), TODAY) == "Sun, Mar 1, 09:05"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (1240, "1,240"),
        (-3, "-3"),
        (2.5, "2.5"),
        (1000.04, "1,000.0"),
        (Decimal("12.0"), "12"),
        (None, "–"),
    ],
)
def test_number_has_separators_and_at_most_one_decimal(value: float | Decimal | None, words: str) -> None:
    assert say_number(value) == words


def test_spanish_number_is_written_as_in_the_united_states() -> None:
    with translation.override("es"):
        assert say_number(12400.5) == "12,400.5"
        assert localize(Decimal("0.95")) == "0.95"
