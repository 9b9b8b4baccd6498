"""Values of referrals that a programme may set."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Option, OptionType
from meetpoint.core.organisations.options import option_value

FOLLOW_UP_DAYS = "referrals.follow_up_after_days"
REMIND_DAYS = "referrals.remind_before_days"
MOST_DAYS = 3650

OPTIONS = (
    Option(
        name=FOLLOW_UP_DAYS,
        label=_("Ask what became of a referral after"),
        help=_(
            "A task for whoever made it, not an alarm. The form of a referral may name another day. Nought: "
            "on the day it is sent."
        ),
        type=OptionType.COUNT,
        default=14,
        source="Product choice: two weeks",
        unit=_("days"),
    ),
    Option(
        name=REMIND_DAYS,
        label=_("Remind of an appointment before"),
        help=_("A task for whoever made the referral, so many days before the appointment."),
        type=OptionType.COUNT,
        default=1,
        source="Product choice: the day before",
        unit=_("days"),
    ),
)


def days_of(organisation_id: int, name: str) -> timedelta:
    """Return one of these spans; what nobody could live to see counts as ten years."""
    return timedelta(days=min(int(option_value(organisation_id, name) or 0), MOST_DAYS))
