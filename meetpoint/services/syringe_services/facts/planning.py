"""What a plan may begin with: syringes handed out, and hepatitis C tests that led to care."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import DayFigure
from meetpoint.core.modules.planning_inputs import Informs, PlanningInput
from meetpoint.core.modules.sums import counted_by, sum_with_contacts
from meetpoint.services.syringe_services.figures import syringes_out
from meetpoint.services.syringe_services.models import Infection, InfectionTest


def hepatitis_c_linked(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Return hepatitis C tests after which the person was seen by a care provider."""
    tests = InfectionTest.objects.of(organisation_id).filter(infection=Infection.HCV, linked_to_care=True)
    return sum_with_contacts(organisation_id, tests, first, last)


PLANNING_INPUTS = (
    PlanningInput(
        slug="syringe_services.syringes_out",
        title=_("Syringes handed out"),
        unit=_("syringes"),
        parameter="ssp",
        counted=_(
            "Complete sets handed out at contacts, by what each unit held on that day. Loose needles and "
            "loose barrels are not in it. The share of injections covered is this divided by all "
            "injections."
        ),
        count=counted_by(syringes_out),
    ),
    PlanningInput(
        slug="syringe_services.hepatitis_c_linked",
        title=_("Hepatitis C tests that led to care"),
        unit=_("tests"),
        parameter="hcv_treatments",
        informs=Informs.OUTCOME,
        counted=_(
            "Tests after which the person was seen by a care provider. Not all of them began treatment."
        ),
        count=counted_by(hepatitis_c_linked),
    ),
)
