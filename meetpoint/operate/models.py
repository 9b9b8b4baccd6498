"""When each schedule last ran for each organisation."""

from __future__ import annotations

from django.db import models

from meetpoint.core.tenancy.models import TenantModel


class ScheduleRun(TenantModel):
    """The last run of one schedule. `started_at` is claimed before the work begins, so that one runner does
    it.

    `failed` says that the last run ended in an error; it is tried again when the next period is due.
    """

    slug = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    failed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "slug"], name="schedule_run_once")]
