"""The rates by which a container or a weight of used syringes is taken to be a number of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.modules.interface import Option, OptionType
from meetpoint.core.organisations.options import option_in_force
from meetpoint.lib.errors import DomainError
from meetpoint.services.syringe_services.models import Method

PER_LITRE = "syringe_services.syringes_per_litre"
PER_POUND = "syringe_services.syringes_per_pound"

OPTIONS = (
    Option(
        name=PER_LITRE,
        label=gettext_lazy("Used syringes in a litre of container"),
        help=gettext_lazy(
            "Turns the volume of a returned container into a number, which is marked as estimated."
        ),
        type=OptionType.AMOUNT,
        default=Decimal(100),
        source="SUDS default, github.com/taugustincst/suds",
        unit=gettext_lazy("syringes per litre"),
    ),
    Option(
        name=PER_POUND,
        label=gettext_lazy("Used syringes in a pound"),
        help=gettext_lazy(
            "Turns the weight of returned syringes into a number, which is marked as estimated."
        ),
        type=OptionType.AMOUNT,
        default=Decimal(281),
        source="North Carolina rate, Orange County FAQ 407, orangecountync.gov",
        unit=gettext_lazy("syringes per pound"),
    ),
)

_OPTION_OF = {Method.VOLUME: PER_LITRE, Method.WEIGHT: PER_POUND}


@dataclass(frozen=True, slots=True)
class Factor:
    """How many syringes one unit of a measure is worth, and who says so."""

    value: Decimal
    source: str = ""


ONE = Factor(Decimal(1))


def factor_for(organisation_id: int, method: Method, on: date) -> Factor:
    """Return the factor in force on a day; counting and statements are worth what they say.

    Raises DomainError when the programme has set no rate.
    """
    name = _OPTION_OF.get(method)
    if name is None:
        return ONE
    rate = option_in_force(organisation_id, name, on)
    if rate.value is None:
        raise DomainError(_("No rate is set for this way of measuring. Give a number of syringes instead."))
    return Factor(Decimal(rate.value), str(rate.source))
