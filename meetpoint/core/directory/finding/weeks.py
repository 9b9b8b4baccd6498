"""Opening hours: HSDS schedules as minutes of a week, and a week as text that can be stored and typed.

A day is one of RFC 5545's two letters, a week is `MO0900-1700 TU0900-1700`. What does not hold every week, or
of which the hours are not said, is never turned into minutes: it is shown in words, and not counted as open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY, WEEK = 24 * 60, 7 * 24 * 60
ALWAYS, NEVER_ENDS = date(1900, 1, 1), date(2200, 1, 1)
_CLOCK = re.compile(
    r"T?(\d{1,2}):?(\d{2})?(?::\d{2}(?:\.\d+)?)?\s*([ap])?\.?m?\.?(?:Z|[+-]\d{2}:?\d{0,2})?$", re.I
)
_SPAN = re.compile(r"([A-Z]{2})(\d{2})(\d{2})-(\d{2})(\d{2})$")
_PLAIN_DAY = re.compile(r"[+-]?\d*(MO|TU|WE|TH|FR|SA|SU)$")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From a minute of the week to a later one, on some days; `closes` may pass the end of Sunday."""

    opens: int
    closes: int
    valid_from: date = ALWAYS
    valid_to: date = NEVER_ENDS


@dataclass(frozen=True, kw_only=True, slots=True)
class Hours:
    """What a schedule says of when it holds, in the columns of HSDS."""

    freq: str = ""
    interval: int | None = None
    byday: str = ""
    bymonthday: str = ""
    byweekno: str = ""
    byyearday: str = ""
    opens_at: str = ""
    closes_at: str = ""
    count: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None


def minute_of(text: str) -> int | None:
    """Return the minute of the day that a time names (`09:00`, `9:30 pm`, `17:00:00Z`), or None."""
    found = _CLOCK.match(text.strip())
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").casefold()
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + 12 * (half == "p") if half else hour
    return hour * 60 + minute if minute < 60 and hour * 60 + minute <= DAY else None


def spans_of(hours: Hours) -> list[Span]:
    """Return the minutes that hold every week; none where the schedule says something else or too little.

    Hours that end before they begin end on the next day.
    """
    opens, closes = minute_of(hours.opens_at), minute_of(hours.closes_at)
    odd = hours.bymonthday or hours.byweekno or hours.byyearday or hours.count
    days = [day.strip().upper() for day in hours.byday.split(",") if day.strip()]
    if opens is None or closes is None or odd or (hours.interval or 1) != 1:
        return []
    if hours.freq.upper() != "WEEKLY" or not days or not set(days) <= set(DAYS):
        return []
    until = closes if closes > opens else closes + DAY
    first, last = hours.valid_from or ALWAYS, hours.valid_to or NEVER_ENDS
    starts = [DAYS.index(day) * DAY for day in days]
    return [Span(start + opens, start + until, first, last) for start in starts]


def week_of(spans: Iterable[Span]) -> str:
    """Return spans as stored text, such as `MO0900-1700 TU0900-1700`."""
    parts = []
    for span in sorted(set(spans)):
        day, opens = divmod(span.opens, DAY)
        closes = span.closes - day * DAY
        closes = closes - DAY if closes > DAY else closes
        parts.append(f"{DAYS[day]}{opens // 60:02d}{opens % 60:02d}-{closes // 60:02d}{closes % 60:02d}")
    return " ".join(dict.fromkeys(parts))


def spans_in(week: str) -> list[Span]:
    """Return the spans of a stored week. Raises ValueError for a text that is none."""
    spans = []
    for part in week.split():
        found = _SPAN.match(part)
        if found is None or found[1] not in DAYS:
            raise ValueError(part)
        opens, closes = int(found[2]) * 60 + int(found[3]), int(found[4]) * 60 + int(found[5])
        if not (opens < DAY and closes <= DAY):
            raise ValueError(part)
        start = DAYS.index(found[1]) * DAY
        spans.append(Span(start + opens, start + (closes if closes > opens else closes + DAY)))
    return spans


def day_typed(day: str, text: str) -> list[Span]:
    """Return the spans that somebody typed for a day: `9-17`, `9:00–12:30, 14-18`, `9am to 5pm`.

    Raises ValueError for anything else.
    """
    spans = []
    for part in re.split(r"[,;]", text):
        ends = [minute_of(end) for end in re.split(r"\s*(?:-|–|—|\bto\b|\ba\b)\s*", part.strip())]
        if len(ends) != 2 or ends[0] is None or ends[1] is None or ends[0] == DAY:
            raise ValueError(part)
        start = DAYS.index(day) * DAY
        until = ends[1] if ends[1] > ends[0] else ends[1] + DAY
        spans.append(Span(start + ends[0], start + until))
    return spans


def by_day(week: str) -> dict[str, str]:
    """Return a stored week day by day, as it is typed and shown: `{"MO": "9:00–12:00, 14:00–18:00"}`."""
    said: dict[str, list[str]] = {}
    for span in spans_in(week):
        day, opens = divmod(span.opens, DAY)
        closes = span.closes - day * DAY
        closes = closes - DAY if closes > DAY else closes
        said.setdefault(DAYS[day], []).append(
            f"{opens // 60}:{opens % 60:02d}–{closes // 60}:{closes % 60:02d}"
        )
    return {day: ", ".join(said[day]) for day in DAYS if day in said}
