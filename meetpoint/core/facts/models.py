"""What the database remembers about its facts: which build belongs to it, and whether they were true."""

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


class FactCheck(TenantModel):
    """When facts were last compared with the records, and in how many totals they differed."""

    at = models.DateTimeField()
    differing = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="fact_check_once")]


class FactDifference(TenantModel):
    """One total that differed at the last comparison: the first few of them, to begin with."""

    table = models.CharField(max_length=80)
    month = models.CharField(max_length=7)
    what = models.CharField(max_length=120)
    facts = models.BigIntegerField()
    records = models.BigIntegerField()
