"""Words under which an entry is found, and the keys by which two entries are held for the same.

Everything is folded to plain lower-case letters and digits, so that both databases compare it alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 40
PLACE, CODE = "@", "="
_PARTS = re.compile(r"[a-z0-9]+")
_DIGITS = re.compile(r"\D+")
_FILLING = frozenset(
    [
        "the",
        "of",
        "and",
        "for",
        "at",
        "in",
        "a",
        "an",
        "inc",
        "llc",
        "corp",
        "co",
        "ltd",
        "center",
        "centre",
        "clinic",
        "services",
        "service",
        "program",
        "programs",
        "treatment",
        "health",
    ]
)
"""Words that tell two clinics apart no better than "Street" tells two streets."""
_SHORT = {
    "street": "st",
    "avenue": "ave",
    "boulevard": "blvd",
    "road": "rd",
    "drive": "dr",
    "suite": "ste",
    "north": "n",
    "south": "s",
    "east": "e",
    "west": "w",
    "highway": "hwy",
    "lane": "ln",
    "saint": "st",
    "calle": "c",
    "avenida": "ave",
}


def fold(text: str) -> str:
    """Return a text in lower case, without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def words_in(text: str) -> list[str]:
    """Return the words of a text, folded, each cut at the longest that is kept."""
    return [word[:LONGEST] for word in _PARTS.findall(fold(text).replace("'", "").replace("’", ""))]


def words_of(texts: Iterable[str], places: Iterable[str], codes: Iterable[str]) -> frozenset[str]:
    """Return everything under which an entry is kept: plain words, places after `@`, codes after `=`."""
    plain = {word for text in texts for word in words_in(text)}
    where = {word for text in places for word in words_in(text)}
    marked = {f"{PLACE}{word}"[:LONGEST] for word in where}
    return frozenset(plain | where | marked | {f"{CODE}{code.casefold()}"[:LONGEST] for code in codes})


def name_key(name: str) -> str:
    """Return what is left of a name without the words that every clinic has, in the order of the alphabet."""
    words = words_in(name)
    telling = sorted({word for word in words if word not in _FILLING}) or sorted(set(words))
    return " ".join(telling)[:255]


def phone_key(number: str) -> str:
    """Return the last ten digits of a number, without extension; empty below seven digits."""
    digits = _DIGITS.sub("", re.split(r"(?:ext|x|#)", number.casefold())[0])
    return digits[-10:] if len(digits) >= 7 else ""


def street_key(line: str) -> str:
    """Return a street line with its usual words shortened, so that "12 Hill Street" is "12 Hill St."."""
    return " ".join(_SHORT.get(word, word) for word in words_in(line))


def place_key(line: str, city: str, postcode: str) -> str:
    """Return where a place is, as a short key: street line with postcode or city; empty without."""
    street, where = street_key(line), " ".join(words_in(postcode[:5] or city))
    return f"{where} {street}"[:LONGEST] if street and where else ""


def cell(latitude: float | None, longitude: float | None) -> str:
    """Return the square of some 220 m in which a place lies (two thousandths of a degree), or nothing."""
    if latitude is None or longitude is None:
        return ""
    return f"{round(latitude * 500)},{round(longitude * 500)}"


def likeness(first: str, second: str) -> float:
    """Return how much two name keys have in common, 0 to 1: twice the words shared over all words (Dice)."""
    one, other = set(first.split()), set(second.split())
    words = len(one) + len(other)
    return 2 * len(one & other) / words if words else 0.0
