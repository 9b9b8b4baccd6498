"""Phones that work without a network, the keys they seal with, and what came of each event they sent."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetpoint.core.access.models import StaffMember
from meetpoint.core.tenancy.models import TenantModel


class Device(TenantModel):
    """One worker's key on one phone. `uid` is made from the public key, so enrolling it again is the same.

    `asked_until` is the moment (microseconds) of the newest challenge that was used; older ones are spent.
    `mark` is a random word, another one after each batch that brought something; `mark_before` is what the
    phone held then. After a restore from a backup a phone holds neither, and sends again all that it keeps.
    """

    uid = models.UUIDField(unique=True)
    member = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="field_devices")
    name = models.CharField(max_length=60)
    public_key = models.BinaryField()
    enrolled_at = models.DateTimeField()
    last_seen_on = models.DateField(null=True)
    asked_until = models.BigIntegerField(default=0)
    received = models.PositiveIntegerField(default=0)
    mark = models.CharField(max_length=16, blank=True)
    mark_before = models.CharField(max_length=16, blank=True)
    revoked_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "member"], name="field_device_member")]

    def __str__(self) -> str:
        return self.name


class SealingKey(TenantModel):
    """Which generation of the organisation's sealing key phones use now; the newest counts."""

    generation = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "generation"], name="field_sealing_key_once")
        ]


class State(models.TextChoices):
    """What became of an event."""

    STORED = "stored", _("Recorded")
    WAITING = "waiting", _("Waits for the entry that it undoes")
    REVIEW = "review", _("Needs a look")
    QUARANTINE = "quarantine", _("From a revoked phone")
    SET_ASIDE = "set_aside", _("Set aside")


class ReceivedEvent(TenantModel):
    """One event of a phone, once for each content that came under its identifier.

    `sealed` holds the event and what is wrong with it while somebody has to look; it is empty once stored.
    `made_at` is what the phone's clock said, `occurred_at` the moment that was worked out from it.
    """

    uid = models.UUIDField()
    digest = models.CharField(max_length=32)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="events")
    sequence = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=State.choices)
    reason = models.CharField(max_length=24, blank=True)
    sealed = models.BinaryField(default=bytes)
    made_at = models.DateTimeField(null=True)
    occurred_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(StaffMember, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "uid", "digest"], name="field_event_once")
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "received_at"], name="field_event_state"),
            models.Index(fields=["organisation", "received_at"], name="field_event_age"),
        ]
