"""Adding and changing machines, and what stands in their slots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import Value, record
from meetpoint.core.organisations.models import Site, SiteKind
from meetpoint.core.supplies.queries.catalogue import catalogue
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, DomainError, NotFound
from meetpoint.services.vending.models import (
    Access,
    CounterProfile,
    Machine,
    MachineKind,
    Slot,
    Source,
)
from meetpoint.services.vending.permissions import CHANGE, CREDENTIALS
from meetpoint.services.vending.queries.levels import levels_now


@dataclass(frozen=True, kw_only=True, slots=True)
class MachineDetails:
    """What is said about a machine; `device` is its name in topics and never changes."""

    site_id: int
    device: str
    kind: str = MachineKind.MACHINE
    model: str = ""
    serial: str = ""
    access: str = Access.OPEN
    source: str = Source.MESSAGES
    counter_profile: str = CounterProfile.AUTO
    is_public: bool = False
    place: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """What a selection is to hold."""

    selection: str
    item_id: int
    capacity: int
    minimum: int = 0
    sku: str = ""


_CHANGEABLE = ("kind", "model", "serial", "access", "source", "counter_profile", "is_public", "place")


def add_machine(uid: UUID, details: MachineDetails, *, by: Actor) -> Machine:
    """Add a machine at a site of the kind `vending`; the same uid again gives back what is stored.

    Raises NotAllowed, NotFound for another organisation's site, DomainError for a site of another kind, and
    Conflict where the site or the name has a machine already.
    """
    by.require(CHANGE, site_id=details.site_id)
    known = Machine.objects.of(by).filter(uid=uid).first()
    if known is not None:
        return known
    _check(details, by)
    try:
        with transaction.atomic():
            machine = Machine.objects.create(
                organisation_id=by.organisation_id,
                uid=uid,
                site_id=details.site_id,
                device=details.device,
                added_at=clock.now(),
                **_changeable(details),
            )
            record(
                by, "vending_machine.added", "vending_machine", [machine.pk], fields={"site": machine.site_id}
            )
    except IntegrityError:
        raise Conflict(_("This site, or this name, has a machine already.")) from None
    return machine


def change_machine(machine: Machine, details: MachineDetails, *, by: Actor) -> None:
    """Change what is said about a machine; its site and its name in topics stay. Raises DomainError."""
    by.require(CHANGE, site_id=machine.site_id)
    _check_serial(details, by, but=machine.pk)
    with transaction.atomic():
        Machine.objects.of(by).filter(pk=machine.pk).update(**_changeable(details))
        fields: dict[str, Value] = {"access": details.access, "public": details.is_public}
        record(by, "vending_machine.changed", "vending_machine", [machine.pk], fields=fields)


def retire_machine(machine: Machine, *, by: Actor) -> None:
    """Take a machine out of use; what it handed out stays."""
    by.require(CHANGE, site_id=machine.site_id)
    with transaction.atomic():
        Machine.objects.of(by).filter(pk=machine.pk, retired_at=None).update(
            retired_at=clock.now(), is_public=False
        )
        record(by, "vending_machine.retired", "vending_machine", [machine.pk])


def change_keys(machine: Machine, *, by: Actor) -> None:
    """Give a machine another password and signing key; the old ones end with the broker's next file."""
    by.require(CREDENTIALS, site_id=machine.site_id)
    with transaction.atomic():
        locked = Machine.objects.of(by).select_for_update().get(pk=machine.pk)
        Machine.objects.of(by).filter(pk=machine.pk).update(key_version=locked.key_version + 1)
        record(by, "vending_machine.keys_changed", "vending_machine", [machine.pk])


def place_items(machine: Machine, placed: Sequence[Placed], *, by: Actor) -> list[Slot]:
    """Say what a machine holds from now on, slot by slot, and return the slots in use.

    A slot that stays as it was keeps its level; another item, capacity or minimum begins a new one, which
    keeps the count where only the numbers changed; a selection that is not named ends. Raises DomainError.
    """
    by.require(CHANGE, site_id=machine.site_id)
    _check_placed(placed, by)
    with transaction.atomic():
        Machine.objects.of(by).select_for_update().get(pk=machine.pk)
        standing = {slot.selection: slot for slot in Slot.objects.of(by).filter(machine=machine, until=None)}
        wanted = {each.selection: each for each in placed}
        stays = {name for name, each in wanted.items() if name in standing and _is_as(standing[name], each)}
        now = clock.now()
        ended = [slot.pk for name, slot in standing.items() if name not in stays]
        Slot.objects.of(by).filter(pk__in=ended).update(until=now)
        for name, each in wanted.items():
            if name not in stays:
                _begin(machine, each, standing.get(name), by)
        if ended or len(stays) < len(wanted):
            held = {"slots": len(wanted)}
            record(by, "vending_machine.filled_anew", "vending_machine", [machine.pk], fields=held)
    return list(Slot.objects.of(by).filter(machine=machine, until=None).order_by("selection"))


def _begin(machine: Machine, placed: Placed, before: Slot | None, by: Actor) -> None:
    now = clock.now()
    kept: dict[str, object] = {}
    if before is not None and before.item_id == placed.item_id and before.counted_at is not None:
        level = levels_now(by, [before])[before.pk]
        kept = {"counted": max(0, level or 0), "counted_at": now}
    Slot.objects.create(
        organisation_id=by.organisation_id,
        machine=machine,
        selection=placed.selection,
        item_id=placed.item_id,
        sku=placed.sku,
        capacity=placed.capacity,
        minimum=placed.minimum,
        since=now,
        **kept,
    )


def _is_as(slot: Slot, placed: Placed) -> bool:
    now = (slot.item_id, slot.capacity, slot.minimum, slot.sku)
    return now == (placed.item_id, placed.capacity, placed.minimum, placed.sku)


def _check_placed(placed: Sequence[Placed], by: Actor) -> None:
    items = catalogue(by.organisation_id)
    seen: set[str] = set()
    for each in placed:
        if each.item_id not in items:
            raise DomainError(_("Choose an item of your catalogue."))
        if each.selection in seen:
            raise DomainError(_("Selection %(name)s is named twice.") % {"name": each.selection})
        if each.minimum > each.capacity:
            raise DomainError(
                _("Selection %(name)s cannot hold its minimum: write a smaller one.")
                % {"name": each.selection}
            )
        seen.add(each.selection)


def _check(details: MachineDetails, by: Actor) -> None:
    site = Site.objects.of(by).filter(pk=details.site_id).first()
    if site is None:
        raise NotFound(_("This site is not one of yours."))
    if site.kind != SiteKind.VENDING:
        message = _("Choose a site of the kind “vending machine”, or add one in the settings first.")
        raise DomainError(message, fields={"site": message})
    _check_serial(details, by)


def _check_serial(details: MachineDetails, by: Actor, *, but: int | None = None) -> None:
    if not details.serial:
        return
    others = Machine.objects.of(by).filter(serial=details.serial, retired_at=None)
    if any(pk != but for pk in others.values_list("pk", flat=True)):
        message = _("Another machine has this serial number. Read it again.")
        raise DomainError(message, fields={"serial": message})


def _changeable(details: MachineDetails) -> dict[str, str | bool]:
    return {name: getattr(details, name) for name in _CHANGEABLE}
