"""What a programme enters so that coverage can be told: size, frequency, money. None has a default."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Option, OptionType

PEOPLE = "syringe_services.people_who_inject"
INJECTIONS = "syringe_services.injections_per_day"
BUDGET = "syringe_services.budget_per_year"
HOURS = "syringe_services.service_hours_per_week"

OPTIONS = (
    Option(
        name=HOURS,
        label=_("Hours of service in a week"),
        help=_(
            "All sites of the programme together, in a usual week. Reports that ask for it say “not recorded”"
            " until you enter it."
        ),
        type=OptionType.AMOUNT,
        unit=_("hours"),
    ),
    Option(
        name=PEOPLE,
        label=_("People who inject drugs in the area served"),
        help=_("A size estimate, with its source and year. Without it no coverage can be told."),
        type=OptionType.AMOUNT,
        unit=_("people"),
    ),
    Option(
        name=INJECTIONS,
        label=_("Injections of a person in a day"),
        help=_(
            "The average among people who inject in the area, from a survey. Without it the share of"
            " injections that are covered cannot be told."
        ),
        type=OptionType.AMOUNT,
        unit=_("injections"),
    ),
    Option(
        name=BUDGET,
        label=_("Budget of the syringe service for a year"),
        help=_("What the service costs in a year, in your currency. Without it no cost can be told."),
        type=OptionType.AMOUNT,
    ),
)
