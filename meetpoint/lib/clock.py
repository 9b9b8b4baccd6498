"""The current time, in one place, so that the demo and tests can stand at another moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_standing: ContextVar[datetime | None] = ContextVar("standing", default=None)


def now() -> datetime:
    """Return the present moment, aware, in UTC; inside `stand_at`, that moment."""
    return _standing.get() or datetime.now(UTC)


@contextmanager
def stand_at(moment: datetime) -> Iterator[None]:
    """Let `now()` answer another moment inside the block, for the demo's history and for tests."""
    token = _standing.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _standing.reset(token)


def local_date(moment: datetime, zone: str) -> date:
    """Return the calendar date of a moment at a place."""
    return moment.astimezone(ZoneInfo(zone)).date()
