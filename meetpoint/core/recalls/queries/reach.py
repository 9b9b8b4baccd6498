"""What a recall reaches: lots, kits, shelves, sites, days and encounters."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.recalls.models import Named, RecalledLot
from meetpoint.core.supplies.models import Item, Lot
from meetpoint.core.supplies.queries import (
    Held,
    Packing,
    Passed,
    Place,
    Untraced,
    handed_out,
    held,
    lots_within,
    passed,
    places_of,
    unlotted,
    untraced,
)
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.tenancy.models import TenantQuerySet

_Visit = tuple[int, bool, int, date]
"""One encounter: its people, whether it came with a code, units, and its day."""


@dataclass(frozen=True, slots=True)
class OutAt:
    """What went out of some lots at one site: encounters, people (`coded` of them with a code), units."""

    place: Place
    encounters: int
    people: int
    coded: int
    units: int
    first: date
    last: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Everything:
    """Everything that a recall reaches, within the sites of whoever asks.

    `lots` are all of them by id, those that are `meant` first, then kits; `packings` say what holds what.
    `unlotted` counts units without a lot number by item: they may be of these lots, and nobody can tell here.
    """

    lots: Mapping[int, Lot]
    meant: frozenset[int]
    packings: Sequence[Packing]
    held: Sequence[Held]
    passed: Sequence[Passed]
    out: Sequence[OutAt]
    untraced: Sequence[Untraced]
    unlotted: Mapping[int, int]

    @property
    def kits(self) -> list[tuple[Lot, list[tuple[Lot, int]]]]:
        """Each lot of kits with the lots in it and how many units of each."""
        inside: dict[int, list[tuple[Lot, int]]] = {}
        for packing in self.packings:
            inside.setdefault(packing.kit_id, []).append((self.lots[packing.part_id], packing.units))
        return [(self.lots[kit_id], parts) for kit_id, parts in inside.items()]

    @property
    def loose(self) -> list[Held]:
        """What stands on a shelf and is not set aside."""
        return [one for one in self.held if not one.is_aside]

    @property
    def units_held(self) -> int:
        return sum(one.units for one in self.held)

    @property
    def units_out(self) -> int:
        return sum(one.units for one in self.out)

    @property
    def encounters(self) -> int:
        return sum(one.encounters for one in self.out)

    @property
    def anonymous(self) -> int:
        """People in those encounters who came without a code: counted, never named."""
        return sum(one.people - one.coded for one in self.out)


def lots_of_recall(actor: Actor, recall_id: int) -> tuple[list[int], list[Packing]]:
    """Return the lots that a recall means with all kits that hold some of them, and the packings between."""
    meant = RecalledLot.objects.of(actor).filter(recall_id=recall_id).values_list("lot_id", flat=True)
    return lots_within(actor, list(meant))


def encounters_reached(actor: Actor, lot_ids: Collection[int]) -> "TenantQuerySet[Encounter]":
    """Return the standing encounters, at sites in reach, in which some of these lots was handed out."""
    found = Encounter.objects.of(actor).filter(
        voided_at=None, pk__in=handed_out(actor, lot_ids).values("encounter_id")
    )
    return found if actor.site_ids is None else found.filter(site_id__in=actor.site_ids)


def out_by_site(actor: Actor, lot_ids: Collection[int]) -> list[OutAt]:
    """Return what went out of some lots with encounters that still stand, by site in reach; two queries."""
    given = handed_out(actor, lot_ids).filter(encounter_id__isnull=False).order_by()
    units = dict(given.values_list("encounter_id").annotate(units=Sum("quantity")))
    visits: dict[int, list[_Visit]] = defaultdict(list)
    standing = encounters_reached(actor, lot_ids).values_list(
        "pk", "site_id", "people", "participant_id", "count_only", "local_date"
    )
    for pk, site_id, people, participant_id, count_only, day in standing:
        is_coded = participant_id is not None and not count_only
        visits[site_id].append((people, is_coded, -units[pk], day))
    return [_out_at(place, visits[place.id]) for place in places_of(actor).values() if visits[place.id]]


def _out_at(place: Place, visits: Sequence[_Visit]) -> OutAt:
    days = [day for *_rest, day in visits]
    return OutAt(
        place,
        encounters=len(visits),
        people=sum(people for people, *_rest in visits),
        coded=sum(is_coded for _people, is_coded, *_rest in visits),
        units=sum(units for _people, _is_coded, units, _day in visits),
        first=min(days),
        last=max(days),
    )


def everything_reached(actor: Actor, recall_id: int) -> Everything:
    """Return everything that a recall reaches; a fixed number of queries, one more for each level of kits."""
    lot_ids, packings = lots_of_recall(actor, recall_id)
    meant = set(RecalledLot.objects.of(actor).filter(recall_id=recall_id).values_list("lot_id", flat=True))
    rows = {lot.pk: lot for lot in Lot.objects.of(actor).filter(pk__in=lot_ids).select_related("item")}
    lots = {pk: rows[pk] for pk in sorted(lot_ids, key=lambda pk: (pk not in meant, rows[pk].number, pk))}
    return Everything(
        lots=lots,
        meant=frozenset(meant),
        packings=packings,
        held=held(actor, lot_ids),
        passed=passed(actor, lot_ids),
        out=out_by_site(actor, lot_ids),
        untraced=untraced(actor, lot_ids),
        unlotted=unlotted(actor, {lot.item_id for lot in lots.values()}),
    )


def lots_in_words(actor: Actor, recall_id: int) -> dict[int, str]:
    """Return the number of every lot that a recall reaches, by id."""
    lot_ids, _packings = lots_of_recall(actor, recall_id)
    return dict(Lot.objects.of(actor).filter(pk__in=lot_ids).values_list("pk", "number"))


def items_meant(actor: Actor, recall_id: int) -> list[Item]:
    """Return the items of all lots that a recall reaches, kits too, and those that its notice names."""
    lot_ids, _packings = lots_of_recall(actor, recall_id)
    reached = Lot.objects.of(actor).filter(pk__in=lot_ids).values("item_id")
    named = Named.objects.of(actor).filter(recall_id=recall_id, item__isnull=False).values("item_id")
    return list(Item.objects.of(actor).filter(Q(pk__in=reached) | Q(pk__in=named)))


def anonymous_reached(actor: Actor, lot_ids: Collection[int]) -> int:
    """Return how many people got some of these lots without a code, at sites in reach."""
    return sum(one.people - one.coded for one in out_by_site(actor, lot_ids))
