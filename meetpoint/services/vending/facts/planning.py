"""What a plan may begin with: naloxone kits from machines."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.planning_inputs import PlanningInput
from meetpoint.core.modules.sums import counted_by
from meetpoint.services.vending.figures import kits_by_day

PLANNING_INPUTS = (
    PlanningInput(
        slug="vending.kits",
        title=_("Naloxone kits from vending machines"),
        unit=_("kits"),
        parameter="kits_vending",
        counted=_(
            "Kits that machines handed out. They are among all naloxone kits handed out at contacts, so take"
            " them off there when you keep both numbers."
        ),
        count=counted_by(kits_by_day),
    ),
)
