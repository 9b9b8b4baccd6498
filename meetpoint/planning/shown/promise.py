"""What a model cannot promise, in sentences with their sources."""

from __future__ import annotations

from django.utils.translation import gettext as _

HEALING_DOI = "10.2105/AJPH.2024.307845"
HEALING_KITS_DOI = "10.1001/jamanetworkopen.2024.40006"


def healing_sentence() -> str:
    """Return what the largest trial of such packages found."""
    return _(
        "The HEALing Communities Study, a randomised trial in 67 communities of four US states, nearly "
        "doubled the naloxone handed out (1.79 times; 1.28 to 2.51) and found no significant fall in "
        "overdose deaths: ratio 0.92 (0.78 to 1.07), doi %(deaths)s and %(kits)s."
    ) % {"deaths": HEALING_DOI, "kits": HEALING_KITS_DOI}


def promises() -> list[str]:
    """Return what else is to be kept in mind."""
    return [
        _(
            "Deaths averted are statistical: they name nobody, and are no reason to refuse anybody naloxone, "
            "treatment or a place to be."
        ),
        _(
            "The intervals hold what is known to be uncertain. A new drug in the supply, a pandemic or a "
            "police action is not in them."
        ),
        _(
            "A level typed in is not a level reached. Programmes that were studied took longer and reached "
            "fewer people than they had planned."
        ),
        _(
            "Two ways to spend whose interval of the difference holds nought cannot be ranked. Choose by "
            "what people ask for, by fairness, or by cost."
        ),
        _(
            "The model has one supply for everybody. Who uses alone, who is unhoused and who is turned away "
            "differ from place to place, and so do deaths."
        ),
    ]
