"""Naloxone in stock, as the room needs it: single doses for the log, kits to take along."""

from __future__ import annotations

from meetpoint.core.supplies.models import Lot
from meetpoint.core.supplies.queries.catalogue import ItemFacts, catalogue
from meetpoint.core.supplies.queries.levels import piles_at
from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.supervised_consumption.models import ShelfDose
from meetpoint.services.supervised_consumption.rules import Shelved


def shelf_of(by: Actor) -> list[Shelved]:
    """Return from which item each dose is taken, as the organisation said it."""
    rows = ShelfDose.objects.of(by).order_by("route", "mg").values_list("mg", "route", "item_id")
    return [Shelved(*row) for row in rows]


def kit_items(by: Actor, *, kits: bool) -> list[ItemFacts]:
    """Return the naloxone that is in use: kits to take along, or everything else that holds doses."""
    return [
        item
        for item in catalogue(by.organisation_id).values()
        if item.counts_as_naloxone and not item.retired and is_kit(item) is kits
    ]


def is_kit(item: ItemFacts) -> bool:
    """Tell whether an item is to be taken along: more than one dose belongs together."""
    return item.is_kit or item.doses_per_unit > 1


def only_item_here(by: Actor, site_id: int) -> int | None:
    """Return the one item of single doses that lies on a site's shelf; None with none, or with several."""
    known = [item.id for item in kit_items(by, kits=False)]
    found = {pile.item_id for pile in piles_at(by, [site_id], item_ids=known) if pile.quantity > 0}
    return found.pop() if len(found) == 1 else None


def kits_offered(by: Actor, site_id: int) -> list[ItemFacts]:
    """Return the kits that a room offers: those on its shelf and on the Log screen, at least the first."""
    known = kit_items(by, kits=True)
    here = {pile.item_id for pile in piles_at(by, [site_id], item_ids=[item.id for item in known])}
    return [item for item in known if item.on_log or item.id in here] or known[:1]


def lots_here(by: Actor, site_id: int) -> list[Lot]:
    """Return the lots of single doses at a site, for whoever reads one from the pack."""
    known = [item.id for item in kit_items(by, kits=False)]
    ids = {pile.lot_id for pile in piles_at(by, [site_id], item_ids=known) if pile.lot_id}
    return list(
        Lot.objects.of(by).filter(pk__in=ids).select_related("item").order_by("item__order", "number")
    )
