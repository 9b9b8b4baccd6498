"""What an organisation may set about ordering."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Option, OptionType

COVER_DAYS = "supplies.order_cover_days"

OPTIONS = (
    Option(
        name=COVER_DAYS,
        label=_("Days that an order should last"),
        help=_("The reorder list suggests amounts that last so long after the delivery."),
        type=OptionType.COUNT,
        default=28,
        source="product choice: four whole weeks, as the levels look back",
        unit=_("days"),
    ),
)
