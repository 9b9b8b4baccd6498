"""Which lots a notice means: pure functions over what it names and what is written on lots."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from meetpoint.core.supplies.errors import refused
from meetpoint.core.supplies.serials import Serials, read_serials

MOST_NAMES = 200
"""More lots than this in one notice is a paste of something else (product choice)."""

EARLIEST_NOTICE = date(1985, 1, 1)

_APART = re.compile(r"[\n,;]+")
_NOISE = re.compile(r"[^0-9A-Z]+")
_SAID_LOT = re.compile(r"^(?:lots?|lotes?)\b[\s.:#]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Name:
    """What a notice names: a lot number, serial numbers, or both; of one item, or of any."""

    number: str = ""
    serials: Serials | None = None
    item_id: int | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """A lot as it is marked here."""

    lot_id: int
    item_id: int
    number: str
    serials: Serials | None = None


def read_names(text: str, *, serials: tuple[str, str] = ("", ""), item_id: int | None = None) -> list[Name]:
    """Return what was typed: lot numbers on lines of their own or between commas, and a range of serials.

    With both, the range lies within those lots. Raises DomainError when nothing is named or too much is.
    """
    span = read_serials(*serials)
    numbers = list(dict.fromkeys(number for word in _APART.split(text) if (number := _number_in(word))))
    if not numbers and span is None:
        raise refused("numbers", _("Write at least one lot number, or the first serial number."))
    if len(numbers) > MOST_NAMES:
        raise refused("numbers", _("Write at most %(most)d lot numbers at once.") % {"most": MOST_NAMES})
    too_long = next((number for number in numbers if len(number) > 60), None)
    if too_long:
        raise refused("numbers", _("“%(start)s…” is too long for a lot number.") % {"start": too_long[:20]})
    return [Name(number, span, item_id) for number in numbers or [""]]


def plain(number: str) -> str:
    """Return a lot number without what people write differently: case, spaces, dashes, points."""
    return _NOISE.sub("", number.upper())


def lots_meant(names: Collection[Name], lots: Sequence[Marked]) -> list[int]:
    """Return the lots that some name means.

    A number means the lots that bear it, however it is spaced. Serial numbers mean the lots whose range meets
    theirs. With both, a lot that bears the number is meant unless its own range is known and lies elsewhere:
    in doubt it is meant.
    """
    return [lot.lot_id for lot in lots if any(_means(name, lot) for name in names)]


def problem_of_notice_date(issued_on: date | None, today: date) -> str:
    """Return why a notice cannot be of this day, or an empty text."""
    if issued_on is None or EARLIEST_NOTICE <= issued_on <= today:
        return ""
    return _("A notice has a date in the past. Read it again.")


def _number_in(word: str) -> str:
    return _SAID_LOT.sub("", " ".join(word.split())).strip()


def _means(name: Name, lot: Marked) -> bool:
    if name.item_id is not None and name.item_id != lot.item_id:
        return False
    if not name.number:
        return name.serials is not None and lot.serials is not None and lot.serials.meets(name.serials)
    same = plain(name.number) == plain(lot.number) if plain(name.number) else name.number == lot.number
    return same and (name.serials is None or lot.serials is None or lot.serials.meets(name.serials))
