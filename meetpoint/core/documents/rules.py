"""How large a document may be, how long it may stay, and which kind of information it is."""

from collections.abc import Mapping
from datetime import date, timedelta

from meetpoint.core.consent.deciding.facts import Scope
from meetpoint.core.documents.models import Kind

LARGEST = 10 << 20
"""Bytes: ten megabytes, a picture of any telephone or thirty scanned pages (product choice)."""

LARGEST_MB = LARGEST >> 20
LONGEST_NAME = 120
MOST = 200
"""Documents of one person (product choice)."""

KEEP_AT_MOST = timedelta(days=3660)
"""Ten years: longer than any rule for records that we know (product choice); it can be chosen anew."""

NEEDS_YES = frozenset({Kind.WOUND})
"""What is stored only when the person agreed to it."""

SCOPES: Mapping[str, frozenset[str]] = {
    Kind.ID_COPY: frozenset({Scope.PERSONAL}),
    Kind.CONSENT: frozenset({Scope.PERSONAL}),
    Kind.BENEFIT: frozenset({Scope.PERSONAL}),
    Kind.HOUSING: frozenset({Scope.PERSONAL}),
    Kind.LETTER: frozenset({Scope.PERSONAL}),
    Kind.COURT: frozenset({Scope.PERSONAL}),
    Kind.REFERRAL: frozenset({Scope.PERSONAL, Scope.REFERRALS}),
    Kind.HEALTH: frozenset({Scope.PERSONAL, Scope.DIAGNOSIS, Scope.MEDICATION, Scope.DRUG_TESTS}),
    Kind.WOUND: frozenset({Scope.PERSONAL, Scope.DIAGNOSIS}),
    Kind.OTHER: frozenset(set(Scope) - {Scope.COUNSELLING_NOTES}),
}
"""Which kinds of information a document may hold, as a consent names them; of something else, any."""


def may_keep_until(day: date, today: date) -> bool:
    """Tell whether a document may be kept until this day; the day itself still counts."""
    return today <= day <= today + KEEP_AT_MOST


def is_over(keep_until: date, today: date) -> bool:
    """Tell whether a document's time is over."""
    return keep_until < today
