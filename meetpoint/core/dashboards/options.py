"""Whether areas where people live are shown, and from which number on."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Option, OptionType
from meetpoint.core.organisations.options import option_value
from meetpoint.core.organisations.policy import policy_for

AREAS = "dashboards.show_areas"
ASKED_AS = "participant.zip3"
SMALLEST = "dashboards.smallest_count_of_a_group"

OPTIONS = (
    Option(
        name=AREAS,
        label=_("Show on boards in which ZIP areas people live"),
        help=_(
            "Counts of people by the first three digits of the ZIP code that they told. Off until somebody"
            " decides it for this programme: a list of areas can draw attention to the people in them."
        ),
        type=OptionType.YES_NO,
        default=False,
        source="Product choice: where people live is shown only where a programme decided so.",
    ),
    Option(
        name=SMALLEST,
        label=_("Smallest number of people that is shown of a group or area"),
        help=_("Smaller groups are not shown on boards, nor another from which one could be worked out."),
        type=OptionType.COUNT,
        default=11,
        source="CMS Cell Size Suppression Policy of 2024-01-26, no cell of 1 to 10: resdac.org/node/1506",
        unit=_("people"),
    ),
)


def shows_areas(organisation_id: int) -> bool:
    """Tell whether this organisation decided that areas are shown, and its place lets them be asked."""
    forbidden = policy_for(organisation_id).is_forbidden(ASKED_AS)
    return bool(option_value(organisation_id, AREAS)) and not forbidden


def smallest_shown(organisation_id: int) -> int:
    """Return from which number of people on a group is shown; without a value, one."""
    return max(1, cast("int | None", option_value(organisation_id, SMALLEST)) or 1)
