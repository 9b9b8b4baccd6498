"""Counts as people write them in logs, and text that a spreadsheet would run."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from meetpoint.core.encounters.rules import MOST_UNITS
from meetpoint.core.imports.mapping.shape import DOSES, PACKS
from meetpoint.core.imports.mapping.words import NOTHING
from meetpoint.core.supplies.queries import ItemFacts

_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
_WHOLE = re.compile(r"[+]?(\d{1,9})(?:[.,]0+)?")
_NEGATIVE = re.compile(r"[-−–]\s*\d")
_SUPPLIES = re.compile(r"(\d{1,6})\s*(?:x|×|\*)?\s+?(.+)|(.+?)\s*[x×*:=(]?\s*(\d{1,6})\)?", re.IGNORECASE)
FAULTS = frozenset(
    (
        *("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!"),
        *("#CALC!", "#FIELD!", "#BLOCKED!", "#¿NOMBRE?", "#¡VALOR!", "#¡REF!", "#¡NUM!", "#¡NULO!"),
        *("#¡DIV/0!", "Err:502", "Err:522"),
    )
)
"""What spreadsheets show for a formula that failed, in English and Spanish (ECMA-376-1, 18.17.3)."""


class CellProblem(ValueError):
    """A cell that cannot be read, with a message that says how to mend it."""


def read_count(text: str, *, most: int = MOST_UNITS) -> int:
    """Return the whole number in a cell, 0 for an empty one. Raises CellProblem."""
    if text.isdecimal() and text.isascii() and len(text) < 10:
        number = int(text)
    elif text.casefold() in NOTHING:
        return 0
    else:
        number = _number(text)
    if number > most:
        raise CellProblem(_("Write a number from 0 to %(most)d.") % {"most": most})
    return number


def _number(text: str) -> int:
    if _NEGATIVE.match(text):
        raise CellProblem(_("A count cannot be less than nought. Write how many were given."))
    if is_formula(text):
        raise CellProblem(_formula(text))
    if found := _WHOLE.fullmatch(text):
        return int(found[1])
    if _THOUSANDS.fullmatch(text):
        return int(text.replace(",", ""))
    raise CellProblem(_("This is not a whole number. Write digits only, such as 12."))


def in_units(count: int, unit: str, item: ItemFacts) -> int:
    """Return how many units of an item a count of packs or doses is. Raises CellProblem."""
    if unit == PACKS:
        return count * item.units_per_pack
    if unit == DOSES and item.doses_per_unit > 1:
        units, rest = divmod(count, item.doses_per_unit)
        if rest:
            raise CellProblem(
                _("%(count)d doses are no whole number of “%(item)s” with %(doses)d doses each.")
                % {"count": count, "item": item.label, "doses": item.doses_per_unit}
            )
        return units
    return count


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet would run a text, or failed to; signs before numbers and dashes before
    words are fine.
    """
    if text in FAULTS:
        return True
    if not text or text[0] not in "=@+-\t\r":
        return False
    if text[0] in "=@\t\r":
        return True
    rest = text[1:]
    if any(sign in rest for sign in "(!|"):
        return True
    return bool(rest) and not rest[0].isspace() and not rest[0].isalpha() and not _plain_number(rest)


def _plain_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "", 1).replace(" ", "").replace("-", "").isdigit()


def refuse_formula(text: str) -> None:
    """Do nothing for harmless text. Raises CellProblem for a formula."""
    if is_formula(text):
        raise CellProblem(_formula(text))


def _formula(text: str) -> str:
    if text in FAULTS:
        return _("The spreadsheet could not work this out. Write what it should say.")
    return _("This is a spreadsheet formula, which is not taken over. Write what it says instead.")


def supplies_in(text: str) -> list[tuple[int, str]]:
    """Return counts and words of "20 syringes, 2 narcan" or "narcan x2; cookers"; a word alone counts 1."""
    found = []
    for part in re.split(r"[,;+\n/]|\band\b|\by\b", text):
        part = part.strip(" .")
        if not part:
            continue
        match = _SUPPLIES.fullmatch(part)
        if match is None:
            found.append((1, part))
        else:
            found.append((int(match[1] or match[4]), (match[2] or match[3]).strip()))
    return found
