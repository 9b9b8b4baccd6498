"""What machines report of themselves, when they were out of something or silent, and each day's sum."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.models import TenantModel
from meetpoint.services.vending.models.machines import Machine, Slot


class Signal(TenantModel):
    """One event: an EVA code (`ELB`, `EJJ`…) or a word of a cabinet (`door_open`)."""

    machine = models.ForeignKey(Machine, on_delete=models.CASCADE, related_name="+", db_index=False)
    code = models.CharField(max_length=20)
    selection = models.CharField(max_length=8, blank=True)
    active = models.BooleanField(default=True)
    temperature_c = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    occurred_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["machine", "occurred_at"], name="signal_machine")]


class OutageKind(models.TextChoices):
    EMPTY = "empty", _("Out of stock")
    SILENT = "silent", _("Not heard from")


class Outage(TenantModel):
    """From when to when a slot was empty, or a machine silent; still so where it has no end."""

    machine = models.ForeignKey(Machine, on_delete=models.CASCADE, related_name="+", db_index=False)
    slot = models.ForeignKey(Slot, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=6, choices=OutageKind.choices)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["machine", "slot"],
                condition=models.Q(ended_at=None, slot__isnull=False),
                name="outage_of_slot_once",
            ),
            models.UniqueConstraint(
                fields=["machine"], condition=models.Q(ended_at=None, slot=None), name="outage_once"
            ),
        ]
        indexes = [models.Index(fields=["machine", "began_at"], name="outage_machine")]


class MachineDay(TenantModel):
    """What a day of a machine came to: minutes in use and silent; over all slots, minutes and days empty."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    minutes = models.PositiveIntegerField()
    minutes_silent = models.PositiveIntegerField(default=0)
    slot_minutes = models.PositiveIntegerField()
    slot_minutes_empty = models.PositiveIntegerField(default=0)
    slots_empty = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "day", "site"], name="machine_day_once")
        ]
