"""How many syringes a place lets a programme hand out. It warns; it never blocks."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.models import TenantModel


class DistributionModel(models.TextChoices):
    """The distribution models of PMC2376876, table 1. CDC (December 2020) backs the first."""

    NEEDS_BASED = "needs_based", _("Needs-based: as many as the person needs")
    PLUS = "plus", _("One for one, plus some extra")
    ONE_FOR_ONE = "one_for_one", _("One for one")


class Period(models.TextChoices):
    VISIT = "visit", _("in one visit")
    DAY = "day", _("in one day")
    WEEK = "week", _("in seven days")
    MONTH = "month", _("in thirty days")


class DistributionPolicy(TenantModel):
    """One version of an organisation's policy, or of one site's; the newest one in effect holds.

    Each of the models may have a cap: at most `cap` syringes in `period`. Empty means no cap.
    """

    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    model = models.CharField(max_length=12, choices=DistributionModel.choices)
    extra = models.PositiveIntegerField(default=0)
    cap = models.PositiveIntegerField(null=True)
    period = models.CharField(max_length=6, choices=Period.choices, default=Period.VISIT)
    source = models.CharField(max_length=300)
    effective_from = models.DateField()
    staff_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["organisation", "effective_from", "id"], name="policy_newest")]
