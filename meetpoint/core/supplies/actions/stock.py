"""Stock that comes in, goes to another site, or is disposed of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import Value
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies import permissions
from meetpoint.core.supplies.actions.lots import keep_serials, lots_came
from meetpoint.core.supplies.actions.posting import (
    Posted,
    item_of,
    locked_piles,
    open_site_of,
    post,
    posted_before,
    require_quantity,
    site_of,
    today_at,
)
from meetpoint.core.supplies.errors import NotEnough, lack, refused
from meetpoint.core.supplies.models import DisposalReason, Lot, MovementKind, ReceiptReason
from meetpoint.core.supplies.rules import (
    Line,
    Pile,
    fingerprint,
    first_expired_first,
    problem_of_expiry,
    take,
)
from meetpoint.core.supplies.serials import read_serials
from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """What arrived of one item: loose units and whole packs, of one lot or of none.

    A date without a number makes a lot that is called by its date. `units_per_pack` is the item's own
    unless this delivery came in other packs.
    """

    site_id: int
    item_id: int
    quantity: int = 0
    packs: int = 0
    units_per_pack: int | None = None
    lot_number: str = ""
    expires_on: date | None = None
    product: str = ""
    serial_from: str = ""
    serial_to: str = ""
    reason: str = ReceiptReason.BOUGHT


@dataclass(frozen=True, kw_only=True, slots=True)
class Draw:
    """Some units of an item to take: from one lot, from stock without a lot, or first expired first out."""

    item_id: int
    quantity: int
    lot_id: int | None = None
    any_lot: bool = False


def receive_stock(
    deliveries: Sequence[Delivery], *, by: Actor, batch: UUID, at: datetime | None = None
) -> Posted:
    """Write down what arrived; stock that has expired is taken in with a warning.

    Raises NotAllowed, DomainError (impossible date or number; a known lot with another date), or
    SameBatchOtherContent.
    """
    checked = [_checked(by, delivery) for delivery in deliveries]
    if not checked:
        raise refused("quantity", _("Say how much of at least one item."))
    with transaction.atomic():
        before = posted_before(by, batch, fingerprint("receive", deliveries, at))
        if before:
            return replace(before, warnings=_warnings_again(by, before))
        lines, warnings = [], []
        for delivery, site, units in checked:
            lot = _lot_for(by, delivery)
            warnings += lots_came(by, [lot.pk] if lot else [])
            lot_id = lot.pk if lot else None
            lines.append(
                Line(site.pk, delivery.item_id, lot_id, MovementKind.RECEIVED, units, delivery.reason)
            )
            warnings += _warnings(lot, today_at(site))
        fields: dict[str, Value] = {"site": lines[0].site_id, "units": sum(line.quantity for line in lines)}
        return post(
            by, batch, lines, action="supplies.stock_received", fields=fields, at=at, warnings=warnings
        )


def _checked(by: Actor, delivery: Delivery) -> tuple[Delivery, Site, int]:
    by.require(permissions.RECEIVE, site_id=delivery.site_id)
    site = open_site_of(by, delivery.site_id)
    item = item_of(by, delivery.item_id)
    if min(delivery.quantity, delivery.packs) < 0:
        raise refused("quantity", _("Write what arrived. To take stock away, dispose of it or count it."))
    pack = item.units_per_pack if delivery.units_per_pack is None else delivery.units_per_pack
    units = delivery.quantity + delivery.packs * pack
    require_quantity(units)
    if delivery.reason not in ReceiptReason.values:
        raise refused("reason", _("Choose one of the answers listed."))
    problem = problem_of_expiry(delivery.expires_on, today_at(site))
    if problem:
        raise refused("expires_on", problem)
    if read_serials(delivery.serial_from, delivery.serial_to) and not delivery.lot_number.strip():
        raise refused("lot_number", _("Write the lot number, too: serial numbers belong to a lot."))
    return delivery, site, units


def transfer_stock(
    draws: Sequence[Draw],
    *,
    from_site_id: int,
    to_site_id: int,
    by: Actor,
    batch: UUID,
    at: datetime | None = None,
) -> Posted:
    """Move stock between two sites, lot by lot, in one batch. Raises NotEnough, NotAllowed or DomainError."""
    by.require(permissions.MOVE, site_id=from_site_id)
    by.require(permissions.MOVE, site_id=to_site_id)
    if from_site_id == to_site_id:
        raise refused("to_site", _("Choose another site than the one the stock comes from."))
    start, end = site_of(by, from_site_id, field="from_site"), open_site_of(by, to_site_id, field="to_site")
    _check_draws(by, draws)
    with transaction.atomic():
        before = posted_before(by, batch, fingerprint("transfer", from_site_id, to_site_id, draws, at))
        if before:
            return before
        lines = []
        for pile, amount in _drawn(by, draws, start, end):
            lines.append(Line(start.pk, pile.item_id, pile.lot_id, MovementKind.SENT, -amount))
            lines.append(Line(end.pk, pile.item_id, pile.lot_id, MovementKind.ARRIVED, amount))
        fields = {"from_site": start.pk, "to_site": end.pk}
        return post(by, batch, lines, action="supplies.stock_transferred", fields=fields, at=at)


def dispose_stock(
    draws: Sequence[Draw],
    *,
    site_id: int,
    reason: str,
    by: Actor,
    batch: UUID,
    at: datetime | None = None,
) -> Posted:
    """Take stock off the shelf for a DisposalReason. Raises NotEnough, NotAllowed or DomainError."""
    by.require(permissions.DISPOSE, site_id=site_id)
    site = site_of(by, site_id)
    if reason not in DisposalReason.values:
        raise refused("reason", _("Choose one of the answers listed."))
    _check_draws(by, draws)
    with transaction.atomic():
        before = posted_before(by, batch, fingerprint("dispose", site_id, reason, draws, at))
        if before:
            return before
        lines = [
            Line(site.pk, pile.item_id, pile.lot_id, MovementKind.DISPOSED, -amount, reason)
            for pile, amount in _drawn(by, draws, site)
        ]
        fields: dict[str, Value] = {"site": site.pk, "reason": reason}
        return post(by, batch, lines, action="supplies.stock_disposed", fields=fields, at=at)


def _check_draws(by: Actor, draws: Sequence[Draw]) -> None:
    if not draws:
        raise refused("quantity", _("Say how much of at least one item."))
    for draw in draws:
        item_of(by, draw.item_id)
        require_quantity(draw.quantity)


def _drawn(by: Actor, draws: Sequence[Draw], site: Site, *lock_too: Site) -> list[tuple[Pile, int]]:
    sites = [place.pk for place in (site, *lock_too)]
    piles = locked_piles(by, sites, {draw.item_id for draw in draws})
    today = today_at(site)
    taken: dict[tuple[int, int | None], int] = {}
    chosen: list[tuple[Pile, int]] = []
    lacking: list[str] = []
    for draw in sorted(draws, key=lambda draw: draw.any_lot):
        left = [_less(pile, taken) for pile in piles[site.pk, draw.item_id]]
        usable = first_expired_first(left, today) if draw.any_lot else _only(left, draw.lot_id)
        parts = take(usable, draw.quantity)
        there = sum(amount for _pile, amount in parts)
        if there < draw.quantity:
            label = item_of(by, draw.item_id).label
            lacking.append(lack(label, place=site.name, there=there, wanted=draw.quantity))
        for pile, amount in parts:
            taken[pile.item_id, pile.lot_id] = taken.get((pile.item_id, pile.lot_id), 0) + amount
        chosen += parts
    if lacking:
        raise NotEnough(lacking)
    return chosen


def _less(pile: Pile, taken: Mapping[tuple[int, int | None], int]) -> Pile:
    return replace(pile, quantity=pile.quantity - taken.get((pile.item_id, pile.lot_id), 0))


def _only(piles: Sequence[Pile], lot_id: int | None) -> list[Pile]:
    return [pile for pile in piles if pile.lot_id == lot_id and pile.quantity > 0]


def _lot_for(by: Actor, delivery: Delivery) -> Lot | None:
    number = " ".join(delivery.lot_number.split())
    if not number and delivery.expires_on is None:
        return None
    lot, made = Lot.objects.of(by).get_or_create(
        organisation_id=by.organisation_id,
        item_id=delivery.item_id,
        number=number or f"EXP {delivery.expires_on}",
        defaults={"expires_on": delivery.expires_on, "product": delivery.product},
    )
    keep_serials(by, lot, read_serials(delivery.serial_from, delivery.serial_to))
    if made or delivery.expires_on is None or lot.expires_on == delivery.expires_on:
        return lot
    if lot.expires_on is not None:
        known = formats.date_format(lot.expires_on, "DATE_FORMAT")
        raise refused(
            "expires_on",
            _(
                "Lot %(number)s is already here with the date %(known)s. "
                "Read the pack again, or correct the lot first."
            )
            % {"number": lot.number, "known": known},
        )
    Lot.objects.of(by).filter(pk=lot.pk).update(expires_on=delivery.expires_on)
    return lot


def _warnings_again(by: Actor, posted: Posted) -> tuple[str, ...]:
    """Return the warnings about a delivery that was written down before, for whoever sends it again."""
    lots = {lot.pk: lot for lot in Lot.objects.of(by).filter(pk__in=[line.lot_id for line in posted.lines])}
    sites = {line.site_id: site_of(by, line.site_id) for line in posted.lines}
    return tuple(
        warning
        for line in posted.lines
        for warning in _warnings(lots.get(line.lot_id or 0), today_at(sites[line.site_id]))
    )


def _warnings(lot: Lot | None, today: date) -> list[str]:
    if lot is None:
        return []
    warnings = []
    if lot.expires_on is not None and lot.expires_on < today:
        warnings.append(
            _("This lot expired on %(date)s. It is written down, and goes out last.")
            % {"date": formats.date_format(lot.expires_on, "DATE_FORMAT")}
        )
    if lot.quarantined_at is not None:
        warnings.append(_("This lot is set aside. It is written down, and is not handed out."))
    return warnings
