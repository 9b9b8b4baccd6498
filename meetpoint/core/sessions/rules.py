"""Predicates and sums of sessions, stays and rides, without queries. Bounds are product choices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from meetpoint.core.sessions.words import State, StayEnd

MOST_MINUTES = 12 * 60
MOST_WEEKS = 104
"""The longest series: two years of weekly dates."""

MOST_WITHOUT_CODE = 500
MOST_CAPACITY = 500
FIRST_DAY = date(2000, 1, 1)
MOST_AHEAD = timedelta(days=731)
MOST_CENTS = 1_000_000
MOST_PASSES = 100

NEXT = {
    State.PLANNED: frozenset({State.HELD, State.MISSED, State.CANCELLED, State.MISTAKE}),
    State.HELD: frozenset({State.HELD, State.MISSED, State.MISTAKE}),
    State.MISSED: frozenset({State.HELD, State.MISSED, State.CANCELLED, State.MISTAKE}),
    State.CANCELLED: frozenset({State.PLANNED, State.HELD, State.MISTAKE}),
    State.MISTAKE: frozenset(),
}
"""What may become of a session; a slip is mended by saying it again."""


def may_become(before: str, after: str) -> bool:
    """Tell whether a session may go from one state to another."""
    return after in NEXT[State(before)]


def is_length(minutes: int) -> bool:
    """Tell whether a session can last so long: from one minute to twelve hours."""
    return 1 <= minutes <= MOST_MINUTES


def is_day_of_session(day: date, today: date) -> bool:
    """Tell whether a session may be on this day: from 2000 to two years ahead."""
    return FIRST_DAY <= day <= today + MOST_AHEAD


def may_have_been(day: date, today: date) -> bool:
    """Tell whether a session of this day can have taken place: not before its day has come."""
    return day <= today


def weekly(first: date, last: date) -> Iterator[date]:
    """Yield every seventh day from the first to the last, which is one of them if it is the same weekday."""
    day = first
    while day <= last:
        yield day
        day += timedelta(days=7)


def is_series(first: date, last: date) -> bool:
    """Tell whether a series may run so long: at least one date, at most two years of weeks."""
    return first <= last < first + timedelta(weeks=MOST_WEEKS)


def nights(from_on: date, until_on: date | None, today: date) -> int:
    """Return how many nights a stay has had: the day of leaving is no night; an open stay counts to today."""
    return max(0, ((until_on or today) - from_on).days)


def is_time_of_stay(from_on: date, until_on: date | None, today: date) -> bool:
    """Tell whether a stay may run so: from 2000 on, begun by today, left on that day or later, by today."""
    return FIRST_DAY <= from_on <= today and (until_on is None or from_on <= until_on <= today)


def end_fits(until_on: date | None, ended: str) -> bool:
    """Tell whether the end is told with its day, and only then."""
    return bool(ended) == (until_on is not None) and (not ended or ended in StayEnd.values)


def overlaps(from_on: date, until_on: date | None, others: Iterable[tuple[date, date | None]]) -> bool:
    """Tell whether a stay shares a night with another: leaving and coming on one day shares none."""
    mine = until_on or date.max
    return any(from_on < (end or date.max) and start < mine for start, end in others)


def may_read(*, is_author: bool, holds_read: bool, is_administrator: bool) -> bool:
    """Tell whether somebody may open a note: its author, or who holds the right for the care they give.

    An administrator holds every right without having asked for it, so this one alone opens nothing to them.
    """
    return is_author or (holds_read and not is_administrator)
