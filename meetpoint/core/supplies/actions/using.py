"""Stock that staff use themselves, on the spot: it leaves with no encounter, and is never refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from meetpoint.core.supplies.actions.posting import Posted, item_of, locked_piles, post, site_of, today_at
from meetpoint.core.supplies.models import Movement, MovementKind, UseReason
from meetpoint.core.supplies.rules import Line, Pile, first_expired_first, take
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7


@dataclass(frozen=True, kw_only=True, slots=True)
class Used:
    """Some units of one item that staff used. `lot_id` is the lot that was read from the pack, if it was."""

    site_id: int
    item_id: int
    quantity: int
    at: datetime
    lot_id: int | None = None
    reason: str = UseReason.EMERGENCY


def use_stock(used: Used, *, by: Actor) -> Posted:
    """Take what was used off the shelf: from the lot that was read, else first expired first out.

    What the ledger cannot cover becomes a shortfall, as with hand-outs. Called by a service's own action,
    inside its transaction; that action has checked the right. Raises DomainError for an item or a site that
    is not the actor's, or a time that cannot be.
    """
    site, item = site_of(by, used.site_id), item_of(by, used.item_id)
    piles = locked_piles(by, [site.pk], [item.id])[site.pk, item.id]
    usable = first_expired_first(piles, today_at(site)) if used.lot_id is None else _only(piles, used.lot_id)
    drawn = take(usable, used.quantity)
    lines = [
        Line(site.pk, item.id, pile.lot_id, MovementKind.HANDED_OUT, -amount, used.reason)
        for pile, amount in drawn
    ]
    lacking = used.quantity - sum(amount for _pile, amount in drawn)
    if lacking:
        lines.append(Line(site.pk, item.id, None, MovementKind.SHORTFALL, -lacking, used.reason))
    fields = {"site": site.pk, "item": item.id, "lacking": lacking}
    return post(by, uuid7(), lines, action="supplies.stock_used", fields=fields, at=used.at)


def put_back_used(batch: UUID, *, by: Actor) -> None:
    """Answer every line of a use with its opposite, of the same time, so that nothing was used then.

    Called as `use_stock` is. A batch that is not there changes nothing.
    """
    written = list(Movement.objects.of(by).filter(batch=batch).order_by("id"))
    if not written:
        return
    locked_piles(by, {row.site_id for row in written}, {row.item_id for row in written})
    lines = [
        Line(row.site_id, row.item_id, row.lot_id, MovementKind(row.kind), -row.quantity, row.reason)
        for row in written
    ]
    fields = {"site": written[0].site_id, "item": written[0].item_id}
    post(by, uuid7(), lines, action="supplies.stock_use_undone", fields=fields, at=written[0].occurred_at)


def _only(piles: list[Pile], lot_id: int) -> list[Pile]:
    """Return the pile of a lot that was read, also when it is set aside: that is what somebody got."""
    return [pile for pile in piles if pile.lot_id == lot_id and pile.quantity > 0]
