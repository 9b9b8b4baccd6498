"""What a machine handed out, or did not."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.models import TenantModel
from meetpoint.services.vending.models.machines import Access, Slot


class Result(models.TextChoices):
    """How an attempt ended; the machine's own word where it is on this list, else `failed`."""

    DISPENSED = "dispensed", _("Handed out")
    PRESUMED = "presumed", _("Presumed: the cabinet was opened")
    JAM = "jam", _("Jammed")
    EMPTY = "empty", _("Sold out")
    LIMIT = "limit", _("Not yet: the limit was reached")
    FAILED = "failed", _("Failed")


class Vend(TenantModel):
    """One attempt. What was handed out is an encounter with its item and ledger; the rest is here.

    Nobody is named: of the answers, three digits of a ZIP code and a decade of birth stay. `over_limit` says
    that the token had its limit already, as was found out later; nothing follows from it. `clock_wrong` says
    that the machine's time could not be and ours was taken.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="+", db_index=False)
    encounter = models.OneToOneField(Encounter, null=True, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=9, choices=Result.choices)
    quantity = models.PositiveSmallIntegerField(default=0)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    local_date = models.DateField()
    access = models.CharField(max_length=12, choices=Access.choices, blank=True)
    zip3 = models.CharField(max_length=3, blank=True)
    born_decade = models.PositiveSmallIntegerField(null=True)
    over_limit = models.BooleanField(default=False)
    clock_wrong = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["slot", "occurred_at"], name="vend_slot"),
            models.Index(fields=["organisation", "local_date"], name="vend_day"),
        ]
