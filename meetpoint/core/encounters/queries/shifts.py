"""What happened at one site on one day so far, by everyone and by one worker."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from meetpoint.core.encounters.models import Encounter, EncounterLine
from meetpoint.core.modules.registry import registry
from meetpoint.core.supplies.queries import ItemFacts, catalogue
from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class KindTotal:
    """Units of one supply kind, handed out by all and by the worker who asks; syringes count as sets."""

    kind: str
    label: str
    everyone: int
    mine: int


@dataclass(frozen=True, slots=True)
class ShiftTotals:
    """People met and units handed out, by all and by the worker who asks; `encounters` counts entries."""

    people: int
    people_mine: int
    encounters: int
    kinds: tuple[KindTotal, ...]


def shift_totals(by: Actor, site_id: int, *, start: datetime, end: datetime) -> ShiftTotals:
    """Return the totals of a site between two moments, voided encounters left out, in two queries."""
    mine = Q(staff_id=by.staff_id)
    people = (
        Encounter.objects.of(by)
        .filter(site_id=site_id, occurred_at__gte=start, occurred_at__lt=end, voided_at=None)
        .aggregate(
            all=Coalesce(Sum("people"), 0), mine=Coalesce(Sum("people", filter=mine), 0), entries=Count("id")
        )
    )
    return ShiftTotals(
        people["all"], people["mine"], people["entries"], _kinds(_lines(by, site_id, start, end), by)
    )


def _lines(
    by: Actor, site_id: int, start: datetime, end: datetime
) -> "QuerySet[EncounterLine, tuple[int, int, int]]":
    lines = EncounterLine.objects.of(by).filter(
        encounter__organisation_id=by.organisation_id,
        encounter__site_id=site_id,
        encounter__occurred_at__gte=start,
        encounter__occurred_at__lt=end,
        encounter__voided_at=None,
    )
    units = F("quantity")
    own = Sum(units, filter=Q(encounter__staff_id=by.staff_id))
    return (
        lines.values("item_id")
        .annotate(units=Sum(units), own=Coalesce(own, 0))
        .values_list("item_id", "units", "own")
    )


def _kinds(rows: "QuerySet[EncounterLine, tuple[int, int, int]]", by: Actor) -> tuple[KindTotal, ...]:
    items = catalogue(by.organisation_id)
    everyone: dict[str, int] = defaultdict(int)
    own: dict[str, int] = defaultdict(int)
    for item_id, units, mine in rows:
        kind, each = counted_as(items[item_id])
        everyone[kind] += units * each
        own[kind] += mine * each
    return tuple(
        KindTotal(kind, label, everyone[kind], own[kind]) for kind, label in _labels(everyone).items()
    )


def counted_as(item: ItemFacts) -> tuple[str, int]:
    """Return the kind under which a unit of the item is totalled, and how much it counts there."""
    return item.kind, item.syringes_per_unit if item.counts_as_syringe else 1


def _labels(kinds: Mapping[str, int]) -> dict[str, str]:
    known = {slug: str(kind.label) for slug, kind in registry().supply_kinds.items() if slug in kinds}
    return known | {slug: slug for slug in kinds if slug not in known}
