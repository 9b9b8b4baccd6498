"""Items and stock for tests, made through the actions."""

from datetime import date
from uuid import uuid4

from meetpoint.core.supplies.actions import Delivery, ItemDetails, add_item, receive_stock
from meetpoint.core.supplies.models import Balance, Item, Lot
from meetpoint.core.tenancy.actor import Actor

KIND = "other_items"


def make_item(by: Actor, name: str = "Cookers", **details: object) -> Item:
    """Add an item of the kind that is always there."""
    return add_item(ItemDetails(kind=KIND, name=name, **details), by=by)  # type: ignore[arg-type]


def stock(
    by: Actor, site_id: int, item: Item, quantity: int, lot: str = "", expires_on: date | None = None
) -> Lot | None:
    """Receive some units and return their lot."""
    delivery = Delivery(
        site_id=site_id, item_id=item.pk, quantity=quantity, lot_number=lot, expires_on=expires_on
    )
    posted = receive_stock([delivery], by=by, batch=uuid4())
    return Lot.objects.of(by).filter(pk=posted.lines[0].lot_id).first()


def on_shelf(by: Actor, site_id: int, item: Item) -> dict[str, int]:
    """What is recorded of an item at a site, by lot number; stock without a lot under an empty text."""
    rows = Balance.objects.of(by).filter(site_id=site_id, item=item).exclude(quantity=0)
    return {row.lot.number if row.lot else "": row.quantity for row in rows.select_related("lot")}
