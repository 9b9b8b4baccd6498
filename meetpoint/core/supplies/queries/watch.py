"""What asks for somebody: stock that expires, and hand-outs beyond record."""

from collections import defaultdict
from dataclasses import dataclass

from meetpoint.core.supplies.queries.catalogue import ItemFacts, catalogue
from meetpoint.core.supplies.queries.levels import piles_at
from meetpoint.core.supplies.queries.places import Place, places_of
from meetpoint.core.supplies.rules import EXPIRING_DAYS, Pile
from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Units of one item that a site handed out beyond its record, with the lots they may have come from."""

    item: ItemFacts
    place: Place
    units: int
    lots: tuple[Pile, ...]


@dataclass(frozen=True, slots=True)
class Expiring:
    """Some of a lot that expires soon or has expired; `days` is negative then."""

    item: ItemFacts
    place: Place
    pile: Pile
    days: int


def expiring(actor: Actor, *, within_days: int = EXPIRING_DAYS, site_id: int | None = None) -> list[Expiring]:
    """Return what has expired or expires within some days, kits included, the earliest first."""
    places = places_of(actor, site_id=site_id)
    items = catalogue(actor.organisation_id)
    found = [
        Expiring(items[pile.item_id], places[pile.site_id], pile, days)
        for pile in piles_at(actor, places)
        if pile.quantity > 0
        and pile.expires_on is not None
        and (days := (pile.expires_on - places[pile.site_id].today).days) <= within_days
    ]
    return sorted(found, key=lambda entry: entry.days)


def shortfalls(actor: Actor, *, site_id: int | None = None) -> list[Shortfall]:
    """Return what was handed out beyond record and not yet settled, the largest first."""
    places = places_of(actor, site_id=site_id)
    items = catalogue(actor.organisation_id)
    piles = piles_at(actor, places)
    lots: dict[tuple[int, int], list[Pile]] = defaultdict(list)
    for pile in piles:
        if pile.lot_id is not None and pile.quantity > 0:
            lots[pile.site_id, pile.item_id].append(pile)
    found = [
        Shortfall(
            items[pile.item_id],
            places[pile.site_id],
            -pile.quantity,
            tuple(lots[pile.site_id, pile.item_id]),
        )
        for pile in piles
        if pile.quantity < 0
    ]
    return sorted(found, key=lambda entry: -entry.units)
