"""Loops that are open, and how the places answered to which people were referred."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from meetpoint.core.consent.deciding.rules import name_key
from meetpoint.core.referrals import rules
from meetpoint.core.referrals.models import Referral
from meetpoint.core.referrals.queries.referrals import referrals_of
from meetpoint.core.referrals.words import ReferralStatus
from meetpoint.core.tenancy.actor import Actor

Counted = tuple[str | None, str, str, str, int | None, int]
"""Name of the entry, free text, status, outcome, days to the first service, and how many."""


@dataclass(kw_only=True)
class Place:
    """How one receiver answered. What was called off before anybody answered is in `sent` alone.

    `days` are days from sending to the first service, each with how often it was counted.
    """

    name: str
    sent: int = 0
    answered: int = 0
    unanswered: int = 0
    linked: int = 0
    days: list[tuple[int, int]] = field(default_factory=list)

    @property
    def median_days(self) -> float | None:
        """The median of days from sending to the first service."""
        return rules.median_days(self.days)


def open_loops(actor: Actor) -> QuerySet[Referral]:
    """Return the referrals that were sent and have not ended, oldest first."""
    waiting = rules.OPEN - {ReferralStatus.DRAFT}
    return (
        referrals_of(actor)
        .select_related("entry", "site__organisation")
        .filter(status__in=waiting)
        .order_by("local_date", "id")
    )


def places(referrals: QuerySet[Referral]) -> list[Place]:
    """Return how each place answered to some referrals, those that left most unanswered first.

    One query, grouped in the database. Spellings of a name are one place, as consents hold them to be, and so
    are an entry of the directory and the same name in free text.
    """
    counted: Iterable[Counted] = (
        referrals.filter(sent_at__isnull=False)
        .exclude(status=ReferralStatus.ENTERED_IN_ERROR)
        .order_by()
        .values_list("entry__name", "to_name", "status", "outcome", "days_to_service")
        .annotate(many=Count("pk"))
    )
    found: dict[str, Place] = {}
    spelled: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for entry_name, to_name, status, outcome, days, many in counted:
        name = entry_name if entry_name is not None else to_name
        key = name_key(name)
        spelled[key][name] += many
        place = found.setdefault(key, Place(name=name))
        place.sent += many
        place.answered += many * rules.is_answered(status, outcome)
        place.unanswered += many * rules.is_unanswered(status, outcome)
        if status == ReferralStatus.COMPLETED and days is not None:
            place.linked += many
            place.days.append((days, many))
    for key, place in found.items():
        place.name = max(sorted(spelled[key]), key=lambda name, key=key: spelled[key][name])  # type: ignore[misc]
    return sorted(found.values(), key=lambda place: (-place.unanswered, -place.sent, place.name))
