"""When slots are empty and machines silent: outages begin and end here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.vending.models import Machine, Outage, OutageKind, Slot, Vend
from meetpoint.services.vending.queries.levels import levels_now


def settle(
    by: Actor,
    slots: Mapping[int, Slot],
    *,
    empty: Mapping[int, datetime],
    gave: Collection[int] = (),
    at: datetime,
) -> None:
    """Begin an outage for each of these slots that is empty now; end it for each that handed something out.

    `empty` are those that said so themselves, and when: the machine knows better than our count. A level
    below nought tells that a count was wrong, not that the slot is empty.
    """
    if not slots:
        return
    levels = levels_now(by, slots.values())
    open_now = {
        outage.slot_id: outage for outage in Outage.objects.of(by).filter(slot_id__in=slots, ended_at=None)
    }
    for pk, slot in slots.items():
        if pk in empty or levels.get(pk) == 0:
            if pk not in open_now:
                _begin(by, slot, _last_vend(by, slot) or empty.get(pk) or at)
        elif pk in open_now and pk in gave:
            _end(by, open_now[pk], at)


def reported_empty(by: Actor, slot: Slot, *, at: datetime) -> None:
    """Begin an outage that the machine itself told of."""
    if not Outage.objects.of(by).filter(slot=slot, ended_at=None).exists():
        _begin(by, slot, at)


def reported_full(by: Actor, slot: Slot, *, at: datetime) -> None:
    """End the outage of a slot that the machine says is not empty any more."""
    for outage in Outage.objects.of(by).filter(slot=slot, ended_at=None):
        _end(by, outage, at)


def fell_silent(by: Actor, machine: Machine, *, at: datetime) -> bool:
    """Begin the silence of a machine; tell whether it had not begun before."""
    if Outage.objects.of(by).filter(machine=machine, slot=None, ended_at=None).exists():
        return False
    Outage.objects.create(
        organisation_id=by.organisation_id, machine=machine, kind=OutageKind.SILENT, began_at=at
    )
    return True


def heard(by: Actor, machine_ids: set[int], *, at: datetime) -> None:
    """End the silence of machines that were heard of."""
    silent = Outage.objects.of(by).filter(machine_id__in=machine_ids, slot=None, ended_at=None)
    for outage in silent:
        _end(by, outage, at)


def _begin(by: Actor, slot: Slot, at: datetime) -> None:
    Outage.objects.create(
        organisation_id=by.organisation_id,
        machine_id=slot.machine_id,
        slot=slot,
        kind=OutageKind.EMPTY,
        began_at=at,
    )


def _end(by: Actor, outage: Outage, at: datetime) -> None:
    Outage.objects.of(by).filter(pk=outage.pk).update(ended_at=max(at, outage.began_at))


def _last_vend(by: Actor, slot: Slot) -> datetime | None:
    given = Vend.objects.of(by).filter(slot=slot, quantity__gt=0).order_by("-occurred_at")
    return given.values_list("occurred_at", flat=True).first()
