"""Setting lots aside, releasing them, and mending what was misread from a pack."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.modules.registry import registry
from meetpoint.core.supplies import permissions
from meetpoint.core.supplies.actions.posting import lot_of
from meetpoint.core.supplies.errors import refused
from meetpoint.core.supplies.models import Lot
from meetpoint.core.supplies.rules import problem_of_expiry
from meetpoint.core.supplies.serials import Serials, joined, read_serials, stored_serials
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


def quarantine_lot(lot_id: int, *, by: Actor) -> Lot:
    """Set a lot aside everywhere: it stays on the shelf and in the ledger, and nothing draws on it."""
    by.require(permissions.DISPOSE)
    return _set_aside(lot_id, by, aside=True)


def release_lot(lot_id: int, *, by: Actor) -> Lot:
    """Let a lot that was set aside be handed out again."""
    by.require(permissions.DISPOSE)
    return _set_aside(lot_id, by, aside=False)


def correct_lot(
    lot_id: int,
    *,
    number: str,
    expires_on: date | None,
    serials: tuple[str, str] = ("", ""),
    by: Actor,
) -> Lot:
    """Mend a lot's number, date or serial numbers (first and last).

    Raises DomainError when the date or the range cannot be, or the number is taken.
    """
    by.require(permissions.RECEIVE)
    span = read_serials(*serials)
    number = " ".join(number.split())
    if not number:
        raise refused("lot_number", _("Please fill this in."))
    problem = problem_of_expiry(expires_on, clock.now().date())
    if problem:
        raise refused("expires_on", problem)
    with transaction.atomic():
        lot = lot_of(by, lot_id)
        if Lot.objects.of(by).filter(item_id=lot.item_id, number=number).exclude(pk=lot.pk).exists():
            raise refused("lot_number", _("Another lot of this item has this number."))
        lot.number, lot.expires_on = number, expires_on
        lot.serial_from, lot.serial_to = (span.shown_first, span.shown_last) if span else ("", "")
        lot.save(update_fields=["number", "expires_on", "serial_from", "serial_to"])
        lots_came(by, [lot.pk])
        fields = {"expires_on": str(expires_on or "")}
        audit.record(by, "supplies.lot_corrected", "lot", [lot.pk], fields=fields)
    return lot


def keep_serials(by: Actor, lot: Lot, serials: Serials | None) -> None:
    """Widen the range of serial numbers that a lot is known to run over; within the caller's transaction."""
    known = stored_serials(lot.serial_from, lot.serial_to)
    wide = joined(known, serials)
    if wide is not None and wide != known:
        lot.serial_from, lot.serial_to = wide.shown_first, wide.shown_last
        Lot.objects.of(by).filter(pk=lot.pk).update(serial_from=lot.serial_from, serial_to=lot.serial_to)


def lots_came(by: Actor, lot_ids: Sequence[int]) -> list[str]:
    """Let the modules look at lots that came in, were packed or got another number; return what they say."""
    looking = [module.on_lots for module in registry() if module.on_lots is not None]
    return [str(sentence) for look in looking for sentence in look(by, lot_ids)] if lot_ids else []


def _set_aside(lot_id: int, by: Actor, *, aside: bool) -> Lot:
    with transaction.atomic():
        lot = lot_of(by, lot_id)
        if (lot.quarantined_at is not None) is aside:
            return lot
        lot.quarantined_at = clock.now() if aside else None
        lot.save(update_fields=["quarantined_at"])
        action = "supplies.lot_quarantined" if aside else "supplies.lot_released"
        audit.record(by, action, "lot", [lot.pk])
    return lot
