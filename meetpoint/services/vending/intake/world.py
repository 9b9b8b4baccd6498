"""What a batch of messages is read against: the organisation's machines and their slots, read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from meetpoint.core.organisations.models import Organisation
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.services.vending.models import Machine, Slot

CLOCK_SLACK = timedelta(minutes=5)
OLDEST = timedelta(days=400)
"""A machine that tells of a time before has lost its clock; no machine buffers more than a year."""


@dataclass(frozen=True, slots=True)
class MachineFacts:
    """A machine with its slots, those that have ended too, newest first."""

    machine: Machine
    zone: ZoneInfo
    slots: tuple[Slot, ...]

    def slot_at(self, selection: str, at: datetime) -> Slot | None:
        """Return what stood in a selection at a moment; what stands there now for one before all of them."""
        named = [slot for slot in self.slots if slot.selection == selection]
        then = (slot for slot in named if slot.since <= at and (slot.until is None or at < slot.until))
        return next(then, None) or next((slot for slot in named if slot.until is None), None)

    def slot_of(self, sku: str) -> Slot | None:
        """Return the slot in use that holds what the machine calls by this name."""
        return next((s for s in self.slots if s.until is None and sku in (s.sku, s.item.slug)), None)


@dataclass(frozen=True, slots=True)
class World:
    """One organisation, its machines by device, and the moment at which the batch is taken in."""

    organisation: Organisation
    by: Actor
    machines: Mapping[str, MachineFacts]
    now: datetime


def world_of(organisation: Organisation, devices: Iterable[str]) -> World:
    """Read the machines of a batch in two queries."""
    by = Actor.system(organisation.pk, "vending machines")
    machines = {
        machine.pk: machine
        for machine in Machine.objects.of(by)
        .filter(device__in=set(devices), retired_at=None)
        .select_related("site")
    }
    slots: dict[int, list[Slot]] = {pk: [] for pk in machines}
    for slot in Slot.objects.of(by).filter(machine_id__in=machines).select_related("item").order_by("-since"):
        slots[slot.machine_id].append(slot)
    facts = {
        machine.device: MachineFacts(
            machine, ZoneInfo(machine.site.time_zone or organisation.time_zone), tuple(slots[pk])
        )
        for pk, machine in machines.items()
    }
    return World(organisation, by, facts, clock.now())


def believed(at: datetime | None, now: datetime) -> tuple[datetime, bool]:
    """Return when something happened, and whether the machine's clock is wrong and ours was taken."""
    if at is None:
        return now, False
    if now - OLDEST <= at <= now + CLOCK_SLACK:
        return min(at, now), False
    return now, True
