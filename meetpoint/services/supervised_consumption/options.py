"""What a place or its medical director sets. Clinical thresholds and statutory hours ship without a value.

No source gives cut-offs of oxygen saturation or breathing, or intervals of looking, for consumption rooms,
and no reporting hours are read from a final rule. Until somebody enters them, with their name, a source and
a date, nothing on any page is derived from them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Option, OptionType
from meetpoint.core.organisations.options import OptionInForce, option_in_force
from meetpoint.services.supervised_consumption.models import NaloxoneRoute

OBSERVE_EVERY = "supervised_consumption.observe_every_minutes"
SPO2_WATCH = "supervised_consumption.spo2_watch_percent"
SPO2_ACT = "supervised_consumption.spo2_act_percent"
BREATHS_ACT = "supervised_consumption.breaths_act_per_minute"
OVERDOSE_HOURS = "supervised_consumption.report_overdose_hours"
DEATH_HOURS = "supervised_consumption.report_death_hours"
EMS_ON_NALOXONE = "supervised_consumption.ems_on_naloxone"
DOSES = "supervised_consumption.naloxone_doses_mg"
NOTE_DAYS = "supervised_consumption.note_days"

_DIRECTOR = _("No value ships: the medical director of the site enters it, with name and date.")

OPTIONS = (
    Option(
        name=OBSERVE_EVERY,
        label=_("Minutes between two looks at somebody"),
        help=_(
            "No value ships: the medical director of the site enters it, with name and date. Until then the"
            " board shows how long ago somebody looked, and no due checks."
        ),
        type=OptionType.COUNT,
        unit=_("minutes"),
    ),
    Option(
        name=SPO2_WATCH,
        label=_("Oxygen saturation below which a reading is marked “watch”"),
        help=_DIRECTOR,
        type=OptionType.COUNT,
        unit="%",
    ),
    Option(
        name=SPO2_ACT,
        label=_("Oxygen saturation below which a reading is marked “act”"),
        help=_DIRECTOR,
        type=OptionType.COUNT,
        unit="%",
    ),
    Option(
        name=BREATHS_ACT,
        label=_("Breaths per minute below which a reading is marked “act”"),
        help=_DIRECTOR,
        type=OptionType.COUNT,
        unit=_("breaths per minute"),
    ),
    Option(
        name=OVERDOSE_HOURS,
        label=_("Hours within which an overdose that was survived must be reported"),
        help=_(
            "No value ships: the final hours of Rhode Island are not confirmed, and other places differ."
            " Without it no report is asked for. Clocks of earlier overdoses stay as they were."
        ),
        type=OptionType.COUNT,
        unit=_("hours"),
    ),
    Option(
        name=DEATH_HOURS,
        label=_("Hours within which a death must be reported"),
        help=_(
            "No value ships: the final hours of Rhode Island are not confirmed, and other places differ."
            " Without it no report is asked for."
        ),
        type=OptionType.COUNT,
        unit=_("hours"),
    ),
    Option(
        name=EMS_ON_NALOXONE,
        label=_("The place requires an ambulance call at every naloxone dose"),
        help=_("Until it is set, the response log reminds nobody of it."),
        type=OptionType.YES_NO,
    ),
    Option(
        name=DOSES,
        label=_("Naloxone on the shelf, for buttons of the response log"),
        help=_(
            "Products with what one dose holds in mg and how it is given, such as “4 IN; 0.4 IM”. Until it is"
            " set, one button says “Naloxone”, and the dose can be added afterwards."
        ),
        type=OptionType.TEXT,
    ),
    Option(
        name=NOTE_DAYS,
        label=_("Days for which notes of looks and accounts of events are kept"),
        help=_("After that the words are removed; times and steps stay."),
        type=OptionType.COUNT,
        default=365,
        source="Product choice: a year, so that an incident can be gone through with those who were there",
        unit=_("days"),
    ),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The medical director's values that are in force; None where nobody entered one."""

    observe_every: OptionInForce
    spo2_watch: OptionInForce
    spo2_act: OptionInForce
    breaths_act: OptionInForce

    @property
    def minutes_between_looks(self) -> int | None:
        return _whole(self.observe_every)

    @property
    def missing(self) -> list[OptionInForce]:
        """The values that nobody has entered."""
        every = (self.observe_every, self.spo2_watch, self.spo2_act, self.breaths_act)
        return [one for one in every if one.value is None]


def limits_of(organisation_id: int, on: date | None = None) -> Limits:
    """Return the clinical values in force on a day, today by default."""
    names = (OBSERVE_EVERY, SPO2_WATCH, SPO2_ACT, BREATHS_ACT)
    return Limits(*(option_in_force(organisation_id, name, on) for name in names))


@dataclass(frozen=True, slots=True)
class Dose:
    """A naloxone product as the site has it on the shelf."""

    mg: Decimal
    route: str

    @property
    def label(self) -> str:
        return f"{self.mg.normalize():f} mg {NaloxoneRoute(self.route).label}"

    @property
    def word(self) -> str:
        return f"{self.mg.normalize():f} {self.route}"


_DOSE = re.compile(r"\s*([0-9]{1,2}(?:[.,][0-9]{1,2})?)\s*(?:mg)?\s*(IN|IM|IV|SC)\s*", re.IGNORECASE)


def doses_of(organisation_id: int) -> list[Dose]:
    """Return the products for which the log has a button; what cannot be read is left out."""
    text = option_in_force(organisation_id, DOSES).value
    read = (_DOSE.fullmatch(part) for part in str(text or "").split(";"))
    return [Dose(Decimal(one[1].replace(",", ".")), one[2].upper()) for one in read if one]


def _whole(option: OptionInForce) -> int | None:
    return option.value if isinstance(option.value, int) and option.value > 0 else None


def values_of(organisation_id: int) -> list[OptionInForce]:
    """Return every value that ships without a default, as it stands today."""
    return [option_in_force(organisation_id, one.name) for one in OPTIONS if one.default is None]
