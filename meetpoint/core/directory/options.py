"""Values of the directory that a programme may set."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Option, OptionType

STALE_DAYS = "directory.stale_after_days"

OPTIONS = (
    Option(
        name=STALE_DAYS,
        label=_("An entry may be out of date after"),
        help=_(
            "Entries that nobody has checked for so long are marked, and can be listed to be checked again."
        ),
        type=OptionType.COUNT,
        default=180,
        source="Product choice: twice a year",
        unit=_("days"),
    ),
)
