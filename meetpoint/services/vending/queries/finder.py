"""What the public may know: machines that opted in, where they stand, what is in them. No numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from meetpoint.services.vending.models import Machine, Outage
from meetpoint.services.vending.queries.levels import SlotLevel, slot_levels, slots_in_use


@dataclass(frozen=True, slots=True)
class Offered:
    """An item of a machine: there, `low`, not there, or (None) not known."""

    label: str
    is_there: bool | None
    is_low: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicMachine:
    """One machine as anybody may see it; `silent_since` warns that what is said may be old."""

    name: str
    place: str
    area: str
    programme: str
    access: str
    items: Sequence[Offered]
    seen_at: datetime | None
    silent_since: datetime | None


def public_machines() -> list[PublicMachine]:
    """Return the machines of every programme here that opted in, by area and name."""
    machines = list(
        Machine.objects.unscoped("the public page shows the machines that programmes chose to show")
        .filter(is_public=True, retired_at=None, site__closed_on=None)
        .select_related("site", "organisation")
        .order_by("site__area", "site__name")
    )
    by_organisation: dict[int, list[Machine]] = defaultdict(list)
    for machine in machines:
        by_organisation[machine.organisation_id].append(machine)
    shown: dict[int, PublicMachine] = {}
    for organisation_id, theirs in by_organisation.items():
        shown.update(_shown(organisation_id, theirs))
    return [shown[machine.pk] for machine in machines]


def _shown(organisation_id: int, machines: Sequence[Machine]) -> dict[int, PublicMachine]:
    ids = [machine.pk for machine in machines]
    levels: dict[int, list[SlotLevel]] = defaultdict(list)
    for level in slot_levels(organisation_id, list(slots_in_use(organisation_id, ids))):
        levels[level.slot.machine_id].append(level)
    silent = dict(
        Outage.objects.of(organisation_id)
        .filter(machine_id__in=ids, slot=None, ended_at=None)
        .values_list("machine_id", "began_at")
    )
    return {
        machine.pk: PublicMachine(
            name=machine.site.name,
            place=machine.place,
            area=machine.site.area,
            programme=machine.organisation.name,
            access=machine.get_access_display(),
            items=_offered(levels[machine.pk]),
            seen_at=machine.seen_at,
            silent_since=silent.get(machine.pk),
        )
        for machine in machines
    }


def _offered(levels: Sequence[SlotLevel]) -> list[Offered]:
    """Put the slots of one item together: it is there if any slot has some."""
    by_item: dict[int, list[SlotLevel]] = defaultdict(list)
    for level in sorted(levels, key=lambda one: one.slot.item.order):
        by_item[level.slot.item_id].append(level)
    return [
        Offered(
            label=slots[0].slot.item.label,
            is_there=_is_there(slots),
            is_low=all(one.is_low for one in slots),
        )
        for slots in by_item.values()
    ]


def _is_there(slots: Sequence[SlotLevel]) -> bool | None:
    if any(not one.is_empty and one.level is not None for one in slots):
        return True
    return False if all(one.is_empty for one in slots) else None
