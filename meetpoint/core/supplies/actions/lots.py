"""Setting lots aside, releasing them, and mending what was misread from a pack."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.supplies import permissions
from meetpoint.core.supplies.actions.posting import lot_of
from meetpoint.core.supplies.errors import refused
from meetpoint.core.supplies.models import Lot
from meetpoint.core.supplies.rules import problem_of_expiry
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


def correct_lot(lot_id: int, *, number: str, expires_on: date | None, by: Actor) -> Lot:
    """Mend a lot's number or date. Raises DomainError when the date cannot be or the number is taken."""
    by.require(permissions.RECEIVE)
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
        lot.save(update_fields=["number", "expires_on"])
        fields = {"expires_on": str(expires_on or "")}
        audit.record(by, "supplies.lot_corrected", "lot", [lot.pk], fields=fields)
    return lot


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
