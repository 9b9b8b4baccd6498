"""Showing the secrets of a machine, which is written down."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from meetpoint.core.audit.actions import record
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.vending.credentials import code_key_of, password_of, signing_key_of
from meetpoint.services.vending.intake.envelope import KINDS, topic_of
from meetpoint.services.vending.models import Machine
from meetpoint.services.vending.permissions import CREDENTIALS


@dataclass(frozen=True, slots=True)
class MachineKeys:
    """What has to be entered at a machine before it can talk to the broker."""

    username: str
    password: str
    signing_key: str
    code_key: str
    topics: tuple[str, ...]
    commands: str


def username_of(organisation: str, device: str) -> str:
    """Return the name with which a machine signs in to the broker."""
    return f"{organisation}.{device}"


def keys_of(machine: Machine, organisation: str) -> MachineKeys:
    """Return the secrets of a machine."""
    return MachineKeys(
        username=username_of(organisation, machine.device),
        password=password_of(machine),
        signing_key=signing_key_of(machine).hex(),
        code_key=code_key_of(machine.organisation_id).hex(),
        topics=tuple(topic_of(organisation, machine.device, kind) for kind in KINDS),
        commands=topic_of(organisation, machine.device, "cmd"),
    )


def keys_seen(machine: Machine, *, by: Actor) -> MachineKeys:
    """Return the secrets of a machine, and write down that somebody looked."""
    by.require(CREDENTIALS, site_id=machine.site_id)
    slug = Organisation.objects.values_list("slug", flat=True).get(pk=machine.organisation_id)
    with transaction.atomic():
        record(by, "vending_machine.keys_seen", "vending_machine", [machine.pk])
    return keys_of(machine, slug)
