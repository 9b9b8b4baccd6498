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


def expiring(self) -> int:
        return sum(level.expiring for level in self.levels)

    @property
    def quarantined(self) -> int:
        return sum(level.quarantined for level in self.levels)

    @property
    def shortfall(self) -> int:
        return sum(level.shortfall for level in self.levels)

    @property
    def low(self) -> list[Level]:
        """The levels that are low."""
        return [level for level in self.levels if level.is_low]

    @property
    def stocked(self) -> list[Level]:
        """The levels of sites that have some."""
        return [level for level in self.levels if level.on_hand]

    @property
    def only(self) -> Level | None:
        """The one level, when this is about one site."""
        return self.levels[0] if len(self.levels) == 1 else None

    @property
    def needs_attention(self) -> bool:
        return any(level.needs_attention for level in self.levels)


def levels(actor: Actor, *, site_id: int | None = None, item_id: int | None = None) -> list[Level]:
    """Return the level of every item at every site in reach, or at one of them, or of one item.

    A retired item is listed only where some is left. Sorted as on the Log screen, then by site.
    """
    places = places_of(actor, site_id=site_id)
    items = _items(actor, item_id)
    piles = _piles_by_place(actor, places, items)
    pars = {
        (par.site_id, par.item_id): par.quantity
        for par in ParLevel.objects.of(actor).filter(site_id__in=list(places))
    }
    use = use_since(actor, places, item_id=item_id)
    return [
        _level(item, place, piles.get((place.id, item.id), ()), pars.get((place.id, item.id)), use=use)
        for item in items.values()
        for place in places.values()
        if not item.retired or any(pile.quantity for pile in piles.get((place.id, item.id), ()))
    ]


def levels_by_item(actor: Actor, *, site_id: int | None = None) -> list[ItemLevels]:
    """Return the levels of every item, one entry for each item, at all sites in reach or at one of them."""
    found = groupby(levels(actor, site_id=site_id), key=lambda level: level.item)
    return [ItemLevels(item, tuple(of_item)) for item, of_item in found]


def par_levels(actor: Actor, site_id: int) -> dict[int, int]:
    """Return how much a site wants to hold, by item id."""
    return dict(ParLevel.objects.of(actor).filter(site_id=site_id).values_list("item_id", "quantity"))


def use_since(
    actor: Actor, site_ids: Collection[int], *, item_id: int | None = None
) -> Mapping[tuple[int, int], Use]:
    """Return what went out in the last USE_DAYS days by (site, item), with the days since the first of it."""
    now = clock.now()
    moved = Movement.objects.of(actor).filter(
        occurred_at__gte=now - timedelta(days=USE_DAYS), kind__in=USE_KINDS
    )
    if item_id is not None:
        moved = moved.filter(item_id=item_id)
    if len(site_ids) == 1:
        moved = moved.filter(site_id__in=site_ids)
    sums = (
        moved.order_by()
        .values_list("site_id", "item_id")
        .annotate(units=Sum("quantity"), lines=Count("id"), first=Min("occurred_at"))
    )
    return {
        (site, item): Use(-units, lines, _days_between(first, now))
        for site, item, units, lines, first in sums
    }


def piles_at(
    actor: Actor, site_ids: Collection[int], *, item_ids: Collection[int] | None = None
) -> list[Pile]:
    """Return everything recorded at some sites that is not nought, with its lots."""
    rows = Balance.objects.of(actor).filter(site_id__in=list(site_ids)).exclude(quantity=0)
    if item_ids is not None:
        rows = rows.filter(item_id__in=list(item_ids))
    found = rows.order_by("lot__expires_on", "id").values_list(
        "site_id",
        "item_id",
        "lot_id",
        "quantity",
        "lot__number",
        "lot__expires_on",
        "lot__quarantined_at",
    )
    return [
        Pile(site, item, lot, quantity, number or "", expires_on, aside is not None)
        for site, item, lot, quantity, number, expires_on, aside in found
    ]


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
