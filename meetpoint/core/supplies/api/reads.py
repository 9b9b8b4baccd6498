"""The addresses at which supplies are read."""

from collections import defaultdict

from ninja import Query, Router

from meetpoint.core.api.door.entry import ApiRequest, not_here
from meetpoint.core.api.offer.pages import by_name, cut, newest_first
from meetpoint.core.api.offer.scopes import found_for, scope
from meetpoint.core.api.offer.shapes import Rows
from meetpoint.core.consent.reads import let_out
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies import permissions, queries
from meetpoint.core.supplies.api.shapes import (
    ItemFilter,
    ItemShape,
    LevelFilter,
    LevelShape,
    LotFilter,
    LotShape,
    MovementFilter,
    MovementShape,
    PileShape,
    ShelfShape,
)
from meetpoint.core.supplies.models import Item, Lot, Movement
from meetpoint.core.supplies.queries import Level
from meetpoint.core.supplies.rules import Pile

router = Router()


@router.get("/items", response=Rows[ItemShape], summary="List the catalogue")
@scope(permissions.VIEW)
def list_items(request: ApiRequest, asked: Query[ItemFilter]) -> Rows[ItemShape]:
    rows = Item.objects.of(request.actor)
    if asked.retired is not None:
        rows = rows.filter(retired_at__isnull=not asked.retired)
    found = cut(rows, asked, by_name("slug"))
    let_out(request, "items", rows=len(found.rows), identifies=False)
    return Rows(items=[_item(item) for item in found.rows], next=found.next)


@router.get("/items/{slug:slug}", response=ItemShape, summary="Read one item")
@scope(permissions.VIEW)
def read_item(request: ApiRequest, slug: str) -> ItemShape:
    item = found_for(request.actor, Item, may=permissions.VIEW, slug=slug)
    let_out(request, "item", rows=1, identifies=False)
    return _item(item)


@router.get("/lots", response=Rows[LotShape], summary="List lots by number")
@scope(permissions.VIEW)
def list_lots(request: ApiRequest, asked: Query[LotFilter]) -> Rows[LotShape]:
    rows = queries.lots_with_units(request.actor).select_related("item")
    if asked.item is not None:
        rows = rows.filter(item__slug=asked.item)
    found = cut(rows, asked, by_name("number"))
    let_out(request, "lots", rows=len(found.rows), identifies=False)
    return Rows(items=[_lot(lot) for lot in found.rows], next=found.next)


@router.get("/levels", response=ShelfShape, summary="Read what a site has")
@scope(permissions.VIEW)
def read_levels(request: ApiRequest, asked: Query[LevelFilter]) -> ShelfShape:
    """Every item of the catalogue at one site, with its lots: where a count begins."""
    by = request.actor
    site = Site.objects.of(by).filter(slug=asked.site).first()
    if site is None or not by.reaches(site.pk):
        raise not_here()
    place = queries.places_of(by, site_id=site.pk)[site.pk]
    levels = queries.levels(by, site_id=site.pk)
    piles: dict[int, list[Pile]] = defaultdict(list)
    for pile in queries.piles_at(by, [site.pk]):
        piles[pile.item_id].append(pile)
    let_out(request, "levels", rows=len(levels), identifies=False)
    shapes = [_level(level, piles[level.item.id]) for level in levels]
    return ShelfShape(site=site.slug, today=place.today, levels=shapes)


@router.get("/movements", response=Rows[MovementShape], summary="List the ledger, newest first")
@scope(permissions.VIEW)
def list_movements(request: ApiRequest, asked: Query[MovementFilter]) -> Rows[MovementShape]:
    rows = queries.ledger(request.actor)
    wanted = {
        "site__slug": asked.site,
        "item__slug": asked.item,
        "kind": asked.kind,
        "occurred_at__gte": asked.since,
        "occurred_at__lt": asked.before,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    found = cut(rows, asked, newest_first("occurred_at"))
    let_out(request, "movements", rows=len(found.rows), identifies=False)
    return Rows(items=[_movement(line) for line in found.rows], next=found.next)


def _item(item: Item) -> ItemShape:
    return ItemShape(
        slug=item.slug,
        kind=item.kind,
        name=item.name,
        name_es=item.name_es,
        unit=item.unit,
        units_per_pack=item.units_per_pack,
        doses_per_unit=item.doses_per_unit,
        syringes_per_unit=item.syringes_per_unit,
        retired=item.retired_at is not None,
    )


def _lot(lot: Lot) -> LotShape:
    return LotShape(
        item=lot.item.slug,
        number=lot.number,
        product=lot.product,
        expires_on=lot.expires_on,
        set_aside=lot.quarantined_at is not None,
        on_hand=lot.on_hand,  # type: ignore[attr-defined]
    )


def _level(level: Level, piles: list[Pile]) -> LevelShape:
    return LevelShape(
        item=level.item.slug,
        on_hand=level.on_hand,
        usable=level.usable,
        expired=level.expired,
        expiring=level.expiring,
        set_aside=level.quarantined,
        shortfall=level.shortfall,
        par=level.par,
        lasts_days=level.lasts,
        low=level.is_low,
        piles=[
            PileShape(
                lot=pile.number if pile.lot_id else None,
                quantity=pile.quantity,
                expires_on=pile.expires_on,
                set_aside=pile.quarantined,
            )
            for pile in piles
        ],
    )


def _movement(line: Movement) -> MovementShape:
    return MovementShape(
        site=line.site.slug,
        item=line.item.slug,
        lot=line.lot.number if line.lot else None,
        kind=line.kind,
        quantity=line.quantity,
        reason=line.reason,
        occurred_at=line.occurred_at,
        uid=line.batch,
    )
