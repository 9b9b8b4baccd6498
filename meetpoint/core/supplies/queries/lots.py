"""Lots: where each of them is, and which kits the parts of a lot went into."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum

from meetpoint.core.supplies.models import Balance, Lot, Movement, MovementKind
from meetpoint.core.supplies.queries.places import Place, places_of
from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class LotPlace:
    """How many units of a lot are on the shelf at a site."""

    place: Place
    quantity: int


@dataclass(frozen=True, slots=True)
class LotOut:
    """How many units of a lot a site handed out, in how many encounters."""

    place: Place
    units: int
    encounters: int


@dataclass(frozen=True, slots=True)
class Packed:
    """A lot that went into another: `units` of `part` were packed together with kits of `kit`."""

    part: Lot
    kit: Lot
    units: int


def lots_with_units(actor: Actor) -> QuerySet[Any]:
    """Return every lot, each with `on_hand`: what is left of it at the sites in reach."""
    within = None if actor.site_ids is None else Q(balances__site_id__in=actor.site_ids)
    return Lot.objects.of(actor).annotate(on_hand=Sum("balances__quantity", filter=within, default=0))


def lots_of(actor: Actor, item_id: int, *, only_here: bool = False) -> QuerySet[Lot]:
    """Return an item's lots, the earliest date first, each with `on_hand` over the sites in reach.

    `only_here` leaves out those of which nothing is left there.
    """
    lots = lots_with_units(actor).filter(item_id=item_id).order_by("expires_on", "number")
    return lots.filter(on_hand__gt=0) if only_here else lots


def places_of_lot(actor: Actor, lot_id: int) -> list[LotPlace]:
    """Return where some of a lot is left, among the sites in reach."""
    places = places_of(actor)
    found = Balance.objects.of(actor).filter(lot_id=lot_id).exclude(quantity=0)
    return [
        LotPlace(places[site_id], quantity)
        for site_id, quantity in found.order_by("site__name").values_list("site_id", "quantity")
        if site_id in places
    ]


def lot_number(organisation_id: int, lot_id: int | None) -> str:
    """Return what a lot is called; an empty text when there is none."""
    if lot_id is None:
        return ""
    found = Lot.objects.of(organisation_id).filter(pk=lot_id).values_list("number", flat=True).first()
    return found or ""


def handed_out_of_lot(actor: Actor, lot_id: int) -> list[LotOut]:
    """Return what left of a lot with encounters, by site in reach, less what voided ones gave back."""
    places = places_of(actor)
    moved = Movement.objects.of(actor).filter(lot_id=lot_id, encounter_id__isnull=False)
    kept = moved.order_by().values_list("site_id", "encounter_id").annotate(units=Sum("quantity"))
    out: dict[int, list[int]] = defaultdict(list)
    for site_id, _encounter, units in kept.filter(units__lt=0):
        out[site_id].append(-units)
    return [
        LotOut(place, sum(out[place.id]), len(out[place.id])) for place in places.values() if out[place.id]
    ]


def packed_with(actor: Actor, lot_ids: Sequence[int]) -> list[Packed]:
    """Return the packings in which these lots were parts or kits, for a recall to follow both ways."""
    kinds = (MovementKind.KIT_PART, MovementKind.KIT_MADE)
    ours = Movement.objects.of(actor).filter(lot_id__in=lot_ids, kind__in=kinds)
    batches = list(ours.values_list("batch", flat=True).distinct())
    lines = (
        Movement.objects.of(actor)
        .filter(Q(kind=MovementKind.KIT_MADE) | Q(kind=MovementKind.KIT_PART, lot__isnull=False))
        .filter(batch__in=batches)
        .select_related("lot", "lot__item")
        .order_by("id")
    )
    by_batch: dict[object, list[Movement]] = defaultdict(list)
    for line in lines:
        by_batch[line.batch].append(line)
    wanted = set(lot_ids)
    return [
        Packed(part.lot, kit.lot, -part.quantity)
        for batch in by_batch.values()
        for kit in batch
        for part in batch
        if kit.kind == MovementKind.KIT_MADE
        and part.kind == MovementKind.KIT_PART
        and part.lot is not None
        and kit.lot is not None
        and wanted & {part.lot_id, kit.lot_id}
    ]
