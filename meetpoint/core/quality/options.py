"""The thresholds of the checks, each with its source."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Option, OptionType

SCORE = "quality.unlikely_amount_score"
TIMES = "quality.unlikely_amount_times"
DOUBLE_MINUTES = "quality.double_entry_minutes"
SILENT_TIMES = "quality.silent_after_times"

OPTIONS = (
    Option(
        name=SCORE,
        label=_("Unlikely amounts: modified z-score from which one is shown"),
        help=_(
            "How far an amount lies from the site’s own median, in robust units. Empty: the check is off."
        ),
        type=OptionType.AMOUNT,
        default=Decimal("3.5"),
        source="Iglewicz and Hoaglin 1993, How to Detect and Handle Outliers, ASQC, p. 11–13 (secondary)",
    ),
    Option(
        name=TIMES,
        label=_("Unlikely amounts: at least so many times the site’s median"),
        help=_("Keeps amounts out that are rare but small, such as two kits where one is usual."),
        type=OptionType.AMOUNT,
        default=Decimal(5),
        source="Product choice: a slip adds a digit, or a nought.",
    ),
    Option(
        name=DOUBLE_MINUTES,
        label=_("Double entries: so many minutes apart at most"),
        help=_("Two entries alike by the same person at the same site within these minutes. Empty: off."),
        type=OptionType.COUNT,
        default=2,
        source="Product choice: a second tap or a repeated form comes within a minute or two.",
        unit=_("minutes"),
    ),
    Option(
        name=SILENT_TIMES,
        label=_("Silent sites: so many times the usual pause"),
        help=_("A site is shown when nothing was recorded for this many of its own longer pauses."),
        type=OptionType.AMOUNT,
        default=Decimal(2),
        source="Product choice: one missed day of service is an accident, two are worth a look.",
    ),
)
