"""Which messages have been taken in, and those that could not be read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetpoint.core.tenancy.models import TenantModel
from meetpoint.services.vending.models.machines import Machine


class Message(TenantModel):
    """That a message was taken in: `boot` and `seq` are the machine's own, so that none counts twice.

    What it said is not kept here. `seq` counts up by one within a boot, so a gap is a message still owed.
    """

    machine = models.ForeignKey(Machine, on_delete=models.CASCADE, related_name="+", db_index=False)
    boot = models.CharField(max_length=26)
    seq = models.BigIntegerField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["machine", "boot", "seq"], name="message_once")]
        indexes = [models.Index(fields=["received_at"], name="message_received")]


class KeptMessage(TenantModel):
    """A message or a file that could not be taken in, sealed, with the reason: somebody looks at it.

    `digest` fingerprints it, so that one that comes again and again is kept once.
    """

    class Source(models.TextChoices):
        MESSAGE = "message", _("Message")
        FILE = "file", _("File")

    uid = models.UUIDField()
    source = models.CharField(max_length=8, choices=Source.choices)
    name = models.CharField(max_length=120)
    machine = models.ForeignKey(
        Machine, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=300)
    digest = models.CharField(max_length=32)
    sealed = models.BinaryField()
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "uid"], name="kept_message_uid_once"),
            models.UniqueConstraint(fields=["organisation", "digest"], name="kept_message_once"),
        ]
        indexes = [models.Index(fields=["organisation", "received_at", "id"], name="kept_message_newest")]
