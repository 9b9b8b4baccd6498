"""By which columns a number's page breaks it down, and what it says where nothing was said."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from meetpoint.core.facts.reading.narrowing import column_of
from meetpoint.core.modules.facts import FactColumn, FactType
from meetpoint.core.modules.indicators import Indicator

PLACES_AND_DAYS = ("site", "day", "month")
"""Breakdowns that a number's page shows in another way."""


def columns_of(indicator: Indicator) -> list[FactColumn]:
    """Return the columns by which a number's page can break it down."""
    found = (column_of(indicator, name) for name in indicator.breakdowns if name not in PLACES_AND_DAYS)
    return [column for column in found if column is not None]


def said(column: FactColumn, word: Any, words: dict[str, str]) -> str:
    """Return one word of a column as people know it."""
    if word is None or word == "":
        return _("Not said")
    if column.type is FactType.FLAG:
        return _("Yes") if word else _("No")
    return words.get(str(word), _("Something else") if word == "other" else str(word))
