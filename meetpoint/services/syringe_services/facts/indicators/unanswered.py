"""SSP indicators that records cannot answer, each with what it would take."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters.facts.indicators import SSP
from meetpoint.core.modules.fields import Words
from meetpoint.core.modules.indicators import DataSource, Indicator
from meetpoint.services.syringe_services.facts.indicators.sources import NOT_PUBLIC, SURVEY


def _unanswered(number: str, title: Words, missing: Words) -> Indicator:
    """Return an SSP indicator that records cannot answer, with what it would take."""
    return Indicator(
        code=f"syringe_services.ssp_{number}",
        title=title,
        definition=_("One of the 16 indicators for syringe services programmes."),
        unit="",
        source=DataSource.SURVEY if missing is SURVEY else DataSource.PROGRAMME,
        additive=False,
        missing=missing,
        reference=SSP,
        standards=(f"SSP {number}",),
    )


_ASKED_IN_SURVEYS = (("14", _("Age")), ("15", _("Gender")), ("16", _("Race and ethnicity")))

_NOT_PUBLIC = ("01", "02", "03", "07", "08", "09", "10")

UNANSWERED = (
    *(_unanswered(number, f"SSP {number}", NOT_PUBLIC) for number in _NOT_PUBLIC),
    *(_unanswered(number, title, SURVEY) for number, title in _ASKED_IN_SURVEYS),
)
