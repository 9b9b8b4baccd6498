"""`meetpoint vending simulate`: people at the machines of an organisation, at whatever pace."""

from __future__ import annotations

import time
from collections.abc import Iterator
from random import Random

from meetpoint.core.organisations.models import Organisation
from meetpoint.lib import clock
from meetpoint.services.vending.actions.seeing import keys_of
from meetpoint.services.vending.configuration import Broker
from meetpoint.services.vending.credentials import code_key_of, signing_key_of
from meetpoint.services.vending.models import Machine
from meetpoint.services.vending.queries.levels import levels_now, slots_in_use
from meetpoint.services.vending.simulating.broker_side import Connection
from meetpoint.services.vending.simulating.device import DEMOGRAPHIC, Device, Loaded

JAMS = 0.01
AREAS = ("112", "104", "100", "113")


class Nothing(Exception):
    """There is nothing to simulate, with what to do about it."""


def device_of(machine: Machine, organisation: Organisation) -> Device:
    """Return a machine in software, filled as the real one is."""
    slots = list(slots_in_use(organisation.pk, [machine.pk]))
    levels = levels_now(organisation.pk, slots)
    return Device(
        organisation=organisation.slug,
        name=machine.device,
        slots={
            slot.selection: Loaded(
                slot.sku or slot.item.slug,
                max(0, slot.capacity if (level := levels[slot.pk]) is None else level),
                slot.capacity,
                slot.minimum,
            )
            for slot in slots
        },
        signing_key=signing_key_of(machine),
        code_key=code_key_of(organisation.pk),
        access=machine.access,
    )


def simulate(
    broker: Broker, *, organisation: str | None, vends: int, per_second: float, seed: int
) -> Iterator[str]:
    """Let people use the machines; yields lines to print. Raises Nothing where there is nothing to use."""
    found = Organisation.objects.filter(slug=organisation) if organisation else Organisation.objects.all()
    here = found.first() if found.count() == 1 else None
    if here is None:
        raise Nothing("Say which organisation with --org SHORT-NAME.")
    machines = list(Machine.objects.of(here.pk).filter(retired_at=None))
    devices = [device_of(machine, here) for machine in machines]
    if not any(device.slots for device in devices):
        raise Nothing("No machine of this organisation has slots. Add one, or load the demo.")
    random = Random(seed)  # noqa: S311 - believable, not secret
    connections = [
        Connection(device, broker, username=keys.username, password=keys.password)
        for device, machine in zip(devices, machines, strict=True)
        for keys in [keys_of(machine, here.slug)]
    ]
    try:
        yield f"{len(devices)} machines, {vends} vends."
        _run(random, [each for each in connections if each.device.slots], vends, per_second)
        left = sum(not each.send_all(within=30) for each in connections)
        yield "Everything is with the broker." if not left else f"{left} machines still hold messages."
    finally:
        for each in connections:
            each.close()


def _run(random: Random, connections: list[Connection], vends: int, per_second: float) -> None:
    boot = f"sim-{int(time.time())}"
    for each in connections:
        each.device.start(boot, clock.now())
    for _turn in range(vends):
        connection = random.choice(connections)
        one_visit(random, connection.device)
        connection.send()
        if per_second > 0:
            time.sleep(1 / per_second)


def one_visit(random: Random, device: Device) -> str:
    """Let one person press a button; a machine with an empty slot is sometimes refilled first."""
    now = clock.now()
    answers = None
    if device.access == DEMOGRAPHIC:
        answers = {"zip3": random.choice(AREAS), "birth_year": random.randint(1955, 2005)}
    return device.ask(random.choice(list(device.slots)), now, answers=answers, jams=random.random() < JAMS)
