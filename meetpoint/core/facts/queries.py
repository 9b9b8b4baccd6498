"""What is known of the facts without reading them: when they were compared, and what differed then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from meetpoint.core.facts.models import FactCheck, FactDifference
from meetpoint.core.modules.registry import registry
from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class Differing:
    """One total that differed, with what it counts in words."""

    counted: str
    month: str
    facts: int
    records: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Verified:
    """The last comparison; `shown` are the first few of the totals that differed."""

    at: datetime
    differing: int
    shown: tuple[Differing, ...]


def last_verified(by: Actor) -> Verified | None:
    """Return the last comparison of an organisation's facts with its records, or None before the first."""
    check = FactCheck.objects.of(by).first()
    if check is None:
        return None
    found = FactDifference.objects.of(by).order_by("pk") if check.differing else ()
    return Verified(at=check.at, differing=check.differing, shown=tuple(_said(one) for one in found))


def _said(one: FactDifference) -> Differing:
    indicator = registry().indicators.get(one.table)
    counted = f"{indicator.title}, {one.what}" if indicator else f"{one.table}: {one.what}"
    return Differing(counted=counted, month=one.month, facts=one.facts, records=one.records)
