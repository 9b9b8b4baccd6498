"""Taking in a batch of messages: each once, all that can be, the rest kept with the reason."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from meetpoint.core.organisations.models import Organisation
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError
from meetpoint.lib.rows import insert_rows
from meetpoint.services.vending.actions.commands import ask_for_replay
from meetpoint.services.vending.evadts.errors import Damaged
from meetpoint.services.vending.intake import envelope
from meetpoint.services.vending.intake.envelope import WILL_SEQ, Incoming, Raw, Unreadable
from meetpoint.services.vending.intake.keeping import keep
from meetpoint.services.vending.intake.signals import SIGNALS, heard_of
from meetpoint.services.vending.intake.vends import presumed_from, take_vends
from meetpoint.services.vending.intake.world import World, world_of
from meetpoint.services.vending.models import Machine, Message

log = logging.getLogger("meetpoint.vending")

_LONGEST_LOOK = 10_000
"""How far numbers of one batch are followed; what is missing further on is found when its machine starts."""

_MESSAGE = ("organisation_id", "machine_id", "boot", "seq", "received_at")


@dataclass(slots=True)
class Taken:
    """What came of a batch: `stored` are new, `known` had come before, `kept` wait for somebody."""

    stored: int = 0
    known: int = 0
    kept: int = 0
    unknown: int = 0

    def keeps(self, by: Actor, raw: Raw, reason: str, machine: Machine | None = None) -> None:
        """Keep one message for review."""
        keep(by, raw.topic, raw.payload, reason, machine_id=machine.pk if machine else None)
        self.kept += 1


def take_in(batch: Sequence[Raw]) -> Taken:
    """Store what a batch says, in one transaction for each organisation; sending it again changes nothing.

    A message that cannot be read is kept for review, and so counts as taken in. A message of an organisation
    that is not here is counted in `unknown` and nothing else. Raises DatabaseError when the database does not
    answer: then nothing of that organisation was stored, and the sender must keep it.
    """
    taken = Taken()
    by_organisation: dict[str, list[Raw]] = defaultdict(list)
    for raw in batch:
        by_organisation[envelope.organisation_in(raw.topic)].append(raw)
    known = {each.slug: each for each in Organisation.objects.filter(slug__in=by_organisation)}
    for slug, messages in by_organisation.items():
        if slug not in known:
            taken.unknown += len(messages)
            log.warning("%d messages name an organisation that is not here.", len(messages))
            continue
        with translation.override(known[slug].language):
            _take_in_of(known[slug], messages, taken)
    return taken


def _take_in_of(organisation: Organisation, batch: Sequence[Raw], taken: Taken) -> None:
    try:
        _together(organisation, batch, taken)
    except DatabaseError as problem:
        if not isinstance(problem, IntegrityError):
            raise
        # Another door took in one of them meanwhile (PostgreSQL): now it is known.
        _together(organisation, batch, taken)
    except Exception:
        log.exception("A batch of messages could not be taken in together; trying them one by one.")
        for raw in batch:
            _alone(organisation, raw, taken)


def _together(organisation: Organisation, batch: Sequence[Raw], taken: Taken) -> None:
    so_far = Taken()
    with transaction.atomic():
        devices = {envelope.device_in(raw.topic) for raw in batch}
        _take(world_of(organisation, devices), batch, so_far)
    taken.stored += so_far.stored
    taken.known += so_far.known
    taken.kept += so_far.kept


def _alone(organisation: Organisation, raw: Raw, taken: Taken) -> None:
    try:
        _together(organisation, [raw], taken)
    except DatabaseError:
        raise
    except Exception as problem:  # noqa: BLE001 - kept for review, with what went wrong
        by = Actor.system(organisation.pk, "vending machines")
        reason = _("It could not be stored (%(what)s). Please report this.") % {
            "what": type(problem).__name__
        }
        with transaction.atomic():
            taken.keeps(by, raw, reason)


def _take(world: World, batch: Sequence[Raw], taken: Taken) -> None:
    readable = list(_readable(world, batch, taken))
    seen_before = _known(world, readable)
    fresh = _not_seen(world, readable, set(seen_before), taken)
    insert_rows(
        Message,
        _MESSAGE,
        [
            (world.by.organisation_id, world.machines[m.device].machine.pk, m.boot, m.seq, world.now)
            for m in fresh
            if m.seq != WILL_SEQ
        ],
    )
    taken.stored += len(fresh)
    vends = [message for message in fresh if message.kind == "vend"]
    for message in fresh:
        if message.kind != "vend":
            _try(world, message, taken)
            vends += presumed_from(world, message)
    for message, reason in take_vends(world, vends):
        taken.stored -= 1
        taken.keeps(world.by, message.raw, reason, world.machines[message.device].machine)
    heard_of(world, fresh)
    for device, boot in _with_gaps(world, fresh, seen_before):
        ask_for_replay(world.by, world.machines[device].machine, boot=boot)


def _with_gaps(
    world: World, fresh: Sequence[Incoming], seen_before: set[tuple[int, str, int]]
) -> list[tuple[str, str]]:
    """Return the machines and boots in which these messages follow on a number that never came."""
    numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for message in fresh:
        if message.seq != WILL_SEQ:
            numbers[message.device, message.boot].append(message.seq)
    found = []
    for (device, boot), seqs in numbers.items():
        machine = world.machines[device].machine.pk
        there = {*seqs, *(seq for pk, name, seq in seen_before if (pk, name) == (machine, boot))}
        if any(
            seq not in there
            for seq in range(max(0, min(seqs) - 1), min(max(seqs), min(seqs) + _LONGEST_LOOK))
        ):
            found.append((device, boot))
    return found


def _try(world: World, message: Incoming, taken: Taken) -> None:
    """Do what a message says, in a step of its own: what it began is undone when it cannot be read."""
    try:
        with transaction.atomic():
            SIGNALS[message.kind](world, world.machines[message.device], message)
    except (Unreadable, DomainError, Damaged) as problem:
        taken.stored -= 1
        taken.keeps(world.by, message.raw, str(problem), world.machines[message.device].machine)


def _readable(world: World, batch: Sequence[Raw], taken: Taken) -> Iterable[Incoming]:
    for raw in batch:
        try:
            message = envelope.read(raw)
            if message.device not in world.machines:
                _nobody_knows()
        except Unreadable as problem:
            taken.keeps(world.by, raw, str(problem))
        else:
            yield message


def _nobody_knows() -> NoReturn:
    raise Unreadable(_("No machine in use has this name. Add it, then try the message again."))


def _not_seen(
    world: World, messages: Sequence[Incoming], known: set[tuple[int, str, int]], taken: Taken
) -> list[Incoming]:
    """Return the messages that came for the first time, in their order; a will says the same every time."""
    fresh = []
    for message in messages:
        key = (world.machines[message.device].machine.pk, message.boot, message.seq)
        if message.seq != WILL_SEQ and key in known:
            taken.known += 1
            continue
        known.add(key)
        fresh.append(message)
    return fresh


def _known(world: World, messages: Sequence[Incoming]) -> set[tuple[int, str, int]]:
    """Return which numbers from just before the first to the last came before, by machine and boot."""
    spans: dict[tuple[int, str], list[int]] = defaultdict(list)
    for message in messages:
        spans[world.machines[message.device].machine.pk, message.boot].append(message.seq)
    found: set[tuple[int, str, int]] = set()
    for (machine, boot), seqs in spans.items():
        rows = Message.objects.of(world.by).filter(
            machine_id=machine, boot=boot, seq__range=(min(seqs) - 1, max(seqs))
        )
        found.update((machine, boot, seq) for seq in rows.values_list("seq", flat=True))
    return found
