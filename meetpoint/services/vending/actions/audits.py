"""Taking in audit files: each set once, against the read before, and never on a file that is not whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.encounters.actions import record_encounters
from meetpoint.core.encounters.entry import NewEncounter
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock, keys
from meetpoint.lib.errors import DomainError, NotFound
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.vending.evadts.counts import AUTO
from meetpoint.services.vending.evadts.files import read_sets
from meetpoint.services.vending.evadts.report import AuditSet, Product
from meetpoint.services.vending.models import (
    AuditCount,
    AuditRead,
    Machine,
    Result,
    Slot,
    Source,
    Vend,
)

MOST_PEOPLE = 10_000
_CLOCK_SLACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Delta:
    """What a selection handed out between two reads; `was_reset` where its counter went back."""

    selection: str
    units: int
    was_reset: bool


def take_file(content: bytes, *, by: Actor, machine: Machine | None = None) -> list[AuditRead]:
    """Take in every set of an audit file, for the machine with its serial number unless one is named.

    A set that came before changes nothing and is not in the answer. Raises Damaged with the line, NotFound
    for a machine that is not here, DomainError for a file that is not whole.
    """
    profile = machine.counter_profile if machine else AUTO
    sets = read_sets(content, profile=profile)
    with transaction.atomic():
        return [read for said in sets if (read := _take_set(said, machine, content, by)) is not None]


def take_audit(content: bytes, machine: Machine, *, by: Actor) -> list[AuditRead]:
    """Take in an audit file that a machine sent of itself; see take_file."""
    return take_file(content, by=by, machine=machine)


def deltas(before: Mapping[str, int], now: Mapping[str, int], *, same_machine: bool) -> list[Delta]:
    """Return what each selection counted since the read before.

    A counter that went back, or another board (serial number), began again at nought: all of it is new.
    """
    found = []
    for selection, count in now.items():
        old = before.get(selection, 0) if same_machine else 0
        reset = count < old or (not same_machine and count > 0)
        found.append(Delta(selection, count if reset else count - old, reset))
    return found


def _take_set(said: AuditSet, named: Machine | None, content: bytes, by: Actor) -> AuditRead | None:
    if not said.is_whole:
        raise DomainError(_("The file has no end (SE). It may have been cut off, so nothing was counted."))
    machine = named or _machine_of(said, by)
    if named is None and machine.counter_profile not in (AUTO, said.profile):
        # The serial number tells whose file it is, and the machine how its board keeps its counts.
        said = _again(content, machine.counter_profile, said)
    key = _key(said)
    if AuditRead.objects.of(by).filter(key=key).exists():
        return None
    before = AuditRead.objects.of(by).filter(machine=machine).order_by("-read_at", "-id").first()
    return _store(said, machine, key, before, by)


def _again(content: bytes, profile: str, said: AuditSet) -> AuditSet:
    return next(each for each in read_sets(content, profile=profile) if _key(each) == _key(said))


def _store(said: AuditSet, machine: Machine, key: str, before: AuditRead | None, by: Actor) -> AuditRead:
    now = clock.now()
    read_at = _moment(said, machine, now)
    counted = _counts(said.products)
    found = deltas(
        _counts_of(by, before), counted, same_machine=before is None or before.serial == said.serial
    )
    # The first read only says where the counters stand: what they counted before nobody knows here.
    changes = found if before is not None else []
    read = AuditRead.objects.create(
        organisation_id=by.organisation_id,
        machine=machine,
        key=key,
        serial=said.serial,
        read_at=read_at,
        received_at=now,
        crc=said.crc.match,
        profile=said.profile,
        paid=said.paid,
        free=said.free,
        tests=said.tests,
        warnings="\n".join(said.warnings),
        was_reset=any(change.was_reset for change in changes),
    )
    AuditCount.objects.bulk_create(
        AuditCount(
            organisation_id=by.organisation_id,
            read=read,
            selection=each.selection[:8],
            paid=each.paid,
            free=each.free,
            tests=each.tests,
        )
        for each in said.products
    )
    if before is not None:
        _use(machine, read, before, changes, by)
    record(by, "vending_audit.taken", "vending_audit", [read.pk], fields={"machine": machine.pk})
    return read


def _use(machine: Machine, read: AuditRead, before: AuditRead, changes: Sequence[Delta], by: Actor) -> None:
    """Make vends of what was counted, or, where every vend is told of, compare the two."""
    units = sum(change.units for change in changes)
    if machine.source == Source.AUDITS:
        _vends_of(machine, read, changes, by)
        return
    told = Vend.objects.of(by).filter(
        slot__machine=machine, occurred_at__gt=before.read_at, occurred_at__lte=read.read_at, quantity__gt=0
    )
    difference = units - (told.aggregate(units=Sum("quantity"))["units"] or 0)
    AuditRead.objects.of(by).filter(pk=read.pk).update(difference=difference)


def _vends_of(machine: Machine, read: AuditRead, changes: Iterable[Delta], by: Actor) -> None:
    slots = {slot.selection: slot for slot in Slot.objects.of(by).filter(machine=machine, until=None)}
    given = [change for change in changes if change.units]
    unknown = sorted(change.selection for change in given if change.selection not in slots)
    if unknown:
        raise DomainError(
            _("The file counts selections that this machine does not have here: %(which)s. Add them first.")
            % {"which": ", ".join(unknown)}
        )
    _refuse_too_many(given)
    batch = [
        (slots[change.selection], change.units, _encounter(machine, slots[change.selection], change, read))
        for change in given
    ]
    recorded = record_encounters([new for _slot, _units, new in batch], by=by) if batch else []
    zone = ZoneInfo(machine.site.time_zone or machine.organisation.time_zone)
    Vend.objects.bulk_create(
        Vend(
            organisation_id=by.organisation_id,
            site_id=machine.site_id,
            slot=slot,
            encounter_id=answer.id,
            result=Result.DISPENSED,
            quantity=units,
            occurred_at=read.read_at,
            received_at=read.received_at,
            local_date=read.read_at.astimezone(zone).date(),
        )
        for (slot, units, _new), answer in zip(batch, recorded, strict=True)
    )


def _refuse_too_many(given: Iterable[Delta]) -> None:
    for change in given:
        if change.units > MOST_PEOPLE:
            raise DomainError(
                _("Selection %(selection)s is said to have handed out %(units)d; please look at the file.")
                % {"selection": change.selection, "units": change.units}
            )


def _encounter(machine: Machine, slot: Slot, change: Delta, read: AuditRead) -> NewEncounter:
    made = keys.fingerprint(b"audit", str(machine.organisation_id), read.key, change.selection)
    return NewEncounter(
        uid=uuid7(int(read.read_at.timestamp() * 1000), entropy=made[:10]),
        site_id=machine.site_id,
        occurred_at=read.read_at,
        items={slot.item_id: change.units},
        people=change.units,
        count_only=True,
    )


def _machine_of(said: AuditSet, by: Actor) -> Machine:
    machines = Machine.objects.of(by).filter(retired_at=None).select_related("site", "organisation")
    machine = machines.filter(serial=said.serial).exclude(serial="").first()
    if machine is None:
        raise NotFound(
            _(
                "No machine here has the serial number “%(serial)s”."
                " Write it down for the machine, then try again."
            )
            % {"serial": said.serial}
        )
    return machine


def _moment(said: AuditSet, machine: Machine, now: datetime) -> datetime:
    """Return when the machine was read, by its own clock at its place; by ours where that cannot be."""
    if said.read_at is None:
        return now
    zone = ZoneInfo(machine.site.time_zone or machine.organisation.time_zone)
    at = said.read_at.replace(tzinfo=zone).astimezone(UTC)
    return min(at, now) if machine.added_at - timedelta(days=400) <= at <= now + _CLOCK_SLACK else now


def _counts(products: Iterable[Product]) -> dict[str, int]:
    """Return what was handed out by selection: paid and free together, since a free vend may be booked as
    paid at price 0.
    """
    counts: dict[str, int] = defaultdict(int)
    for product in products:
        counts[product.selection[:8]] += product.paid + product.free
    return counts


def _counts_of(by: Actor, read: AuditRead | None) -> dict[str, int]:
    if read is None:
        return {}
    counts: dict[str, int] = defaultdict(int)
    for selection, paid, free in (
        AuditCount.objects.of(by).filter(read=read).values_list("selection", "paid", "free")
    ):
        counts[selection] += paid + free
    return counts


def _key(said: AuditSet) -> str:
    return keys.fingerprint(
        b"audit read", said.sender, said.serial, said.read_number, said.crc.stated or said.crc.computed
    ).hex()[:32]
