"""The audit log and the head of each organisation's chain."""

from __future__ import annotations

from django.db import models

from meetpoint.core.tenancy.models import TenantQuerySet


class AuditEntry(models.Model):
    """One change of state. Triggers refuse to update or delete it (see triggers.py).

    `seq` counts from 1 within the organisation without gaps. `mac` is
    HMAC-SHA256(audit key, previous mac ‖ canonical content), so nobody without the key can rewrite history.
    `subjects` and `fields` are short lists of ids and allow-listed values, as canonical JSON.
    """

    organisation_id = models.BigIntegerField()
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    staff_id = models.BigIntegerField(null=True)
    actor_kind = models.CharField(max_length=10)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    subjects = models.TextField()
    fields = models.TextField(default="{}")
    mac = models.CharField(max_length=64)

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "seq"], name="audit_seq_once")]
        indexes = [models.Index(fields=["organisation_id", "at"], name="audit_when")]


class AuditHead(models.Model):
    """How long an organisation's chain is, and its last mac: deletion at the end shows here."""

    organisation_id = models.BigIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    mac = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64, blank=True)

    objects = TenantQuerySet.as_manager()
