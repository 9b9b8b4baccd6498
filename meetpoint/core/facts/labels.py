"""What columns of facts and their words are called: as the form asks them, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.encounters.facts.told import SEVERAL, WIDE_AREA
from meetpoint.core.facts.reading.narrowing import NO, YES
from meetpoint.core.facts.rules import stored_field
from meetpoint.core.modules.facts import OTHER, FactColumn, FactType
from meetpoint.core.modules.fields import Words
from meetpoint.core.modules.registry import registry
from meetpoint.core.people.demographics import GENDER, RACE_ETHNICITY

_TOLD: dict[str, tuple[tuple[str, Words], ...]] = {
    "age_band": (
        ("under_18", gettext_lazy("Under 18")),
        ("18_24", "18–24"),
        ("25_34", "25–34"),
        ("35_44", "35–44"),
        ("45_54", "45–54"),
        ("55_64", "55–64"),
        ("65_over", gettext_lazy("65 and older")),
    ),
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
    "kind": gettext_lazy("Kind"),
    "route": gettext_lazy("Nasal or injected"),
    "site": gettext_lazy("Site"),
    "month": gettext_lazy("Month"),
    "day": gettext_lazy("Day"),
    "place_type": gettext_lazy("Kind of place"),
    "infection": gettext_lazy("Infection"),
    "method": gettext_lazy("How it was counted"),
    "reason": gettext_lazy("What became of the last kit"),
    "audience": gettext_lazy("Whom it was for"),
    "given_by": gettext_lazy("Who gave the naloxone"),
    "product": gettext_lazy("Product"),
    "status": gettext_lazy("What became of it"),
    "result": gettext_lazy("Result"),
    "vaccine": gettext_lazy("Vaccine"),
    "topic": gettext_lazy("Topic"),
    "outcome": gettext_lazy("How it ended"),
    "called_911": gettext_lazy("Emergency services called"),
}


def name_of(name: str, column: FactColumn | None) -> str:
    """Return what a breakdown is called; `column` is None for the month, which every table has."""
    if name in _COLUMNS:
        return str(_COLUMNS[name])
    field = stored_field(column) if column is not None else None
    said = str(getattr(field, "verbose_name", "")) if field is not None else ""
    return (said or name.replace("_", " ")).capitalize()


def words_of(column: FactColumn) -> dict[str, str]:
    """Return what each word of a column is called."""
    if column.type is FactType.FLAG:
        return {YES: _("Yes"), NO: _("No")}
    if column.told:
        return {slug: str(label) for slug, label in _TOLD[column.told]}
    if callable(column.labels):
        return {word: str(column.labels(word)) for word in column.vocabulary if word}
    if column.labels:
        return {slug: str(label) for slug, label in column.labels}
    kinds = registry().supply_kinds
    if column.vocabulary and set(column.vocabulary) <= set(kinds):
        return {slug: str(kinds[slug].label) for slug in column.vocabulary}
    found = {str(slug): str(label) for slug, label in _choices(stored_field(column)) if slug}
    return {OTHER: _("Something else")} | found


def _choices(field: models.Field[Any, Any] | None) -> list[tuple[Any, Any]]:
    return list(field.choices or ()) if field is not None else []
