"""What the people package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module, Option, OptionType
from meetpoint.core.people.demographics import POLICY_FIELDS
from meetpoint.core.people.permissions import PERMISSIONS
from meetpoint.core.people.privacy import PLAN

CARD_LAW = "people.card_law"
CARD_LAW_ES = "people.card_law_es"

MODULE = Module(
    slug="people",
    name=_("Participants"),
    privacy=PLAN,
    permissions=PERMISSIONS,
    policy_fields=POLICY_FIELDS,
    options=(
        Option(
            name=CARD_LAW,
            label=_("Legal text on the participant card (English)"),
            help=_(
                "In some places a person who carries proof of taking part in a programme has limited "
                "immunity. Write the citation as your lawyer gives it. Until then the card carries none."
            ),
            type=OptionType.TEXT,
        ),
        Option(
            name=CARD_LAW_ES,
            label=_("Legal text on the participant card (Spanish)"),
            help=_("Shown on the Spanish card. Until then the Spanish card carries the English text."),
            type=OptionType.TEXT,
        ),
    ),
    audit_words={
        "participant.enrolled": _("enrolled a participant"),
        "participant.code_replaced": _("replaced a participant’s code"),
        "participant.card_shown": _("showed a participant’s card again"),
        "participant.code_key_destroyed": _("destroyed the key of the participant codes"),
        "participant.joined": _("joined two participant records"),
        "participant.separated": _("separated two participant records"),
        "participant.told": _("wrote down what a participant told"),
        "participant.corrected": _("corrected what a participant told"),
    },
)
