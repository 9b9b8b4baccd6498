"""Referrals, their status history, and follow-up tasks."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meetpoint.core.directory.models import DirectoryEntry, ServiceKind
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.tenancy.models import TenantModel


class ReferralStatus(models.TextChoices):
    """HL7 SDOH Clinical Care task states, without `ready` and `received`, which that guide excludes."""

    DRAFT = "draft", _("Draft")
    REQUESTED = "requested", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Turned down")
    IN_PROGRESS = "in-progress", _("Started")
    ON_HOLD = "on-hold", _("On hold")
    COMPLETED = "completed", _("Linked to care")
    FAILED = "failed", _("Did not work out")
    CANCELLED = "cancelled", _("Cancelled")
    ENTERED_IN_ERROR = "entered-in-error", _("Entered by mistake")


class Referral(TenantModel):
    """An offer to connect somebody with another service; a referral is not yet a linkage.

    Without a participant, the slip's random `slip` code closes the loop when it comes back.
    `to_name` is free text when no directory entry fits.
    """

    uid = models.UUIDField()
    slip = models.CharField(max_length=12)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(
        Participant, null=True, on_delete=models.PROTECT, related_name="referrals"
    )
    encounter = models.ForeignKey(Encounter, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=20, choices=ServiceKind.choices)
    entry = models.ForeignKey(DirectoryEntry, null=True, on_delete=models.PROTECT, related_name="+")
    to_name = models.CharField(max_length=160, blank=True)
    status = models.CharField(max_length=20, choices=ReferralStatus.choices)
    status_reason = models.CharField(max_length=200, blank=True)
    status_from = models.CharField(max_length=20, blank=True)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    local_date = models.DateField()
    linked_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "uid"], name="referral_uid_once"),
            models.UniqueConstraint(fields=["organisation", "slip"], name="referral_slip_once"),
        ]
        indexes = [
            models.Index(fields=["organisation", "made_at", "id"], name="referral_newest"),
            models.Index(fields=["organisation", "local_date"], name="referral_day"),
        ]


class ReferralChange(TenantModel):
    """One step of a referral's status, and who said so."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="changes")
    status = models.CharField(max_length=20, choices=ReferralStatus.choices)
    reason = models.CharField(max_length=200, blank=True)
    said_by = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    staff_id = models.BigIntegerField(null=True)


class FollowUpTask(TenantModel):
    """Something somebody promised to do by a day."""

    uid = models.UUIDField()
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, null=True, on_delete=models.PROTECT, related_name="tasks")
    referral = models.ForeignKey(Referral, null=True, on_delete=models.CASCADE, related_name="tasks")
    owner_id = models.BigIntegerField(null=True)
    what = models.CharField(max_length=200)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="task_uid_once")]
        indexes = [models.Index(fields=["organisation", "due_on", "id"], name="task_due")]
