"""The time."""

from datetime import UTC, date, datetime

from meetpoint.lib import clock


def test_now_is_aware_and_utc() -> None:
    assert clock.now().tzinfo is UTC


def test_local_date_is_of_the_place() -> None:
    late = datetime(2026, 3, 2, 3, 30, tzinfo=UTC)
    assert clock.local_date(late, "America/Chicago") == date(2026, 3, 1)
    assert clock.local_date(late, "Europe/Madrid") == date(2026, 3, 2)
