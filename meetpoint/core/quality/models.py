"""What somebody looked at and found right."""

from __future__ import annotations

from django.db import models

from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.models import TenantModel


class LooksRight(TenantModel):
    """Says of one finding of one check that somebody looked, and that it is right; undone by removing it.

    `rule` is the check's slug, `subject` what was found.
    """

    rule = models.CharField(max_length=80)
    subject = models.CharField(max_length=160)
    site = models.ForeignKey(Site, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    staff_id = models.BigIntegerField(null=True)
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "rule", "subject"], name="looks_right_once")
        ]
