"""Serial numbers as they stand on packs and kits, and ranges of them: reading, comparing, joining."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from meetpoint.core.supplies.errors import refused
from meetpoint.lib.errors import DomainError

_SERIAL = re.compile(r"#?([A-Z0-9\-/.]*?)([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Serials:
    """A range of serial numbers, both ends included: what stands before the counted digits, and the digits.

    "#002441" to "#007967" is `Serials("", 2441, 7967, "002441", "007967")`; the last two are what is shown.
    """

    series: str
    first: int
    last: int
    shown_first: str
    shown_last: str

    def meets(self, other: "Serials") -> bool:
        """Tell whether some number lies in both ranges."""
        return self.series == other.series and self.first <= other.last and other.first <= self.last


def read_serials(first: str, last: str) -> Serials | None:
    """Return the range that was typed, None when nothing was; one end alone means that one number.

    Raises DomainError for what is no serial number, two series, or a range that runs backwards.
    """
    begin, end = _clean(first), _clean(last)
    if not begin and not end:
        return None
    (series, start), (other, stop) = (
        _split(begin or end, "serial_from"),
        _split(end or begin, "serial_to"),
    )
    if series != other:
        raise refused("serial_to", _("Both ends must begin alike, such as A0100 to A0250."))
    if stop < start:
        raise refused("serial_to", _("The last number comes before the first. Swap the two."))
    return Serials(series, start, stop, begin or end, end or begin)


def joined(known: Serials | None, more: Serials | None) -> Serials | None:
    """Return the smallest range that holds both. Raises DomainError when they are of two series."""
    if known is None or more is None:
        return known or more
    if known.series != more.series:
        raise refused(
            "serial_from",
            _("This lot is here already with serial numbers from %(first)s to %(last)s. Read the pack again.")
            % {"first": known.shown_first, "last": known.shown_last},
        )
    low = min(known, more, key=lambda one: one.first)
    high = max(known, more, key=lambda one: one.last)
    return Serials(known.series, low.first, high.last, low.shown_first, high.shown_last)


def stored_serials(first: str, last: str) -> Serials | None:
    """Return the range that a row holds; None for a row without one, or one that cannot be read any more."""
    try:
        return read_serials(first, last)
    except DomainError:
        return None


def _clean(text: str) -> str:
    return "".join(text.split()).upper().removeprefix("#")


def _split(text: str, field: str) -> tuple[str, int]:
    found = _SERIAL.fullmatch(text)
    if found is None:
        raise refused(field, _("Write a serial number that ends in digits, such as 002441."))
    return found[1], int(found[2])
