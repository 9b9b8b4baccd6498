"""The facts of this package: referrals by the day they were made, and by the day they led to a service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Max, Min, QuerySet

from meetpoint.core.directory.models import ServiceKind
from meetpoint.core.encounters.facts.tables import SAID
from meetpoint.core.modules import facts
from meetpoint.core.modules.facts import FactTable
from meetpoint.core.referrals.models import Referral
from meetpoint.core.referrals.words import Outcome, ReferralStatus, Urgency


def _standing(organisation_id: int) -> QuerySet[Referral]:
    sent = Referral.objects.of(organisation_id).filter(sent_at__isnull=False)
    return sent.exclude(status=ReferralStatus.ENTERED_IN_ERROR)


def _on(day: str) -> Callable[[int, date, date], QuerySet[Any]]:
    def rows(organisation_id: int, first: date, last: date) -> QuerySet[Any]:
        return _standing(organisation_id).filter(**{f"{day}__range": (first, last)})

    return rows


def _span(day: str) -> Callable[[int], tuple[date, date] | None]:
    def span(organisation_id: int) -> tuple[date, date] | None:
        found = _standing(organisation_id).aggregate(first=Min(day), last=Max(day))
        return (found["first"], found["last"]) if found["first"] else None

    return span


_KIND = facts.word("kind", tuple(ServiceKind.values), "The kind of service it led to.", why=SAID)

FACTS = (
    FactTable(
        slug="referrals",
        meaning="One row for each standing referral that was sent, by the day of that.",
        span=_span("local_date"),
        rows=_on("local_date"),
        columns=(
            facts.day("local_date", "The day on which it was sent."),
            facts.site(),
            _KIND,
            facts.word("status", tuple(ReferralStatus.values), "What became of it so far.", why=SAID),
            facts.word("outcome", ("", *Outcome.values), "How it ended, where somebody said so.", why=SAID),
            facts.word("urgency", tuple(Urgency.values), "How long it could wait.", why=SAID),
        ),
    ),
    FactTable(
        slug="linkages",
        meaning="One row for each standing referral after which a service began, by the day of that.",
        span=_span("linked_on"),
        rows=_on("linked_on"),
        columns=(
            facts.day("linked_on", "The day on which the service began."),
            facts.site(),
            _KIND,
            facts.count("days_to_service", "Days from sending to the first service."),
        ),
    ),
)
