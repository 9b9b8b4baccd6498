"""Audit files (EVA-DTS) that were read, and what they counted."""

from __future__ import annotations

from django.db import models

from meetpoint.core.tenancy.models import TenantModel
from meetpoint.services.vending.models.machines import Machine


class AuditRead(TenantModel):
    """One transaction set; `key` fingerprints sender, serial, read number and checksum, so that none counts
    twice. `difference` is how many units more the counters moved since the read before than vends came in.
    """

    machine = models.ForeignKey(Machine, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=32)
    serial = models.CharField(max_length=40, blank=True)
    read_at = models.DateTimeField()
    received_at = models.DateTimeField()
    crc = models.CharField(max_length=16)
    profile = models.CharField(max_length=8)
    paid = models.BigIntegerField()
    free = models.BigIntegerField()
    tests = models.BigIntegerField()
    warnings = models.TextField(blank=True)
    was_reset = models.BooleanField(default=False)
    difference = models.IntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="audit_read_once")]
        indexes = [models.Index(fields=["machine", "read_at"], name="audit_read_machine")]


class AuditCount(TenantModel):
    """The counters of one selection at one read, since initialisation."""

    read = models.ForeignKey(AuditRead, on_delete=models.CASCADE, related_name="counts", db_index=False)
    selection = models.CharField(max_length=8)
    paid = models.BigIntegerField()
    free = models.BigIntegerField()
    tests = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["read"], name="audit_count_read")]
