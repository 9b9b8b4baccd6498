"""What stands on one site's shelf, for those who count it or pack kits from it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from meetpoint.core.supplies.models import KitContent, Movement, MovementKind
from meetpoint.core.supplies.queries.catalogue import ItemFacts, catalogue
from meetpoint.core.supplies.queries.levels import OUT_KINDS, piles_at
from meetpoint.core.supplies.queries.places import Place
from meetpoint.core.supplies.rules import Pile
from meetpoint.core.tenancy.actor import Actor

NOT_HANDED_OUT = [kind for kind in MovementKind if kind not in (*OUT_KINDS, MovementKind.TAKEN_BACK)]


@dataclass(frozen=True, slots=True)
class CountRow:
    """One thing to count: a lot of an item, or what has no lot (`seen` is below nought for a shortfall)."""

    item: ItemFacts
    lot_id: int | None
    number: str
    expires_on: date | None
    seen: int

    @property
    def key(self) -> str:
        return f"{self.item.id}-{self.lot_id or 0}"

    @property
    def expected(self) -> int:
        """What the shelf should hold: a shortfall is not on it."""
        return max(0, self.seen)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a kit: how many go into one, and how many are there that may be packed."""

    item: ItemFacts
    quantity: int
    there: int

    @property
    def enough_for(self) -> int:
        return self.there // self.quantity


def changes_at(actor: Actor, site_id: int) -> dict[int, int]:
    """Return, by item, how many ledger lines at a site are not hand-outs: counts, deliveries, transfers…

    Two looks at the shelf that see the same number saw the same record, but for what was handed out.
    """
    lines = Movement.objects.of(actor).filter(site_id=site_id, kind__in=NOT_HANDED_OUT)
    return dict(lines.order_by().values_list("item_id").annotate(lines=Count("pk")))


def count_rows(actor: Actor, site_id: int) -> list[CountRow]:
    """Return everything to count at a site, in the order of the catalogue, the earliest date first.

    An item of which nothing is recorded has one row without a lot, so that a first count can fill it.
    """
    piles: dict[int, list[Pile]] = defaultdict(list)
    for pile in piles_at(actor, [site_id]):
        piles[pile.item_id].append(pile)
    rows = []
    for item in catalogue(actor.organisation_id).values():
        of_item = piles[item.id]
        rows += [_row(item, pile) for pile in of_item if pile.quantity > 0]
        if not any(pile.quantity > 0 for pile in of_item) and not item.retired:
            rows.append(CountRow(item, None, "", None, sum(pile.quantity for pile in of_item)))
    return rows


def parts_for(actor: Actor, kit_id: int, place: Place) -> list[Part]:
    """Return a kit's parts with what is at a site, neither expired nor set aside."""
    items = catalogue(actor.organisation_id)
    contents = KitContent.objects.of(actor).filter(kit_id=kit_id).values_list("item_id", "quantity")
    wanted = dict(contents)
    there: dict[int, int] = defaultdict(int)
    for pile in piles_at(actor, [place.id], item_ids=wanted):
        if pile.quantity > 0 and not pile.quarantined and not pile.is_expired(place.today):
            there[pile.item_id] += pile.quantity
    return [Part(items[item_id], quantity, there[item_id]) for item_id, quantity in wanted.items()]


def _row(item: ItemFacts, pile: Pile) -> CountRow:
    return CountRow(item, pile.lot_id, pile.number, pile.expires_on, pile.quantity)
