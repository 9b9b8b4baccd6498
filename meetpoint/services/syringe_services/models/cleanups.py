"""Used syringes picked up in the community."""

from __future__ import annotations

from django.db import models

from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.models import TenantModel
from meetpoint.services.syringe_services.models.returns import Measured


class CleanUp(TenantModel, Measured):
    """One clean-up. `area` is a park or a few blocks, never an address; nobody is named.

    Never edited: a correction voids it and records another that `replaces` it.
    """

    uid = models.UUIDField()
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    held_on = models.DateField()
    area = models.CharField(max_length=80, blank=True)
    people = models.PositiveSmallIntegerField(null=True)
    staff_hours = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    staff_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    voided_at = models.DateTimeField(null=True)
    voided_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="cleanup_uid_once")]
        indexes = [models.Index(fields=["organisation", "held_on", "id"], name="cleanup_newest")]
