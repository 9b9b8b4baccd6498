"""Phones that may send: enrolling one's own, revoking any, changing the key that they seal with."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.field import permissions
from meetpoint.core.field.models import Device, SealingKey
from meetpoint.core.field.proof import device_uid, read_public_key
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, DomainError, NotAllowed

LONGEST_NAME = 60


def enrol_device(public_key: bytes, name: str, *, by: Actor) -> Device:
    """Let a phone send in the actor's name; the same key again gives the same device.

    `public_key` is a SubjectPublicKeyInfo of P-256; the private half never leaves the phone.
    Raises NotAllowed, DomainError for another kind of key, Conflict for one that was revoked or is another's.
    """
    by.require(permissions.ENROL)
    if by.staff_id is None:
        raise NotAllowed(_("A phone belongs to somebody. Sign in first."))
    try:
        read_public_key(public_key)
    except ValueError:
        raise DomainError(_("This phone sent a key that cannot be used. Update the browser.")) from None
    uid = device_uid(public_key)
    with transaction.atomic():
        known = Device.objects.of(by).filter(uid=uid).first()
        if known is not None:
            if known.member_id != by.staff_id or known.revoked_at is not None:
                raise Conflict(_("This phone's key cannot be used again. Clear the phone and start anew."))
            return known
        made = Device.objects.of(by).create(
            organisation_id=by.organisation_id,
            uid=uid,
            member_id=by.staff_id,
            name=name.replace("\x00", "")[:LONGEST_NAME] or _("Phone"),
            public_key=public_key,
            enrolled_at=clock.now(),
        )
        audit.record(by, "field_device.enrolled", "field_device", [str(uid)])
    return made


def revoke_device(device: Device, *, by: Actor) -> None:
    """Stop a phone: what it still sends goes to quarantine, and it is wiped at its next contact.

    Everybody may revoke their own; for somebody else's it takes MANAGE. Again changes nothing.
    """
    by.require(permissions.ENROL if device.member_id == by.staff_id else permissions.MANAGE)
    with transaction.atomic():
        living = Device.objects.of(by).filter(pk=device.pk, revoked_at=None)
        if living.update(revoked_at=clock.now()):
            audit.record(by, "field_device.revoked", "field_device", [str(device.uid)])


def change_sealing_key(*, by: Actor) -> int:
    """Let phones seal to a new key from their next contact on, and return its generation.

    What they sealed to older ones, however late it comes, is opened as before.
    """
    by.require(permissions.MANAGE)
    with transaction.atomic():
        generation = current_generation(by.organisation_id) + 1
        SealingKey.objects.of(by).create(
            organisation_id=by.organisation_id, generation=generation, made_at=clock.now()
        )
        audit.record(by, "field_key.changed", "field_key", [str(generation)])
    return generation


def current_generation(organisation_id: int) -> int:
    """Return the generation of the sealing key that phones are to use; the first needs no row."""
    newest = (
        SealingKey.objects.of(organisation_id).order_by("-generation").values_list("generation", flat=True)
    )
    return newest.first() or 1


def find_device(by: Actor, uid: UUID) -> Device | None:
    """Return one of the organisation's devices."""
    return Device.objects.of(by).filter(uid=uid).select_related("member").first()
