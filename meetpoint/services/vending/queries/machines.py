"""Machines with everything that pages show of them, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.db.models import QuerySet

from meetpoint.core.organisations.options import option_value
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.services.vending.configuration import COLD_C, WARM_C
from meetpoint.services.vending.models import Machine, Outage, Source, Vend
from meetpoint.services.vending.queries.levels import SlotLevel, slot_levels, slots_in_use


@dataclass(frozen=True, kw_only=True, slots=True)
class MachineState:
    """One machine as it stands now."""

    machine: Machine
    levels: tuple[SlotLevel, ...]
    silent_since: datetime | None
    vends_today: int
    too_warm: bool = False
    too_cold: bool = False

    @property
    def empty(self) -> list[SlotLevel]:
        return [level for level in self.levels if level.is_empty]

    @property
    def low(self) -> list[SlotLevel]:
        """The slots at or under their minimum, empty ones too."""
        return [level for level in self.levels if level.is_low]

    @property
    def days(self) -> float | None:
        """How many days until the first slot is empty; None where no slot's rate is known."""
        known = [level.days for level in self.levels if level.days is not None]
        return 0.0 if self.empty else min(known, default=None)

    @property
    def whole_days(self) -> int | None:
        return None if self.days is None else int(self.days)

    @property
    def fill_by(self) -> datetime | None:
        """When the first slot reaches its minimum."""
        return min((level.fill_by for level in self.levels if level.fill_by is not None), default=None)

    @property
    def lacks_naloxone(self) -> bool:
        """Tell whether a slot with naloxone is empty, and no other slot of this machine has any."""
        slots = [level for level in self.levels if level.slot.item.doses_per_unit]
        return bool(slots) and all(level.is_empty for level in slots)

    @property
    def needs_a_look(self) -> bool:
        """Tell whether something other than stock is wrong."""
        return bool(self.silent_since) or self.machine.door_open or self.too_warm or self.too_cold


def machines_of(actor: Actor) -> QuerySet[Machine]:
    """Return the machines in use at sites in reach, by name."""
    machines = Machine.objects.of(actor).filter(retired_at=None).select_related("site")
    if actor.site_ids is not None:
        machines = machines.filter(site_id__in=actor.site_ids)
    return machines.order_by("site__name")


def states_of(actor: Actor, machines: Sequence[Machine]) -> list[MachineState]:
    """Return machines with levels, silence and today's vends, in their order."""
    ids = [machine.pk for machine in machines]
    levels: dict[int, list[SlotLevel]] = defaultdict(list)
    for level in slot_levels(actor, list(slots_in_use(actor, ids))):
        levels[level.slot.machine_id].append(level)
    silent = dict(
        Outage.objects.of(actor)
        .filter(machine_id__in=ids, slot=None, ended_at=None)
        .values_list("machine_id", "began_at")
    )
    lately = _vends_since(actor, machines, clock.now() - timedelta(days=1))
    warm = cast("int | None", option_value(actor.organisation_id, WARM_C))
    cold = cast("int | None", option_value(actor.organisation_id, COLD_C))
    return [
        MachineState(
            machine=machine,
            levels=tuple(levels[machine.pk]),
            silent_since=silent.get(machine.pk) if machine.source == Source.MESSAGES else None,
            vends_today=lately.get(machine.site_id, 0),
            too_warm=warm is not None and machine.temperature_c is not None and machine.temperature_c > warm,
            too_cold=cold is not None and machine.temperature_c is not None and machine.temperature_c < cold,
        )
        for machine in machines
    ]


def _vends_since(actor: Actor, machines: Sequence[Machine], since: datetime) -> dict[int, int]:
    sums: dict[int, int] = defaultdict(int)
    rows = Vend.objects.of(actor).filter(
        slot__machine_id__in=[machine.pk for machine in machines], occurred_at__gte=since, quantity__gt=0
    )
    for site_id, quantity in rows.values_list("site_id", "quantity"):
        sums[site_id] += quantity
    return sums
