"""The facts of this service: used syringes, clean-ups, tests, vaccines, wound care and talks."""

from __future__ import annotations

from datetime import date

from django.db.models import Max, Min, QuerySet

from meetpoint.core.encounters.facts.tables import OF_CONTACT, SAID, WHOSE_CONTACT, contact_span, of_contacts
from meetpoint.core.modules import facts
from meetpoint.core.modules.facts import FactTable
from meetpoint.services.syringe_services.models import (
    CleanUp,
    Education,
    EducationTopic,
    Infection,
    InfectionTest,
    Method,
    ReturnedSyringes,
    TestResult,
    TestStep,
    Vaccination,
    Vaccine,
    WoundCare,
)


def _standing(organisation_id: int) -> QuerySet[CleanUp]:
    return CleanUp.objects.of(organisation_id).filter(voided_at=None)


def _clean_ups(organisation_id: int, first: date, last: date) -> QuerySet[CleanUp]:
    return _standing(organisation_id).filter(held_on__range=(first, last))


def _clean_up_span(organisation_id: int) -> tuple[date, date] | None:
    found = _standing(organisation_id).aggregate(first=Min("held_on"), last=Max("held_on"))
    return (found["first"], found["last"]) if found["first"] else None


_METHOD = facts.word(
    "method",
    tuple(Method.values),
    "How the quantity became known.",
    why="It is about how things were counted.",
)
_USED = facts.count("syringes", "Used syringes, by the rate in force on that day.")

FACTS = (
    FactTable(
        slug="returns",
        meaning="One row for each way in which used syringes came back in a standing contact.",
        span=contact_span,
        rows=of_contacts(ReturnedSyringes),
        columns=(*OF_CONTACT, WHOSE_CONTACT, _METHOD, _USED),
    ),
    FactTable(
        slug="clean_ups",
        meaning="One row for each standing clean-up.",
        span=_clean_up_span,
        rows=_clean_ups,
        columns=(facts.day("held_on", "The day on which it was held."), facts.site(), _METHOD, _USED),
    ),
    FactTable(
        slug="infection_tests",
        meaning="One row for each infection for which a test was offered in a standing contact.",
        span=contact_span,
        rows=of_contacts(InfectionTest),
        columns=(
            *OF_CONTACT,
            WHOSE_CONTACT,
            facts.word("infection", tuple(Infection.values), "What was tested for.", why=SAID),
            facts.word("step", tuple(TestStep.values), "Offered or done.", why=SAID),
            facts.word("result", tuple(TestResult.values), "A class of result, never a value.", why=SAID),
            facts.flag("linked_to_care", "Whether the person was seen by a care provider.", why=SAID),
        ),
    ),
    FactTable(
        slug="vaccinations",
        meaning="One row for each vaccine given in a standing contact.",
        span=contact_span,
        rows=of_contacts(Vaccination),
        columns=(
            *OF_CONTACT,
            WHOSE_CONTACT,
            facts.word("vaccine", tuple(Vaccine.values), "Which vaccine.", why=SAID),
        ),
    ),
    FactTable(
        slug="wound_care",
        meaning="One row for each standing contact with wound care; what was done is not copied.",
        span=contact_span,
        rows=of_contacts(WoundCare),
        columns=(*OF_CONTACT, WHOSE_CONTACT),
    ),
    FactTable(
        slug="education",
        meaning="One row for each topic talked through in a standing contact.",
        span=contact_span,
        rows=of_contacts(Education),
        columns=(
            *OF_CONTACT,
            WHOSE_CONTACT,
            facts.word("topic", tuple(EducationTopic.values), "What about.", why=SAID),
        ),
    ),
)
