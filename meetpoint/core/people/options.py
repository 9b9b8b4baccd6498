"""What an organisation may set about its cards."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Option, OptionType

CARD_LAW = "people.card_law"
CARD_LAW_ES = "people.card_law_es"

OPTIONS = (
    Option(
        name=CARD_LAW,
        label=_("Legal text on the participant card (English)"),
        help=_(
            "In some places a person who carries proof of taking part in a programme has limited immunity. "
            "Write the citation as your lawyer gives it. Until then the card carries none."
        ),
        type=OptionType.TEXT,
    ),
    Option(
        name=CARD_LAW_ES,
        label=_("Legal text on the participant card (Spanish)"),
        help=_("Stands under the English text. Until then the card carries the English text alone."),
        type=OptionType.TEXT,
    ),
)
