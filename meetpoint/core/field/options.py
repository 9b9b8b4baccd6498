"""What an organisation may choose about its phones."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Option, OptionType

REVIEW = "field.review_before_sending"
RECENT_CODES = "field.recent_codes"

OPTIONS = (
    Option(
        name=REVIEW,
        label=_("On phones, entries can be looked at and changed before they are sent"),
        help=_(
            "Entries then stay readable on the phone under a passphrase of the worker until they are sent."
            " Without this the phone itself cannot read what was saved."
        ),
        type=OptionType.YES_NO,
    ),
    Option(
        name=RECENT_CODES,
        label=_("Phones tell whether a code was seen here lately"),
        help=_(
            "Phones then carry short keyed hashes of the codes of the last 60 days, each shared by"
            " thousands of possible codes. Whoever holds the phone and knows a code can see whether it is"
            " known."
        ),
        type=OptionType.YES_NO,
    ),
)
