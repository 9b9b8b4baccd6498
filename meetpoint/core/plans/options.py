"""What an organisation may set about case load and plans."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Option, OptionType

CASE_LOAD_MOST = "plans.case_load_most"
REVIEW_AFTER = "plans.review_after_days"

OPTIONS = (
    Option(
        name=CASE_LOAD_MOST,
        label=_("People that one colleague goes along with at most"),
        help=_("Shown beside the number of people on “My people”. Nothing is ever blocked by it."),
        type=OptionType.COUNT,
        unit=_("people"),
    ),
    Option(
        name=REVIEW_AFTER,
        label=_("Days after which a plan is looked at again"),
        help=_("Proposed when a plan begins; the person and whoever goes along may choose another day."),
        type=OptionType.COUNT,
        default=90,
        source="product choice",
        unit=_("days"),
    ),
)
