"""What an organisation may set: which rides it offers, and how long counselling notes are kept."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Option, OptionType
from meetpoint.core.organisations.options import option_value
from meetpoint.core.sessions.words import RideMode

KEEP_NOTES_YEARS = "sessions.keep_notes_years"

_RIDE = {
    RideMode.VEHICLE: _("Rides in our own vehicle"),
    RideMode.TAXI: _("Rides by taxi voucher"),
    RideMode.TRANSIT: _("Transit passes"),
    RideMode.SERVICE: _("Rides by a ride service"),
}


def rides_offered(organisation_id: int) -> list[str]:
    """Return the kinds of rides that an organisation offers."""
    return [mode for mode in RideMode.values if option_value(organisation_id, f"sessions.ride_{mode}")]


def keep_notes_until(organisation_id: int, written_on: date) -> date | None:
    """Return until when a note of this day is kept by the organisation's rule, None without one."""
    years = cast("int | None", option_value(organisation_id, KEEP_NOTES_YEARS))
    if not years:
        return None
    years = min(years, 100)
    try:
        return written_on.replace(year=written_on.year + years)
    except ValueError:  # 29 February
        return written_on.replace(year=written_on.year + years, day=28)


OPTIONS = (
    *(
        Option(
            name=f"sessions.ride_{mode}",
            label=label,
            help=_("Whether staff may choose this when they write down a ride."),
            type=OptionType.YES_NO,
            default=True,
            source="product choice",
        )
        for mode, label in _RIDE.items()
    ),
    Option(
        name=KEEP_NOTES_YEARS,
        label=_("Years for which counselling notes are kept"),
        help=_(
            "After them a note is removed. Until a number is set, notes stay until the person is erased, "
            "or until the day that their author chose."
        ),
        type=OptionType.COUNT,
        unit=_("years"),
    ),
)
