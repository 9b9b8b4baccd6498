"""What the people package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module
from meetpoint.core.people.demographics import POLICY_FIELDS
from meetpoint.core.people.options import OPTIONS
from meetpoint.core.people.permissions import PERMISSIONS
from meetpoint.core.people.privacy import PLAN

MODULE = Module(
    slug="people",
    name=_("Participants"),
    privacy=PLAN,
    permissions=PERMISSIONS,
    policy_fields=POLICY_FIELDS,
    options=OPTIONS,
    recounts=(
        "participant.joined",
        "participant.separated",
        "participant.told",
        "participant.corrected",
    ),
    audit_words={
        "participant.enrolled": _("enrolled a participant"),
        "participant.enrolled_from_log": _("enrolled participants of an imported log"),
        "participant.code_replaced": _("replaced a participant’s code"),
        "participant.card_shown": _("showed a participant’s card again"),
        "participant.code_key_destroyed": _("destroyed the key of the participant codes"),
        "participant.joined": _("joined two participant records"),
        "participant.separated": _("separated two participant records"),
        "participant.told": _("wrote down what a participant told"),
        "participant.corrected": _("corrected what a participant told"),
    },
)
