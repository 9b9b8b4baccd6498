"""Whole numbers that somebody typed, or that came back from a page."""

import re

LONGEST = 18
"""Digits that are read, zeros in front aside: what a 64-bit column holds. Python refuses more than 4,300."""

_WRITTEN = re.compile(rf"\s*([+-]?)0*([0-9]{{1,{LONGEST}}})\s*")


def whole_number(text: str, *, most: int) -> int | None:
    """Return the whole number that stands in a text, or None when it is none or lies beyond ±`most`.

    Only the ten plain digits count, with a sign before them and space around them.
    """
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    number = int(found[1] + found[2])
    return number if abs(number) <= most else None
