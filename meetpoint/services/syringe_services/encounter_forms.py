"""The forms that a worker may fill in with a contact: returns, tests, vaccines, wound care, talks."""

from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.fields import Amount, Choice, Choices, Count, Field, YesNo
from meetpoint.core.modules.forms import EncounterForm
from meetpoint.services.syringe_services import queries
from meetpoint.services.syringe_services.actions import contact
from meetpoint.services.syringe_services.models import Care, EducationTopic, Infection, Vaccine

OUTCOMES = (
    ("offered", _("Offered, not wanted today")),
    ("negative", _("Done: negative")),
    ("reactive", _("Done: reactive or positive")),
    ("indeterminate", _("Done: indeterminate")),
    ("not_given", _("Done: result not given yet")),
)
"""One answer for step and result together, so that a test takes one tap."""

RETURNS_FORM = EncounterForm(
    slug="returns",
    title=_("Returned syringes"),
    help=_("Nobody has to bring any back. Containers need not be opened or counted."),
    fields=(
        Count(name="counted", label=_("Returned"), help=_("As counted."), presets=(10, 20, 50, 100)),
        Count(name="stated", label=_("Returned, as the person says"), presets=(10, 20, 50, 100), folded=True),
        Amount(
            name="litres",
            label=_("Full container"),
            help=_("The container's volume; a quart is 0.95 litres, a gallon 3.8."),
            unit=_("litres"),
            maximum=Decimal(500),
            folded=True,
        ),
        Amount(
            name="pounds",
            label=_("Weight, without the container"),
            unit=_("pounds"),
            maximum=Decimal(500),
            folded=True,
        ),
    ),
    save=contact.save_returns,
    load=queries.returns_said,
    on_log=True,
    order=10,
    supply_kinds=("syringes",),
    icon="undo",
)


def _infection_fields(infection: Infection) -> tuple[Field, Field]:
    linked = format_lazy(_("{infection}: linked to care"), infection=infection.label)
    return (
        Choice(name=infection.value, label=infection.label, choices=OUTCOMES),
        YesNo(name=f"{infection.value}_linked", label=linked, folded=True),
    )


INFECTIONS_FORM = EncounterForm(
    slug="infections",
    title=_("Infection tests"),
    help=_("Only what was offered or done today. Results are seen only by those who may see them."),
    fields=tuple(field for infection in Infection for field in _infection_fields(infection)),
    save=contact.save_tests,
    load=queries.infections_said,
    offline=False,
    order=40,
    permission="syringe_services:test:record",
    icon="test-tube",
)

VACCINES_FORM = EncounterForm(
    slug="vaccines",
    title=_("Vaccines given"),
    fields=(Choices(name="given", label=_("Vaccines given today"), choices=Vaccine.choices),),
    save=contact.save_vaccinations,
    load=queries.vaccinations_said,
    order=41,
    permission="syringe_services:care:record",
    icon="shield",
)

WOUNDS_FORM = EncounterForm(
    slug="wounds",
    title=_("Wound care"),
    fields=(
        Choices(name="care", label=_("What was done"), choices=Care.choices),
        YesNo(name="referral_suggested", label=_("Medical care suggested")),
    ),
    save=contact.save_wound_care,
    load=queries.wound_care_said,
    order=42,
    permission="syringe_services:care:record",
    supply_kinds=("wound",),
    icon="wound",
)

EDUCATION_FORM = EncounterForm(
    slug="education",
    title=_("Talked about"),
    fields=(Choices(name="topics", label=_("Topics"), choices=EducationTopic.choices),),
    save=contact.save_education,
    load=queries.education_said,
    order=43,
    icon="info",
)

FORMS = (RETURNS_FORM, INFECTIONS_FORM, VACCINES_FORM, WOUNDS_FORM, EDUCATION_FORM)
