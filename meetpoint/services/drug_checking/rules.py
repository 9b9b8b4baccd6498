"""Which method can tell what, and what follows from results: predicates without queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _

from meetpoint.lib.errors import DomainError
from meetpoint.services.drug_checking.models import Level, Method, Outcome, Target
from meetpoint.services.drug_checking.vocabulary import Family, substances

CONFIRMING = frozenset(
    {Method.HPLC_MS.value, Method.GCMS.value, Method.DIRECT_MS.value, Method.LC_HRMS.value}
)
"""Mass spectrometry names substances, also traces; what it does not find is most often not there."""

ON_THE_SPOT = frozenset({Method.STRIP.value, Method.REAGENT.value, Method.FTIR.value})

READINGS = frozenset({Outcome.POSITIVE.value, Outcome.NEGATIVE.value, Outcome.INVALID.value})
"""What a strip or a reagent shows; instruments name substances instead."""

_FAMILY_OF_TARGET: Mapping[str, Family] = {
    Target.FENTANYL: Family.FENTANYLS,
    Target.NITAZENES: Family.NITAZENES,
    Target.BENZODIAZEPINES: Family.BENZODIAZEPINES,
}


def level_of(method: str) -> str:
    """Return whether a method hints or confirms."""
    return Level.CONFIRMED if method in CONFIRMING else Level.PRESUMPTIVE


def can_find(method: str, target: str, strip_target: str) -> bool:
    """Tell whether a test that does not show a target speaks for its absence, so that it belongs below the
    line.

    A strip can find what it is made for. FTIR sees at most five or six components, each from about five
    percent (drugcheckingbc.ca), reagents and thin-layer plates show a few main substances: none of these can
    tell that a little fentanyl is not there, and what they show is kept, but not counted as positivity.
    """
    return target == strip_target if method == Method.STRIP else method in CONFIRMING


def is_target(target: str, substance: str) -> bool:
    """Tell whether a substance is what a target means: itself, or, for a family, any of it with an effect."""
    known = substances().get(substance)
    if known is None:
        return False
    family = _FAMILY_OF_TARGET.get(target)
    return known.slug == target if family is None else known.family == family and known.has_effect


def checks_of(
    tests: Iterable[tuple[str, str, str, Iterable[str]]],
) -> dict[tuple[str, str], bool]:
    """Return, by target and level, whether a sample was found to hold it, for what it was tested for.

    A test is its method, its strip's target, its outcome and the substances that it found. A strip that was
    invalid tested nothing.
    """
    found: dict[tuple[str, str], bool] = {}
    for method, strip_target, outcome, substances_found in tests:
        if outcome == Outcome.INVALID:
            continue
        named = tuple(substances_found)
        for target in Target.values:
            if not can_find(method, target, strip_target):
                continue
            shows = (
                outcome == Outcome.POSITIVE
                if method == Method.STRIP
                else any(is_target(target, substance) for substance in named)
            )
            key = (target, level_of(method))
            found[key] = found.get(key, False) or shows
    return found


def refuse_later(day: date, *, today: date, field: str) -> None:
    """Raise DomainError, beside its field, for a day that is still to come at its site."""
    if day > today:
        message = _("This day is still to come.")
        raise DomainError(message, fields={field: message})
