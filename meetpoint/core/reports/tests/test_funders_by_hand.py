"""Every row of the reports that ask indicators, beside what the quarter of `quarter.py` adds up to by hand.

The quarter has two people with a code (A, with whom C was joined, and B) and others without.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from meetpoint.core.facts.reading.answers import Answer, answers
from meetpoint.core.facts.reading.questions import Question
from meetpoint.core.facts.tests.test_worked_examples import tell_the_rest
from meetpoint.core.modules.registry import registry
from meetpoint.core.people.actions import tell_demographics
from meetpoint.core.reports.asking.library import shipped
from meetpoint.core.reports.asking.template import Row
from meetpoint.core.reports.tests.quarter import FIRST, LAST, Quarter
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.drug_checking.tests.factories import brought, strip
from meetpoint.services.naloxone.actions.trainings import GroupTraining, record_training

DAYS = 90
ALL_WITHOUT_CODE = 14
"""Contacts without a code: one in February, twelve in a rush, one on the last evening."""

NOT_RECORDED = "not recorded"

REFERRED = {("treatment",): 1, ("detox",): 1}
TOPICS = {("overdose",): 1, ("disposal",): 1}

# name: row: value, or values by what it is broken down by
BY_HAND: dict[str, dict[str, Any]] = {
    "hawaii-annual": {
        "1a": 2,
        "1b": 175,  # 40 + 20 + 100 + 15
        "1c": 130,  # thirty counted, one litre of a hundred
        "1d": 25,
        "2a": {("35_44",): 1, ("55_64",): 1, (None,): 0},  # A was born in 1990, B in 1970
        "2b": {("woman",): 1, ("man",): 1, (None,): 0},
        "2c": {("black",): 1, ("several",): 1, (None,): 0},
        "2d": {("606",): 1, (None,): 1},  # B did not say
        **dict.fromkeys(("2e", "2f", "2g", "2h", "3", "5", "6", "7b", "8"), NOT_RECORDED),
        "4a": 1,  # of A on the twentieth of March
        "4b": 1,
        "4c": 0,  # topics were overdose and disposal
        "4d": 0,
        "4e": 2,  # to treatment and to detox; a third was entered by mistake
        "4f": 1,
        "4g": {},
        "7a": 100 * DAYS / 175,  # 36,500 for the year
    },
    "od2a-local": {
        **dict.fromkeys(("A1", "N4", "H1", "S1", "I1"), NOT_RECORDED),
        "E1": 22,
        "E2": {("fixed",): 21, ("mobile",): 1},  # B at the van
        "E3": 15,  # A twice, twelve, B
        "E4": 5,  # A twice, B, and two without a code
        "E5": 6,
        "N1": 17,  # five kits of two, three vials, four devices
        "N2": 5,
        "N3": {("fixed",): 15, ("mobile",): 2},
        "N3a": 0,
        "E6": 3,
        "E7": 1,
        "R1": 2,
        "R2": REFERRED,
        "R3": {("treatment",): 1},
        "T1": 4,
        "T2": 1,
    },
    "samhsa-sor": {
        **dict.fromkeys(("R2", "C1", "T1", "T2", "T3", "T4", "M1"), NOT_RECORDED),
        "R1": 3,
        "R3": 5,
        "R4": 2,
        "R5": 17,
        "E1": 8 + 4 + 1,  # two groups, and A at contacts
        "E2": 2,
        "E3": TOPICS,
        "R6": 0,
        "C2": 6,
        "C3": 3,
        "C4": 2,  # positive and negative; the one for xylazine cannot tell fentanyl
        "C5": 1,
        "T5": REFERRED,
    },
    "unaids-gam": {
        **dict.fromkeys(("465p", "853", "B4", "B5"), NOT_RECORDED),
        "N": 175,
        "D": 50,
        "465": 175 / 50 * 365 / DAYS,  # 14.2 for each person and year
        "465s": {("plaza",): 175, ("van",): 0},
        "B1": "low",
        "B2": 100 * 175 / (50 * 3 * DAYS),
        "B3": 100 * 75 / (2 * 3 * DAYS),  # 40 + 20 + 15 to A and B, who inject three times a day
    },
    "euda-st10": {
        **dict.fromkeys(("Pg", "V3"), NOT_RECORDED),
        "P": 1,
        "Pt": {("fixed",): 1, ("mobile",): 0},
        "Pp": 0,
        "Pv": 0,
        "S": 175,
        "St": {("fixed",): 175, ("mobile",): 0},
        "V1": 2,
        "V2": 15,
        "V2a": 22,
    },
    "australia-nmdc": {
        **dict.fromkeys(("A3", "O4", "O5"), NOT_RECORDED),
        "A1": {("fixed",): 1, ("mobile",): 0},
        "A2": {(None,): 22},
        "O1": 22,
        "O2": {("35_44",): 4, ("55_64",): 4, (None,): 0},  # A thrice and as C, B four times
        "O3": {("woman",): 4, ("man",): 4, (None,): 0},
        "O6": TOPICS,
        "O7": 1,
        "O8": {("hcv",): 1, ("hiv",): 1, ("sti",): 0},
        "O9": 2,
        "O10": REFERRED,
        "V1": 175,
        "V2": 0,
    },
}

# contacts without a code that would have counted, where that is not all of them
WITHOUT_CODE = {
    ("hawaii-annual", "4b"): 0,
    ("samhsa-sor", "E1"): 1,
    ("unaids-gam", "B3"): 12,
    ("euda-st10", "V1"): 12,
}


@pytest.fixture
def asked(quarter: Quarter, dee: Actor, settings: Any, tmp_path: Path) -> Callable[[Row], Answer]:
    """Answer a row over the quarter, with what A and B told, a training of four
    first responders, and three samples with a strip each.
    """
    settings.HOME, settings.KEYS = tmp_path / "home", tmp_path / "keys"
    tell_the_rest(quarter, dee)
    a = {"birth_year": "1990", "gender": "woman", "race_ethnicity": ["black"], "zip3": "606"}
    b = {"birth_year": "1970", "gender": "man", "race_ethnicity": ["white", "hispanic"]}
    tell_demographics(quarter.a, a, by=dee)
    tell_demographics(quarter.b, b, by=dee)
    training = {"site_id": quarter.plaza.pk, "held_on": date(2026, 3, 3), "people": 4}
    record_training(GroupTraining(uid=uuid7(), audience="responders", **training), by=dee)
    bags = [brought(dee, quarter.plaza, collected_on=date(2026, 2, day)) for day in (3, 4, 5)]
    strip(dee, bags[0])
    strip(dee, bags[1], "negative")
    strip(dee, bags[2], target="xylazine")

    def ask(row: Row) -> Answer:
        question = Question(
            organisation_id=dee.organisation_id,
            codes=(row.indicator,),
            first=FIRST,
            last=LAST,
            by=row.by,
            where=tuple(row.where.items()),
        )
        return answers(question)[0]

    return ask


@pytest.mark.parametrize("name", BY_HAND)
def test_every_row_is_what_it_is_by_hand(name: str, asked: Callable[[Row], Answer]) -> None:
    template = shipped()[name]
    assert [row.code for row in template.rows if row.code not in BY_HAND[name]] == []
    assert len(template.rows) == len(BY_HAND[name])
    for row in template.rows:
        expected = BY_HAND[name][row.code]
        if row.missing:
            assert expected == NOT_RECORDED, row.code
            continue
        answer = asked(row)
        assert _told(answer, row) == (expected if isinstance(expected, str) else pytest.approx(expected)), row
        if registry().indicators[row.indicator].without_code or (name, row.code) in WITHOUT_CODE:
            without = WITHOUT_CODE.get((name, row.code), ALL_WITHOUT_CODE)
            assert answer.contacts_without_code == without, row.code


def _told(answer: Answer, row: Row) -> Any:
    if answer.missing:
        return NOT_RECORDED
    return dict(answer.rows) if row.by else answer.rows[0][1]


def test_every_report_says_where_the_original_has_to_be_checked() -> None:
    for name in BY_HAND:
        assert shipped()[name].check, name
        assert shipped()[name].source, name
