"""Telling machines what to do: commands wait until the broker has taken them and the machine has answered."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, QuerySet

from meetpoint.core.audit.actions import record
from meetpoint.core.supplies.models import Item
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.vending.models import Access, Command, Machine, Message, Operation, Slot

GOOD_FOR = timedelta(days=2)
"""How long a command waits for a machine that is away; what still matters then is sent anew."""

MOST_GAPS = 50


def send_command(
    machine_id: int, operation: Operation, arguments: Mapping[str, Any], *, by: Actor
) -> Command:
    """Put a command in the queue of a machine; call it inside the transaction of what brought it about."""
    command = _made(by, machine_id, operation, arguments, clock.now())
    command.save(force_insert=True)
    return command


def answer_command(name: str, machine: Machine, *, done: bool, by: Actor) -> None:
    """Write down what a machine answered; an answer to nothing we know changes nothing."""
    commands = Command.objects.of(by).filter(machine=machine, name=name, answered_at=None)
    if commands.update(answered_at=clock.now(), done=done):
        record(by, "vending_command.answered", "vending_machine", [machine.pk], fields={"done": done})


def ask_for_replay(by: Actor, machine: Machine, *, boot: str) -> None:
    """Ask a machine for messages of this boot that never arrived, if there are any, once for the same ones.

    Its numbers count up by one from 0 (its birth), so what is missing below the highest is still owed.
    """
    missing = missing_in(by, machine, boot)
    if not missing:
        return
    arguments = {"boot": boot, "spans": [[first, last] for first, last in missing[:MOST_GAPS]]}
    asked = Command.objects.of(by).filter(machine=machine, operation=Operation.REPLAY)
    if not asked.filter(arguments=json.dumps(arguments)).exists():
        send_command(machine.pk, Operation.REPLAY, arguments, by=by)


def missing_in(by: Actor, machine: Machine, boot: str) -> list[tuple[int, int]]:
    """Return the spans of numbers that are missing in a boot, both ends included; one query when none is."""
    rows = Message.objects.of(by).filter(machine=machine, boot=boot)
    found = rows.aggregate(last=Max("seq"), rows=Count("pk"))
    if not found["rows"] or found["rows"] == found["last"] + 1:
        return []
    spans = []
    expected = 0
    for seq in rows.order_by("seq").values_list("seq", flat=True).iterator():
        if seq > expected:
            spans.append((expected, seq - 1))
        expected = seq + 1
    return spans


def tell_of_uses(by: Actor, uses: Sequence[tuple[int, str, Item, int, datetime]]) -> None:
    """Tell every other machine that asks for codes what a token took: (machine, mark, item, units, when)."""
    if not uses:
        return
    asking = Machine.objects.of(by).filter(access=Access.TOKEN, retired_at=None)
    names = names_of(by, {item.pk for _origin, _mark, item, _units, _at in uses}, asking)
    now = clock.now()
    Command.objects.bulk_create(
        _made(
            by,
            machine_id,
            Operation.ADD_USE,
            {"token": mark, "sku": name, "qty": units, "ts": at.isoformat()},
            now,
        )
        for origin, mark, item, units, at in uses
        for machine_id, name in names.get(item.pk, ())
        if machine_id != origin
    )


def names_of(
    by: Actor, item_ids: Collection[int], machines: QuerySet[Machine]
) -> dict[int, list[tuple[int, str]]]:
    """Return, by item, the machines that hold it and what each calls it: its `sku`, or the item's slug."""
    slots = Slot.objects.of(by).filter(item_id__in=item_ids, until=None, machine__in=machines)
    found: dict[int, set[tuple[int, str]]] = defaultdict(set)
    for item_id, machine_id, sku, slug in slots.values_list("item_id", "machine_id", "sku", "item__slug"):
        found[item_id].add((machine_id, sku or slug))
    return {item_id: sorted(names) for item_id, names in found.items()}


def _made(
    by: Actor, machine_id: int, operation: Operation, arguments: Mapping[str, Any], now: datetime
) -> Command:
    return Command(
        organisation_id=by.organisation_id,
        machine_id=machine_id,
        name=f"cmd-{uuid7().hex[-20:]}",
        operation=operation,
        arguments=json.dumps(dict(arguments)),
        made_at=now,
        expires_at=now + GOOD_FOR,
    )
