"""Making the ledger agree with the shelf: counts, and shortfalls that are settled."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies import permissions
from meetpoint.core.supplies.actions.posting import (
    Posted,
    item_of,
    locked_piles,
    lot_of,
    post,
    posted_before,
    site_of,
)
from meetpoint.core.supplies.errors import ChangedMeanwhile, NotEnough, lack, refused
from meetpoint.core.supplies.queries.shelf import changes_at
from meetpoint.core.supplies.rules import MOST_UNITS, Count, fingerprint, lines_of_count, settle_lines
from meetpoint.core.tenancy.actor import Actor


def count_stock(
    counts: Sequence[Count], *, site_id: int, by: Actor, batch: UUID, at: datetime | None = None
) -> Posted:
    """Make the ledger agree with what was counted at a site, and settle the shortfalls of those items.

    The answer's lines are the differences; none means that the ledger was right. Raises NotAllowed,
    DomainError (an impossible number, an unknown item or lot), SameBatchOtherContent, or ChangedMeanwhile
    when somebody else wrote down a count or a movement after the counter had seen the record.
    """
    by.require(permissions.COUNT, site_id=site_id)
    site = site_of(by, site_id)
    _check_counts(by, counts)
    with transaction.atomic():
        before = posted_before(by, batch, fingerprint("count", site_id, counts, at))
        if before:
            return before
        # An item without a record has no balance to wait at, so counts of one site wait for each other.
        Site.objects.of(by).select_for_update(no_key=True).get(pk=site.pk)
        piles = locked_piles(by, [site.pk], {count.item_id for count in counts})
        _check_nothing_changed(by, counts, site.pk)
        flat = [pile for place in piles.values() for pile in place]
        lines = lines_of_count(counts, flat, site.pk)
        fields = {"site": site.pk, "counted": len(counts)}
        return post(by, batch, lines, action="supplies.stock_counted", fields=fields, at=at)


def settle_shortfall(*, site_id: int, item_id: int, lot_id: int, by: Actor, batch: UUID) -> Posted:
    """Move an item's shortfall at a site onto the lot it came from, as far as that lot reaches.

    Raises DomainError when nothing is short, NotEnough when the lot has nothing left, NotAllowed.
    """
    by.require(permissions.COUNT, site_id=site_id)
    site, item, lot = site_of(by, site_id), item_of(by, item_id), lot_of(by, lot_id)
    with transaction.atomic():
        before = posted_before(by, batch, fingerprint("settle", site_id, item_id, lot_id))
        if before:
            return before
        piles = {
            pile.lot_id: pile.quantity for pile in locked_piles(by, [site.pk], [item.id])[site.pk, item.id]
        }
        short, there = max(0, -piles.get(None, 0)), max(0, piles.get(lot.pk, 0))
        if not short:
            raise refused("item", _("Nothing is short here any more."))
        if not there:
            raise NotEnough([lack(item.label, place=f"{site}, {lot}", there=0, wanted=short)])
        lines = settle_lines((site.pk, item.id), lot.pk, min(short, there))
        fields = {"site": site.pk, "item": item.id, "lot": lot.pk, "units": min(short, there)}
        return post(by, batch, lines, action="supplies.shortfall_settled", fields=fields)


def _check_nothing_changed(by: Actor, counts: Sequence[Count], site_id: int) -> None:
    now = changes_at(by, site_id)
    changed = [
        one.item_id for one in counts if one.changes is not None and one.changes != now.get(one.item_id, 0)
    ]
    if changed:
        raise ChangedMeanwhile([item_of(by, item_id).label for item_id in dict.fromkeys(changed)])


def _check_counts(by: Actor, counts: Sequence[Count]) -> None:
    if not counts:
        raise refused("counts", _("Count at least one item."))
    if len({(count.item_id, count.lot_id) for count in counts}) < len(counts):
        raise refused("counts", _("The same lot was counted twice. Add the two together."))
    for count in counts:
        item_of(by, count.item_id)
        field = f"counted-{count.item_id}-{count.lot_id or 0}"
        if count.lot_id is not None and lot_of(by, count.lot_id).item_id != count.item_id:
            raise refused(field, _("Choose one of the lots listed."))
        if not 0 <= count.counted <= MOST_UNITS:
            raise refused(field, _("Write a number from 0 to %(most)d.") % {"most": MOST_UNITS})
        if abs(count.seen) > MOST_UNITS:
            raise refused(field, _("This page was out of date. Open it again and count once more."))
