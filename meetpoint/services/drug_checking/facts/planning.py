"""What a plan may begin with: samples that people had checked."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.planning_inputs import PlanningInput
from meetpoint.core.modules.sums import counted_by
from meetpoint.services.drug_checking.figures import samples_by_day

PLANNING_INPUTS = (
    PlanningInput(
        slug="drug_checking.samples",
        title=_("Samples checked"),
        unit=_("samples"),
        parameter="checking",
        counted=_(
            "Samples that came in within twelve months. The model asks for people who test as a rule,"
            " which is"
            " fewer: nobody is asked who they are, so it has to be estimated from this."
        ),
        count=counted_by(samples_by_day),
    ),
)
