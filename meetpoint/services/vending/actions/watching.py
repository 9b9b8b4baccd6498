"""What is done from time to time: machines that fell silent, days that are over, files in the drop folder."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from django.db import transaction

from meetpoint.core.encounters.storing import forget_days
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.organisations.options import option_value
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError
from meetpoint.services.vending.actions.audits import take_file
from meetpoint.services.vending.configuration import SILENT_MINUTES, drop_folder
from meetpoint.services.vending.evadts.errors import Damaged
from meetpoint.services.vending.evadts.files import LARGEST_BYTES
from meetpoint.services.vending.intake.keeping import keep
from meetpoint.services.vending.intake.outages import fell_silent
from meetpoint.services.vending.models import KeptMessage, Machine, MachineDay, Outage, Slot, Source
from meetpoint.services.vending.rules import overlap

DAYS_BACK = 3
"""Days that are added up again each time: messages may come late."""

AT_REST_SECONDS = 5
MINUTE = timedelta(minutes=1)


def notice_silence(by: Actor) -> int:
    """Begin the silence of every machine that has said nothing for too long; return how many began."""
    minutes = cast("int", option_value(by.organisation_id, SILENT_MINUTES))
    since = clock.now() - timedelta(minutes=minutes)
    quiet = Machine.objects.of(by).filter(retired_at=None, source=Source.MESSAGES, seen_at__lt=since)
    with transaction.atomic():
        return sum(fell_silent(by, machine, at=machine.seen_at or since) for machine in quiet)


def add_up_days(by: Actor, *, days: int = DAYS_BACK) -> int:
    """Work out anew what the last days of each machine came to, today left out; return how many changed."""
    machines = list(Machine.objects.of(by).select_related("site", "organisation"))
    with transaction.atomic():
        changed: set[date] = set()
        for machine in machines:
            changed |= add_up(by, machine, days=days)
        if changed:
            forget_days(by.organisation_id, changed, now=clock.now())
    return len(changed)


def add_up(by: Actor, machine: Machine, *, days: int) -> set[date]:
    """Work out one machine's last days and return those that changed; inside the caller's transaction."""
    zone = ZoneInfo(machine.site.time_zone or machine.organisation.time_zone)
    today = clock.now().astimezone(zone).date()
    first = today - timedelta(days=days)
    slots = list(Slot.objects.of(by).filter(machine=machine))
    outages = list(Outage.objects.of(by).filter(machine=machine))
    stored = {
        row.day: row for row in MachineDay.objects.of(by).filter(site_id=machine.site_id, day__gte=first)
    }
    new, changed = [], set()
    for back in range(days, 0, -1):
        day = today - timedelta(days=back)
        sums = _sums(machine, day, zone, slots, outages)
        row = stored.get(day)
        if sums is None or (row is not None and _Sums.of(row) == sums):
            continue
        changed.add(day)
        if row is None:
            new.append(_row(by, machine.site_id, day, sums))
        else:
            MachineDay.objects.of(by).filter(pk=row.pk).update(**sums.columns())
    MachineDay.objects.bulk_create(new)
    return changed


@dataclass(frozen=True, slots=True)
class _Sums:
    minutes: int
    minutes_silent: int
    slot_minutes: int
    slot_minutes_empty: int
    slots_empty: int

    @classmethod
    def of(cls, row: MachineDay) -> _Sums:
        return cls(row.minutes, row.minutes_silent, row.slot_minutes, row.slot_minutes_empty, row.slots_empty)

    def columns(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in self.__slots__}


def _row(by: Actor, site_id: int, day: date, sums: _Sums) -> MachineDay:
    return MachineDay(organisation_id=by.organisation_id, site_id=site_id, day=day, **sums.columns())


def _sums(
    machine: Machine, day: date, zone: ZoneInfo, slots: Iterable[Slot], outages: Iterable[Outage]
) -> _Sums | None:
    began = datetime.combine(day, time.min, zone).astimezone(UTC)
    ended = datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC)
    first, last = max(began, machine.added_at), min(ended, machine.retired_at or ended)
    if first >= last:
        return None
    silent = empty = timedelta(0)
    ran_out = set()
    for outage in outages:
        lost = overlap(outage.began_at, outage.ended_at, first=first, last=last)
        if outage.slot_id is None:
            silent += lost
        elif lost > timedelta(0):
            empty += lost
            ran_out.add(outage.slot_id)
    held = sum((overlap(slot.since, slot.until, first=first, last=last) for slot in slots), timedelta(0))
    return _Sums(
        minutes=int((last - first) / MINUTE),
        minutes_silent=int(min(silent, last - first) / MINUTE),
        slot_minutes=int(held / MINUTE),
        slot_minutes_empty=int(min(empty, held) / MINUTE),
        slots_empty=len(ran_out),
    )


def take_dropped_files(by: Actor) -> tuple[int, int]:
    """Take in the audit files in the organisation's drop folder; return how many were taken, and kept.

    A file that was read is deleted, since what it says is stored; one that cannot be is kept for review, with
    the line, and deleted too. A file that is still being written is left for the next time.
    """
    slug = Organisation.objects.values_list("slug", flat=True).get(pk=by.organisation_id)
    folder = drop_folder() / slug
    if not folder.is_dir():
        return 0, 0
    taken = kept = 0
    for path in sorted(folder.iterdir()):
        if not _is_at_rest(path):
            continue
        if _take_path(path, by):
            taken += 1
        else:
            kept += 1
        path.unlink()
    return taken, kept


def _is_at_rest(path: Path) -> bool:
    if path.name.startswith(".") or path.is_symlink() or not path.is_file():
        return False
    return datetime.now(UTC).timestamp() - os.stat(path).st_mtime >= AT_REST_SECONDS


def _take_path(path: Path, by: Actor) -> bool:
    with path.open("rb") as stream:
        content = stream.read(LARGEST_BYTES + 1)
    try:
        take_file(content, by=by)
    except (Damaged, DomainError) as problem:
        with transaction.atomic():
            keep(by, path.name, content, str(problem), source=KeptMessage.Source.FILE)
        return False
    return True
