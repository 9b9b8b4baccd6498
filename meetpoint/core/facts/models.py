"""What the database remembers about its facts: which build of them belongs to it."""

from __future__ import annotations

from django.db import models

from meetpoint.core.tenancy.models import TenantModel


class FactBuild(TenantModel):
    """Names the newest state of an organisation's facts, so that facts of another database are noticed.

    After a restored backup the name differs from that in the facts' folder, and they are built anew.
    """

    build = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="fact_build_once")]
