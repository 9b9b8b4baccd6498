"""Packing kits out of their parts, so that a recall can follow a part's lot to the kits it went into."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

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
    today_at,
)
from meetpoint.core.supplies.errors import NotEnough, lack, refused
from meetpoint.core.supplies.models import KitContent, Lot, MovementKind
from meetpoint.core.supplies.rules import Line, Pile, fingerprint, first_expired_first, take
from meetpoint.core.supplies.serials import read_serials
from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class Packing:
    """How many of which kit are packed where. Without a number the kits' lot is named by day and batch."""

    site_id: int
    kit_id: int
    quantity: int
    lot_number: str = ""
    serial_from: str = ""
    serial_to: str = ""


def make_kits(packing: Packing, *, by: Actor, batch: UUID, at: datetime | None = None) -> Posted:
    """Pack kits: parts leave first expired first out; the kits form a lot that expires with its first part.

    Expired and quarantined parts are never packed. All lines share the batch, which ties the lots of the
    parts to the lot of the kits. Raises NotEnough naming every part that lacks, NotAllowed, DomainError.
    """
    by.require(permissions.MOVE, site_id=packing.site_id)
    site, kit = open_site_of(by, packing.site_id), item_of(by, packing.kit_id, field="kit")
    require_quantity(packing.quantity)
    serials = read_serials(packing.serial_from, packing.serial_to)
    contents = list(KitContent.objects.of(by).filter(kit_id=kit.id).order_by("item_id"))
    if not contents:
        raise refused("kit", _("Say first what goes into this kit."))
    with transaction.atomic():
        before = posted_before(by, batch, fingerprint("pack", packing, at))
        if before:
            return before
        parts = _parts(by, contents, packing.quantity, site)
        lot = _kit_lot(by, packing, parts, batch=batch, today=today_at(site))
        keep_serials(by, lot, serials)
        warnings = lots_came(by, [lot.pk])
        lines = [
            Line(site.pk, pile.item_id, pile.lot_id, MovementKind.KIT_PART, -amount) for pile, amount in parts
        ]
        lines.append(Line(site.pk, kit.id, lot.pk, MovementKind.KIT_MADE, packing.quantity))
        fields = {"site": site.pk, "kit": kit.id, "lot": lot.pk, "kits": packing.quantity}
        return post(by, batch, lines, action="supplies.kits_packed", fields=fields, at=at, warnings=warnings)


def _parts(by: Actor, contents: list[KitContent], kits: int, site: Site) -> list[tuple[Pile, int]]:
    piles = locked_piles(by, [site.pk], [content.item_id for content in contents])
    today = today_at(site)
    parts: list[tuple[Pile, int]] = []
    lacking = []
    for content in contents:
        wanted = content.quantity * kits
        fresh = [pile for pile in piles[site.pk, content.item_id] if not pile.is_expired(today)]
        taken = take(first_expired_first(fresh, today), wanted)
        there = sum(amount for _pile, amount in taken)
        if there < wanted:
            label = item_of(by, content.item_id).label
            lacking.append(lack(label, place=site.name, there=there, wanted=wanted))
        parts += taken
    if lacking:
        raise NotEnough(lacking)
    return parts


def _kit_lot(by: Actor, packing: Packing, parts: list[tuple[Pile, int]], *, batch: UUID, today: date) -> Lot:
    number = " ".join(packing.lot_number.split()) or f"K-{today:%y%m%d}-{batch.hex[-4:].upper()}"
    expires_on = min((pile.expires_on for pile, _amount in parts if pile.expires_on), default=None)
    lot, made = Lot.objects.of(by).get_or_create(
        organisation_id=by.organisation_id,
        item_id=packing.kit_id,
        number=number,
        defaults={"expires_on": expires_on},
    )
    if not made and lot.expires_on != expires_on:
        raise refused(
            "lot_number",
            _("Kits with the number %(number)s are here already, with another date. Choose another number.")
            % {"number": number},
        )
    return lot
