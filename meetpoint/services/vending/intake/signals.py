"""What machines report of themselves: levels, events, birth and will, audits, answers to commands."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from meetpoint.services.vending.actions.audits import take_audit
from meetpoint.services.vending.actions.commands import answer_command, ask_for_replay
from meetpoint.services.vending.actions.tokens import tell_everything
from meetpoint.services.vending.intake.envelope import WILL_SEQ, Incoming, Unreadable, text, whole
from meetpoint.services.vending.intake.outages import fell_silent, heard, reported_empty, reported_full
from meetpoint.services.vending.intake.world import MachineFacts, World, believed
from meetpoint.services.vending.models import Machine, MachineKind, Signal, Slot

SOLD_OUT, DOOR, NO_COOLING = "ELB", "EGS", "EJJ"
DOOR_WORDS = {"door_open": True, "door_closed": False}
MOST_UNITS = 9_999
_CODE = re.compile(r"[A-Za-z0-9_]{1,20}")
_SELECTION = re.compile(r"[A-Za-z0-9_-]{1,8}")
_FREE = re.compile(r"[ -~]{1,40}")
_COLDEST, _WARMEST = -60, 120


def take_stock(world: World, facts: MachineFacts, message: Incoming) -> None:
    """Write down the levels that a machine states; they are shown beside what refills less vends leave."""
    slots = message.body.get("slots")
    if not isinstance(slots, list) or len(slots) > 500:
        raise Unreadable(_("“slots” should be a list."))
    at, _wrong = believed(message.at, world.now)
    for said in slots:
        if not isinstance(said, dict):
            raise Unreadable(_("“slots” should be a list of objects."))
        slot = facts.slot_at(text(said, "sel", _SELECTION), at)
        level = whole(said, "level", most=MOST_UNITS)
        if slot is None or (slot.reported_at is not None and slot.reported_at > at):
            continue
        Slot.objects.of(world.by).filter(pk=slot.pk).update(reported=level, reported_at=at)
        slot.reported, slot.reported_at = level, at
        (reported_full if level else reported_empty)(world.by, slot, at=at)


def take_event(world: World, facts: MachineFacts, message: Incoming) -> None:
    """Write down an event, and what follows from it: an empty slot, an open door, a temperature."""
    body = message.body
    code = text(body, "eva", _CODE, default="") or text(body, "event", _CODE)
    selection = text(body, "slot", _SELECTION, default="")
    active = body.get("active") is not False
    degrees = _temperature(body)
    at, _wrong = believed(message.at, world.now)
    Signal.objects.create(
        organisation_id=world.by.organisation_id,
        machine=facts.machine,
        code=code,
        selection=selection,
        active=active,
        temperature_c=degrees,
        occurred_at=at,
    )
    if code == SOLD_OUT and (slot := facts.slot_at(selection, at)) is not None:
        (reported_empty if active else reported_full)(world.by, slot, at=at)
    door = DOOR_WORDS.get(code, active if code == DOOR else None)
    if facts.machine.kind == MachineKind.CABINET:
        door = None  # opening it is what it is for
    _change(world, facts.machine, door_open=door, temperature_c=degrees)


def take_state(world: World, facts: MachineFacts, message: Incoming) -> None:
    """Write down that a machine came up, or, from its will, that the broker lost it."""
    if message.body.get("online") is False or message.seq == WILL_SEQ:
        if not message.raw.retained or facts.machine.seen_at is None:
            fell_silent(world.by, facts.machine, at=world.now)
        return
    _change(world, facts.machine, firmware=text(message.body, "fw", _FREE, default="") or None)
    tell_everything(facts.machine, by=world.by)
    ask_for_replay(world.by, facts.machine, boot=message.boot)


def take_audit_message(world: World, facts: MachineFacts, message: Incoming) -> None:
    """Read the audit file that a message carries. Raises Damaged, so that it is kept with its line."""
    try:
        content = base64.b64decode(str(message.body.get("body_b64", "")), validate=True)
    except (binascii.Error, ValueError):
        raise Unreadable(_("“body_b64” is not base64.")) from None
    take_audit(content, facts.machine, by=world.by)


def take_answer(world: World, facts: MachineFacts, message: Incoming) -> None:
    """Write down what a machine says to a command."""
    name = text(message.body, "id", _FREE)
    answer_command(name, facts.machine, done=message.body.get("ok") is True, by=world.by)


SIGNALS: Mapping[str, Callable[[World, MachineFacts, Incoming], None]] = {
    "stock": take_stock,
    "event": take_event,
    "state": take_state,
    "audit": take_audit_message,
    "ack": take_answer,
}


def heard_of(world: World, messages: Sequence[Incoming]) -> None:
    """Write down that machines were heard of; a will is the broker's word, not theirs, and a retained
    message may be old.
    """
    alive = {
        world.machines[each.device].machine.pk
        for each in messages
        if each.seq != WILL_SEQ and not each.raw.retained
    }
    if alive:
        Machine.objects.of(world.by).filter(pk__in=alive).update(seen_at=world.now)
        heard(world.by, alive, at=world.now)


def _change(world: World, machine: Machine, **columns: object) -> None:
    said = {name: value for name, value in columns.items() if value is not None}
    if said:
        Machine.objects.of(world.by).filter(pk=machine.pk).update(**said)


def _temperature(body: dict[str, object]) -> Decimal | None:
    value = body.get("temp_c")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not _COLDEST <= value <= _WARMEST:
        raise Unreadable(_("“temp_c” is no temperature that can be."))
    return Decimal(str(round(value, 1)))
