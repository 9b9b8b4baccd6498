"""Visits at which a machine was refilled."""

from __future__ import annotations

from django.db import models

from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.models import TenantModel
from meetpoint.services.vending.models.machines import Slot


class RestockVisit(TenantModel):
    """One visit; `uid` was made where it was filled in. `source` is the site whose shelf it came from."""

    uid = models.UUIDField()
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    staff_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="restock_visit_once")]
        indexes = [models.Index(fields=["organisation", "occurred_at", "id"], name="restock_visit_newest")]


class RestockLine(TenantModel):
    """One slot at a visit. `expected` is what refills less vends left in it, `found` what was counted before
    filling, None where nobody counted; `now` is what was counted when it was full.
    """

    visit = models.ForeignKey(RestockVisit, on_delete=models.CASCADE, related_name="lines", db_index=False)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="+", db_index=False)
    expected = models.IntegerField(null=True)
    found = models.PositiveSmallIntegerField(null=True)
    now = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["visit"], name="restock_line_visit")]
