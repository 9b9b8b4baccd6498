"""Directory entries: who offers what, where, and when that was last checked."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meetpoint.core.tenancy.models import TenantModel


class ServiceKind(models.TextChoices):
    """Our own short list; the 211/AIRS taxonomy is licensed and not used."""

    TREATMENT = "treatment", _("Medication treatment")
    DETOX = "detox", _("Withdrawal management")
    COUNSELLING = "counselling", _("Counselling")
    HEALTH = "health", _("Health care")
    WOUND_CARE = "wound_care", _("Wound care")
    TESTING = "testing", _("HIV, hepatitis and STI testing")
    HOUSING = "housing", _("Housing")
    SHELTER = "shelter", _("Shelter")
    FOOD = "food", _("Food")
    LEGAL = "legal", _("Legal help")
    BENEFITS = "benefits", _("Benefits and identity papers")
    MENTAL_HEALTH = "mental_health", _("Mental health")
    PEER_SUPPORT = "peer_support", _("Peer support")
    HARM_REDUCTION = "harm_reduction", _("Harm reduction")
    OTHER = "other", _("Something else")


class DirectoryEntry(TenantModel):
    """One service of another organisation."""

    uid = models.UUIDField()
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, choices=ServiceKind.choices)
    phone = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=200, blank=True)
    website = models.URLField(blank=True)
    hours = models.CharField(max_length=200, blank=True)
    identification_needed = models.CharField(max_length=200, blank=True)
    languages = models.CharField(max_length=120, blank=True)
    notes = models.CharField(max_length=400, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.BigIntegerField(null=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="directory_uid_once")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
