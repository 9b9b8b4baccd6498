"""Machines, and what stands in each of their slots since when."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.models import Item
from meetpoint.core.tenancy.models import TenantModel


class MachineKind(models.TextChoices):
    MACHINE = "machine", _("Machine with several slots")
    CABINET = "cabinet", _("Cabinet that is simply opened")


class Access(models.TextChoices):
    """What a machine asks before it hands something out."""

    OPEN = "open", _("Asks nothing")
    DEMOGRAPHIC = "demographic", _("Asks a ZIP code or a year of birth, and no name")
    TOKEN = "token", _("Asks for a personal code, which names nobody")


class Source(models.TextChoices):
    """Where the programme learns of vends: every one as it happens, or counted between two audit files."""

    MESSAGES = "messages", _("Messages, as things happen")
    AUDITS = "audits", _("Audit files (EVA-DTS)")


class CounterProfile(models.TextChoices):
    """Which field of an audit file holds the count since the machine was first set up."""

    AUTO = "auto", _("Find out from what adds up")
    STANDARD = "standard", _("As the standard says")
    SWAPPED = "swapped", _("Swapped with the count since the last reset")


class Machine(TenantModel):
    """One machine. Its site, of the kind `vending`, is where its vends and its stock are written down.

    `device` is its name in topics; `serial` is what its audit files say (ID101). `key_version` goes into its
    password and its signing key, so that both can be changed. `place` tells the public where it stands, when
    `is_public`. `seen_at` is when it was last heard of, by our clock.
    """

    uid = models.UUIDField()
    site = models.OneToOneField(Site, on_delete=models.PROTECT, related_name="+")
    device = models.SlugField(max_length=40)
    kind = models.CharField(max_length=8, choices=MachineKind.choices, default=MachineKind.MACHINE)
    model = models.CharField(max_length=60, blank=True)
    serial = models.CharField(max_length=40, blank=True)
    access = models.CharField(max_length=12, choices=Access.choices, default=Access.OPEN)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.MESSAGES)
    counter_profile = models.CharField(
        max_length=8, choices=CounterProfile.choices, default=CounterProfile.AUTO
    )
    key_version = models.PositiveSmallIntegerField(default=1)
    is_public = models.BooleanField(default=False)
    place = models.CharField(max_length=160, blank=True)
    firmware = models.CharField(max_length=40, blank=True)
    seen_at = models.DateTimeField(null=True)
    temperature_c = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    door_open = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "uid"], name="machine_uid_once"),
            models.UniqueConstraint(fields=["organisation", "device"], name="machine_device_once"),
        ]


class Slot(TenantModel):
    """What one selection of a machine holds, from one day on until something else is put there.

    Never edited: another item or capacity ends the slot and begins a new one. `counted` is how many were in
    it when somebody last looked (`counted_at`); `reported` is what the machine itself last said.
    """

    machine = models.ForeignKey(Machine, on_delete=models.PROTECT, related_name="slots", db_index=False)
    selection = models.CharField(max_length=8)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)
    sku = models.CharField(max_length=40, blank=True)
    capacity = models.PositiveSmallIntegerField()
    minimum = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    counted = models.PositiveSmallIntegerField(null=True)
    counted_at = models.DateTimeField(null=True)
    reported = models.PositiveSmallIntegerField(null=True)
    reported_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "machine", "selection"],
                condition=models.Q(until=None),
                name="slot_in_use_once",
            )
        ]
        indexes = [models.Index(fields=["machine", "selection"], name="slot_machine")]
