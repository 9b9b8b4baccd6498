"""What the words and columns of facts are called on a page: as forms ask them, in the reader's words."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.encounters.facts.told import SEVERAL, WIDE_AREA
from meetpoint.core.facts.reading.narrowing import column_of
from meetpoint.core.facts.rules import stored_field
from meetpoint.core.modules.facts import FactColumn, FactType
from meetpoint.core.modules.fields import Words
from meetpoint.core.modules.indicators import Indicator
from meetpoint.core.modules.registry import registry
from meetpoint.core.people.demographics import GENDER, RACE_ETHNICITY
from meetpoint.core.supplies.models import Item

_AGES: tuple[tuple[str, Words], ...] = (
    ("under_18", gettext_lazy("Under 18")),
    ("18_24", "18–24"),
    ("25_34", "25–34"),
    ("35_44", "35–44"),
    ("45_54", "45–54"),
    ("55_64", "55–64"),
    ("65_over", gettext_lazy("65 and older")),
)
_TOLD: dict[str, tuple[tuple[str, Words], ...]] = {
    "age_band": _AGES,
    "gender": GENDER,
    "race_ethnicity": (*RACE_ETHNICITY, (SEVERAL, gettext_lazy("More than one"))),
    "zip3": ((WIDE_AREA, gettext_lazy("Areas with 20,000 people or fewer")),),
}
_COLUMNS: dict[str, Words] = {
    "age_band": gettext_lazy("Age"),
    "gender": gettext_lazy("Gender"),
    "race_ethnicity": gettext_lazy("Race and ethnicity"),
    "zip3": gettext_lazy("Area where people live (first three digits of the ZIP code)"),
    "site_kind": gettext_lazy("Kind of site"),
}
PLACES_AND_DAYS = ("site", "day", "month")
"""Breakdowns that a number's page shows in another way."""


def columns_of(indicator: Indicator) -> list[FactColumn]:
    """Return the columns by which a number's page can break it down."""
    found = (column_of(indicator, name) for name in indicator.breakdowns if name not in PLACES_AND_DAYS)
    return [column for column in found if column is not None]


def name_of(column: FactColumn) -> str:
    """Return what a column is called."""
    if column.name in _COLUMNS:
        return str(_COLUMNS[column.name])
    field = stored_field(column)
    if field is not None and field.model is Item:
        return _("Kind of supplies")
    said = str(getattr(field, "verbose_name", "")) if field is not None else ""
    return (said or column.name.replace("_", " ")).capitalize()


def words_of(column: FactColumn) -> dict[str, str]:
    """Return what each word of a column is called."""
    if column.told:
        return {slug: str(label) for slug, label in _TOLD[column.told]}
    if callable(column.labels):
        return {word: str(column.labels(word)) for word in column.vocabulary if word}
    if column.labels:
        return {slug: str(label) for slug, label in column.labels}
    field = stored_field(column)
    if field is not None and field.model is Item:
        return {slug: str(kind.label) for slug, kind in registry().supply_kinds.items()}
    choices = _choices(field)
    return {str(slug): str(label) for slug, label in choices if slug}


def said(column: FactColumn, word: Any, words: dict[str, str]) -> str:
    """Return one word of a column as people know it."""
    if word is None or word == "":
        return _("Not said")
    if column.type is FactType.FLAG:
        return _("Yes") if word else _("No")
    return words.get(str(word), _("Something else") if word == "other" else str(word))


def _choices(field: models.Field[Any, Any] | None) -> list[tuple[Any, Any]]:
    return list(field.choices or ()) if field is not None else []
