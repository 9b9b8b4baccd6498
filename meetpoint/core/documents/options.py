"""What an organisation may set about documents."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Option, OptionType

KEEP_DAYS = "documents.keep_days"

OPTIONS = (
    Option(
        name=KEEP_DAYS,
        label=_("Days that a document is kept unless somebody chooses otherwise"),
        help=_("Proposed when a document is added. When its day has passed, it is removed by itself."),
        type=OptionType.COUNT,
        default=365,
        source="product choice",
        unit=_("days"),
    ),
)
