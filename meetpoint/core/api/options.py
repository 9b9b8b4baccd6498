"""What an organisation may set about its tokens."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Option, OptionType

LONGEST_DAYS = "api.token_longest_days"

OPTIONS = (
    Option(
        name=LONGEST_DAYS,
        label=_("Longest life of an API token"),
        help=_("A token that is lost stops working by itself after this time at the latest."),
        type=OptionType.COUNT,
        default=365,
        source="Product choice: a yearly reminder of who still reads what",
        unit=_("days"),
    ),
)
