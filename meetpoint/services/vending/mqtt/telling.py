"""Commands on their way out: signed when sent, sent again while no answer came, given up when they expire."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from meetpoint.lib import clock
from meetpoint.services.vending.credentials import signed, signing_key_of
from meetpoint.services.vending.intake.envelope import topic_of
from meetpoint.services.vending.models import Command

AGAIN_AFTER = timedelta(minutes=10)
MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A command as the broker gets it."""

    pk: int
    topic: str
    payload: bytes


def to_send() -> Iterator[Outgoing]:
    """Return commands that wait, oldest first: new ones, and those that nobody answered for ten minutes."""
    now = clock.now()
    waiting = (
        Command.objects.unscoped("one process tells the machines of every organisation")
        .filter(Q(sent_at=None) | Q(sent_at__lt=now - AGAIN_AFTER), answered_at=None, expires_at__gt=now)
        .select_related("machine", "organisation")
        .order_by("id")
    )
    for command in waiting[:MOST_AT_ONCE]:
        yield outgoing(command)


def outgoing(command: Command) -> Outgoing:
    """Return a command signed with its machine's key, for its machine's topic."""
    machine = command.machine
    topic = topic_of(command.organisation.slug, machine.device, "cmd")
    body = {
        "v": 1,
        "id": command.name,
        "op": command.operation,
        "args": json.loads(command.arguments),
        "exp": command.expires_at.isoformat(),
    }
    return Outgoing(command.pk, topic, json.dumps(signed(body, signing_key_of(machine), topic)).encode())


def mark_sent(command: Outgoing) -> None:
    """Write down that a command is with the broker."""
    Command.objects.unscoped("one process tells the machines of every organisation").filter(
        pk=command.pk
    ).update(sent_at=clock.now())
