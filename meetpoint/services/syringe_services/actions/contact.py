"""What is stored with a contact; each function is called by `record_encounters`, which checks and audits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from meetpoint.core.modules.forms import Section
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.rows import Row, insert_rows
from meetpoint.services.syringe_services.factors import Factor, factor_for
from meetpoint.services.syringe_services.models import (
    Education,
    Infection,
    InfectionTest,
    Method,
    ReturnedSyringes,
    TestStep,
    Vaccination,
    WoundCare,
)
from meetpoint.services.syringe_services.rules import syringes_in

METHODS: Mapping[str, Method] = {
    "counted": Method.COUNTED,
    "stated": Method.STATED,
    "litres": Method.VOLUME,
    "pounds": Method.WEIGHT,
}
"""Which method each field of the returns form stands for."""

THOUSANDTH = Decimal("0.001")


def save_returns(sections: Sequence[Section], by: Actor) -> None:
    """Store what came back, each measure with its factor on that day. Raises DomainError without a rate."""
    factor = cache(factor_for)
    rows: list[Row] = []
    for section in sections:
        encounter = section.encounter
        for name, method in METHODS.items():
            if section.values.get(name):
                measure = Decimal(section.values[name]).quantize(THOUSANDTH)
                worth = factor(encounter.organisation_id, method, encounter.local_date)
                rows.append((encounter.organisation_id, encounter.id, *measured(method, measure, worth)))
    insert_rows(ReturnedSyringes, ("organisation_id", "encounter_id", *MEASURED), rows)


MEASURED = ("method", "measure", "factor", "factor_source", "syringes")


def measured(method: Method, measure: Decimal, factor: Factor) -> tuple[str, Decimal, Decimal, str, int]:
    """Return the columns of a measure: raw, factor, its source, and the result."""
    return (method.value, measure, factor.value, factor.source, syringes_in(measure, factor.value))


def save_tests(sections: Sequence[Section], by: Actor) -> None:
    """Store infection tests offered and done, one row for each infection."""
    rows = [
        (
            section.encounter.organisation_id,
            section.encounter.id,
            infection.value,
            *_test(section.values, infection),
        )
        for section in sections
        for infection in Infection
        if infection.value in section.values or f"{infection.value}_linked" in section.values
    ]
    columns = ("organisation_id", "encounter_id", "infection", "step", "result", "linked_to_care")
    insert_rows(InfectionTest, columns, rows)


def _test(said: Mapping[str, Any], infection: Infection) -> tuple[str, str, bool]:
    answer = said.get(infection.value, "")
    linked = bool(said.get(f"{infection.value}_linked"))
    if answer == TestStep.OFFERED:
        return TestStep.OFFERED.value, "", linked
    return TestStep.DONE.value, answer, linked


def save_vaccinations(sections: Sequence[Section], by: Actor) -> None:
    """Store vaccines given, one row for each."""
    _save_words(Vaccination, "vaccine", "given", sections)


def save_education(sections: Sequence[Section], by: Actor) -> None:
    """Store topics talked through, one row for each."""
    _save_words(Education, "topic", "topics", sections)


def _save_words(
    model: type[Vaccination] | type[Education], column: str, field: str, sections: Sequence[Section]
) -> None:
    rows = [
        (section.encounter.organisation_id, section.encounter.id, word)
        for section in sections
        for word in section.values.get(field, ())
    ]
    insert_rows(model, ("organisation_id", "encounter_id", column), rows)


def save_wound_care(sections: Sequence[Section], by: Actor) -> None:
    """Store wound care, one row for each contact."""
    rows = [
        (
            section.encounter.organisation_id,
            section.encounter.id,
            ",".join(section.values.get("care", ())),
            bool(section.values.get("referral_suggested")),
        )
        for section in sections
    ]
    insert_rows(WoundCare, ("organisation_id", "encounter_id", "care", "referral_suggested"), rows)
