"""Dates and times as people write them in logs, in English and Spanish."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time, timedelta
from functools import lru_cache

from meetpoint.core.imports.mapping.shape import DAY_FIRST, MONTH_FIRST
from meetpoint.core.imports.mapping.words import plain

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
_YEAR = r"(\d{4}|\d{2})"
_NTH = r"(?:st|nd|rd|th)?"
_WORDS = re.compile(
    rf"(?:[a-z]+ )?(?:(\d{{1,2}}){_NTH} (?:de )?([a-z]+)|([a-z]+) (\d{{1,2}}){_NTH}) (?:del? )?{_YEAR}"
)
_TIME = re.compile(
    r"(\d{1,2})(?:[:.h](\d{2}))?(?::(\d{2})(?:\.\d+)?)?\s*(a\.?m\.?|p\.?m\.?|h|hrs?)?", re.IGNORECASE
)
_TAIL = re.compile(r"[T ]+(\d{1,2}:\d{2}.*)$")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_SERIAL_ZERO = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 31_048, 73_050
"""Excel's day numbers of 1985 and of 2099."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january ene enero",
            "feb february febrero",
            "mar march marzo",
            "apr april abr abril",
            "may mayo",
            "jun june junio",
            "jul july julio",
            "aug august ago agosto",
            "sep sept september septiembre setiembre",
            "oct october octubre",
            "nov november noviembre",
            "dec december dic diciembre",
        ),
        start=1,
    )
    for name in names.split()
}


class NoDate(ValueError):
    """Text that is no date, or a date that no calendar has."""


class NeedsOrder(NoDate):
    """A date such as 3/4/2026, of which nobody has said whether the day or the month comes first."""


@lru_cache(maxsize=20_000)
def read_day(text: str, order: str) -> tuple[date, str]:
    """Return the date in a cell and what follows it (a time, mostly empty). Raises NoDate, NeedsOrder.

    `order` is "day-first", "month-first", or empty when only dates that can be read one way may be.
    """
    day, tail = _split(text)
    if found := _ISO.fullmatch(day):
        return _made(int(found[1]), int(found[2]), int(found[3])), tail
    if found := _NUMBERS.fullmatch(day):
        return _from_numbers(int(found[1]), int(found[2]), _year(found[3]), order), tail
    if _SERIAL.fullmatch(day) and _FIRST_SERIAL <= float(day) <= _LAST_SERIAL:
        return _SERIAL_ZERO + timedelta(days=int(float(day))), tail
    if found := _WORDS.fullmatch(plain(day)):
        month = _MONTHS.get(found[2] or found[3])
        if month:
            return _made(_year(found[5]), month, int(found[1] or found[4])), tail
    raise NoDate(text)


def read_time(text: str) -> time:
    """Return a time such as 14:30, 2:30 pm or 9h. Raises NoDate."""
    found = _TIME.fullmatch(text.strip())
    if found is None or not (found[2] or found[4]):
        raise NoDate(text)
    hour, half = int(found[1]), (found[4] or "").lower().replace(".", "")
    if half in ("am", "pm"):
        if not 1 <= hour <= 12:
            raise NoDate(text)
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return time(hour, int(found[2] or 0), int(found[3] or 0))
    except ValueError:
        raise NoDate(text) from None


def looks_like_date(text: str) -> bool:
    """Tell whether a cell is a date in any order, and not merely a number."""
    if text.replace(".", "", 1).isdigit():
        return False
    return any(_is_date(text, order) for order in (MONTH_FIRST, DAY_FIRST))


def order_in(texts: Iterable[str]) -> str:
    """Return the order that the dates of a column show ("day-first", "month-first"), or "" when none does."""
    for text in texts:
        found = _NUMBERS.fullmatch(_split(text)[0])
        if found:
            first, second = int(found[1]), int(found[2])
            if 12 < first <= 31 and second <= 12:
                return DAY_FIRST
            if 12 < second <= 31 and first <= 12:
                return MONTH_FIRST
    return ""


def needs_order(text: str) -> bool:
    """Tell whether a cell is a date that can be read in two ways."""
    found = _NUMBERS.fullmatch(_split(text)[0])
    return bool(found) and int(found[1]) <= 12 and int(found[2]) <= 12 and found[1] != found[2]  # type: ignore[index]


def _is_date(text: str, order: str) -> bool:
    try:
        read_day(text, order)
    except NoDate:
        return False
    return True


def _split(text: str) -> tuple[str, str]:
    text = text.strip()
    tail = _TAIL.search(text)
    return (text[: tail.start()].strip(" ,"), tail[1].strip()) if tail else (text, "")


def _from_numbers(first: int, second: int, year: int, order: str) -> date:
    if first == second or first > 12 or second > 12:
        order = order or (DAY_FIRST if first > 12 else MONTH_FIRST)
    if not order:
        raise NeedsOrder
    return _made(year, second, first) if order == DAY_FIRST else _made(year, first, second)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _made(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NoDate from None
