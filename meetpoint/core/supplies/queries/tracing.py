"""Following lots through the ledger: into kits, to sites, off the shelf, and to what may have been them.

A lot keeps its identity through transfers, counts and disposals, since each line of the ledger names it.
Packing names the parts and the kits in one batch; `lots_within` follows that to any depth. Which
encounters a lot reached is asked by whoever knows encounters, from `handed_out`.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min, QuerySet, Sum

from meetpoint.core.supplies.models import Balance, DisposalReason, Lot, Movement, MovementKind
from meetpoint.core.supplies.queries.places import Place, places_of
from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class Packing:
    """How many units of a lot went into a lot of kits."""

    part_id: int
    kit_id: int
    units: int


@dataclass(frozen=True, slots=True)
class Held:
    """Some of a lot that stands on a shelf."""

    place: Place
    lot: Lot
    units: int

    @property
    def is_aside(self) -> bool:
        return self.lot.quarantined_at is not None


@dataclass(frozen=True, slots=True)
class Passed:
    """What passed through one site of some lots, in units, between two moments."""

    place: Place
    arrived: int
    sent: int
    packed: int
    disposed: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Untraced:
    """Hand-outs beyond record at a site that were said, later, to have come from some lots.

    Which contacts got them nobody knows any more: those that went beyond record there before `until`.
    """

    place: Place
    units: int
    until: datetime


_IN = {MovementKind.RECEIVED, MovementKind.ARRIVED, MovementKind.KIT_MADE}


def packings_of(actor: Actor, lot_ids: Collection[int]) -> list[Packing]:
    """Return into which lots of kits these lots were packed as parts; two queries."""
    parts = Movement.objects.of(actor).filter(lot_id__in=list(lot_ids), kind=MovementKind.KIT_PART)
    found = list(parts.order_by("id").values_list("batch", "lot_id", "quantity"))
    if not found:
        return []
    made = Movement.objects.of(actor).filter(
        batch__in={batch for batch, _lot, _units in found}, kind=MovementKind.KIT_MADE, lot__isnull=False
    )
    kits = dict(made.values_list("batch", "lot_id"))
    units: dict[tuple[int, int], int] = defaultdict(int)
    for batch, part_id, quantity in found:
        if batch in kits:
            units[part_id, kits[batch]] -= quantity
    return [Packing(part_id, kit_id, total) for (part_id, kit_id), total in sorted(units.items())]


def lots_within(actor: Actor, lot_ids: Collection[int]) -> tuple[list[int], list[Packing]]:
    """Return these lots and all lots of kits that hold some of them, however deep, and the packings."""
    known, new = dict.fromkeys(sorted(lot_ids)), list(sorted(lot_ids))
    packings: list[Packing] = []
    while new:
        found = packings_of(actor, new)
        packings += found
        new = sorted({packing.kit_id for packing in found} - known.keys())
        known |= dict.fromkeys(new)
    return list(known), packings


def handed_out(actor: Actor, lot_ids: Collection[int]) -> "QuerySet[Movement]":
    """Return the lines with which these lots left in encounters, voided ones included."""
    return Movement.objects.of(actor).filter(lot_id__in=list(lot_ids), kind=MovementKind.HANDED_OUT)


def held(actor: Actor, lot_ids: Collection[int]) -> list[Held]:
    """Return where some of these lots stands on a shelf in reach, by site and lot."""
    places = places_of(actor)
    rows = Balance.objects.of(actor).filter(lot_id__in=list(lot_ids), quantity__gt=0)
    rows = rows.select_related("lot", "lot__item").order_by("lot__item__order", "lot__number", "id")
    found = [(row.site_id, row.lot, row.quantity) for row in rows if row.lot is not None]
    return [
        Held(place, lot, units)
        for place in places.values()
        for site_id, lot, units in found
        if site_id == place.id
    ]


def passed(actor: Actor, lot_ids: Collection[int]) -> list[Passed]:
    """Return what came to and left each site in reach of these lots, what left with encounters aside."""
    places = places_of(actor)
    moved = Movement.objects.of(actor).filter(lot_id__in=list(lot_ids)).order_by()
    sums = moved.values_list("site_id", "kind").annotate(
        units=Sum("quantity"), first=Min("occurred_at"), last=Max("occurred_at")
    )
    by_site: dict[int, list[tuple[str, int, datetime, datetime]]] = defaultdict(list)
    for site_id, *line in sums:
        by_site[site_id].append((line[0], line[1], line[2], line[3]))
    return [_passed(place, by_site[place.id]) for place in places.values() if by_site[place.id]]


def disposed_as_recalled(actor: Actor, lot_ids: Collection[int]) -> int:
    """Return how many units of these lots were taken off the shelf in reach because they were recalled."""
    gone = Movement.objects.of(actor).filter(
        lot_id__in=list(lot_ids), kind=MovementKind.DISPOSED, reason=DisposalReason.RECALLED
    )
    if actor.site_ids is not None:
        gone = gone.filter(site_id__in=actor.site_ids)
    return -(gone.aggregate(units=Sum("quantity"))["units"] or 0)


def untraced(actor: Actor, lot_ids: Collection[int]) -> list[Untraced]:
    """Return the shortfalls that were settled from these lots, by site in reach: maybe reached."""
    places = places_of(actor)
    settled = Movement.objects.of(actor).filter(lot_id__in=list(lot_ids), kind=MovementKind.SETTLED)
    sums = settled.order_by().values_list("site_id").annotate(units=Sum("quantity"), until=Max("occurred_at"))
    return [
        Untraced(places[site], -units, until) for site, units, until in sums if site in places and units < 0
    ]


def unlotted(actor: Actor, item_ids: Collection[int]) -> Mapping[int, int]:
    """Return, by item, the units in reach that bear no lot number and must be looked at by hand."""
    rows = Balance.objects.of(actor).filter(lot=None, item_id__in=list(item_ids), quantity__gt=0)
    if actor.site_ids is not None:
        rows = rows.filter(site_id__in=actor.site_ids)
    return dict(rows.order_by().values_list("item_id").annotate(units=Sum("quantity")))


def _passed(place: Place, lines: Sequence[tuple[str, int, datetime, datetime]]) -> Passed:
    units: dict[str, int] = defaultdict(int)
    for kind, quantity, _first, _last in lines:
        units[kind] += quantity
    return Passed(
        place,
        arrived=sum(units[kind] for kind in _IN),
        sent=-units[MovementKind.SENT],
        packed=-units[MovementKind.KIT_PART],
        disposed=-units[MovementKind.DISPOSED],
        first=min(line[2] for line in lines),
        last=max(line[3] for line in lines),
    )
