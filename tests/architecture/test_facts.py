"""Analysis reads declared facts only: no free text, no code, no exact birth date, a reason for each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db.models import Model, QuerySet

from meetpoint.core.access.models import StaffSession
from meetpoint.core.directory.models import DirectoryEntry
from meetpoint.core.encounters.models import Encounter, EncounterNote
from meetpoint.core.facts.rules import problems_of_indicator, problems_of_table
from meetpoint.core.modules import facts
from meetpoint.core.modules.facts import FactColumn, FactTable, FactType
from meetpoint.core.modules.indicators import Indicator
from meetpoint.core.modules.registry import registry
from meetpoint.core.people.models import Demographics, ParticipantCode
from meetpoint.core.referrals.models import Referral
from meetpoint.services.naloxone.models import ReversalReport

TABLES = list(registry().facts.values())
INDICATORS = list(registry().indicators.values())


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.slug)
def test_every_fact_table_may_be_copied(table: FactTable) -> None:
    assert problems_of_table(table) == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.slug)
def test_every_column_gives_a_reason_of_its_own(table: FactTable) -> None:
    said = {column.name: (str(column.why), str(column.meaning)) for column in table.columns}
    short = [name for name, (why, meaning) in said.items() if len(why) < 20 or len(meaning) < 8]
    assert short == [], "say what it means, and why it cannot identify a person"


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.code)
def test_every_indicator_is_whole(indicator: Indicator) -> None:
    known = registry()
    assert problems_of_indicator(indicator, known.facts) == []
    module = next(module.slug for module in known if indicator in module.indicators)
    assert indicator.code.startswith(f"{module}.")
    assert set(indicator.of) <= set(known.indicators)
    assert set(indicator.inputs) <= set(known.options)
    assert set(indicator.figures) <= set(known.figures)


def table_with(model: type[Model], *columns: FactColumn) -> FactTable:
    def rows(organisation_id: int, first: date, last: date) -> QuerySet[Any]:
        return model.objects.of(organisation_id)  # type: ignore[attr-defined]

    return FactTable(slug="made_up", meaning="Rows.", key="site", rows=rows, columns=(facts.site(), *columns))


def column(type: FactType, source: str, **more: Any) -> FactColumn:
    named = {"name": "strange", "meaning": "What it is.", "why": "It is said to be harmless.", **more}
    return FactColumn(type=type, source=source, **named)


FREE_TEXT = [
    (Referral, column(FactType.WORD, "to_name", words=("clinic",))),
    (Referral, column(FactType.WORD, "status_reason", words=("late",))),
    (ReversalReport, column(FactType.WORD, "county", words=("cook",))),
    (DirectoryEntry, column(FactType.WORD, "phone", words=("555",))),
    (EncounterNote, column(FactType.WORD, "sealed", words=("x",))),
]
CODES = [
    (ParticipantCode, column(FactType.WORD, "short_lookup", words=("x",))),
    (ParticipantCode, column(FactType.WORD, "kind", words=("random",))),
    (Referral, column(FactType.WORD, "slip", words=("x",))),
    (Encounter, column(FactType.WORD, "uid", words=("x",))),
    (Encounter, column(FactType.COUNT, "id")),
    (Encounter, column(FactType.COUNT, "participant_id")),
]
BIRTHS = [
    (Demographics, column(FactType.COUNT, "birth_year")),
    (Demographics, column(FactType.DAY, "asked_at")),
    (Encounter, column(FactType.COUNT, "participant__demographics__birth_year")),
    (Encounter, column(FactType.WORD, "participant_id", told="birth_year", words=("1980",))),
    (Encounter, column(FactType.AREA, "participant_id", told="zip5")),
]
TOO_EXACT = [
    (Encounter, column(FactType.DAY, "occurred_at")),
    (StaffSession, column(FactType.WORD, "device", words=("x",))),
    (Encounter, column(FactType.WORD, "nowhere", words=("x",))),
]


@pytest.mark.parametrize(("model", "strange"), [*FREE_TEXT, *CODES, *BIRTHS, *TOO_EXACT])
def test_a_column_that_could_identify_somebody_is_refused(model: type[Model], strange: FactColumn) -> None:
    problems = problems_of_table(table_with(model, strange))
    assert [problem for problem in problems if "strange" in problem] != []


def test_a_column_without_a_reason_is_refused() -> None:
    silent = column(FactType.COUNT, "people", why="")
    assert "made_up: strange does not say what it means and why it cannot identify a person." in (
        problems_of_table(table_with(Encounter, silent))
    )


def test_words_without_a_closed_list_are_refused() -> None:
    open_words = column(FactType.WORD, "place_type")
    assert problems_of_table(table_with(Encounter, open_words)) == [
        "made_up: strange has no closed list of words."
    ]


def test_people_and_amounts_are_no_breakdown() -> None:
    contacts = registry().indicators["encounters.contacts"]
    for name in ("person", "people", "item", "nowhere"):
        asked = replace(contacts, breakdowns=(name,))
        assert problems_of_indicator(asked, registry().facts) == [
            f"encounters.contacts: It cannot be broken down by {name!r}."
        ]
