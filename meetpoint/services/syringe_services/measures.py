"""What funders ask about syringe services: syringes out and back, and hours of service."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.modules.interface import Option, OptionType
from meetpoint.core.modules.measures import Answer, DataSource, Measure, Question
from meetpoint.core.organisations.options import option_in_force
from meetpoint.core.ui.numbers import say_number

HOURS = "syringe_services.service_hours_per_week"

OPTIONS = (
    Option(
        name=HOURS,
        label=gettext_lazy("Hours of service in a week"),
        help=gettext_lazy(
            "All sites of the programme together, in a usual week. Reports that ask for it say “not recorded”"
            " until you enter it."
        ),
        type=OptionType.AMOUNT,
        unit=gettext_lazy("hours"),
    ),
)

COUNTED = "syringes_returned_counted"
RETURNED = (COUNTED, "syringes_returned_stated", "syringes_returned_volume", "syringes_returned_weight")


def service_hours(question: Question) -> Answer:
    """Return the hours of service that were entered as in force on the last day."""
    span = question.span
    if span.site_ids is not None:
        return Answer(missing=_("hours of service of single sites: they are entered for all sites together"))
    entered = option_in_force(span.organisation_id, HOURS, span.last)
    if entered.value is None:
        return Answer(missing=_("hours of service in a week: enter them among the values in the settings"))
    source = (
        (_("Entered by the programme: %(source)s") % {"source": entered.source},) if entered.source else ()
    )
    return Answer(value=cast(Decimal, entered.value), notes=source)


def syringes_returned(question: Question) -> Answer:
    """Return used syringes brought back by any method, and say how many of them were counted."""
    back = sum(question.sums.values())
    guessed = back - question.sums[COUNTED]
    if not guessed:
        return Answer(value=back)
    note = _("%(counted)s were counted; %(guessed)s are by volume, by weight or as people said.")
    amounts = {"counted": say_number(question.sums[COUNTED]), "guessed": say_number(guessed)}
    return Answer(value=back, notes=(note % amounts,))


MEASURES = (
    Measure(
        slug="syringe_services.syringes_out",
        label=gettext_lazy("Syringes handed out"),
        definition=gettext_lazy("Complete sets handed out. Loose needles and loose barrels are not in it."),
        unit=gettext_lazy("syringes"),
        source=DataSource.ENCOUNTER,
        additive=True,
        figures=("syringes_out",),
    ),
    Measure(
        slug="syringe_services.syringes_returned",
        label=gettext_lazy("Syringes returned"),
        definition=gettext_lazy(
            "Used syringes brought back at contacts: counted, as people said, or by the volume or weight of"
            " containers at the rate in force on that day. Clean-ups are not in it."
        ),
        unit=gettext_lazy("syringes"),
        source=DataSource.ENCOUNTER,
        additive=True,
        estimated=True,
        figures=RETURNED,
        compute=syringes_returned,
    ),
    Measure(
        slug="syringe_services.service_hours",
        label=gettext_lazy("Hours of service in a week"),
        definition=gettext_lazy(
            "The hours that the programme entered for a usual week, as in force on the report's last day."
        ),
        unit=gettext_lazy("hours"),
        source=DataSource.PROGRAMME,
        additive=False,
        compute=service_hours,
    ),
)
