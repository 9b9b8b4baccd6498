"""The current time, in one place, so that tests and the demo can stand at another moment."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def local_date(moment: datetime, zone: str) -> date:
    """Return the calendar date of a moment at a place."""
    return moment.astimezone(ZoneInfo(zone)).date()
