"""Referrals, their status history, and follow-up tasks."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from meetpoint.core.directory.models import DirectoryEntry, ServiceKind
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.referrals.words import (
    Outcome,
    Provenance,
    ReferralStatus,
    SaidBy,
    TaskAbout,
    Transport,
    Urgency,
)
from meetpoint.core.tenancy.models import TenantModel

__all__ = ["FollowUpTask", "Referral", "ReferralChange", "ReferralStatus"]

_STILL_OPEN = ("draft", "requested", "accepted", "in-progress", "on-hold")


class Referral(TenantModel):
    """An offer to connect somebody with another service; a referral is not yet a linkage.

    Without a participant, the slip's random `slip` code closes the loop when it comes back.
    `to_name` is free text when no directory entry fits. A draft was not sent: `sent_at` is empty, and nobody
    was told. `local_date` is the day of sending at the site (of writing, for a draft), from which
    `days_to_service` counts to `linked_on`. `appointment_at` is kept with the time zone in which it was told.
    A warm hand-off names our worker (`handoff_by`) and the one at the other place (`handoff_to`), both
    present at `handoff_at`.
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
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True, default="", db_default="")
    urgency = models.CharField(
        max_length=10, choices=Urgency.choices, default=Urgency.ROUTINE, db_default=Urgency.ROUTINE
    )
    provenance = models.CharField(
        max_length=20, choices=Provenance.choices, blank=True, default="", db_default=""
    )
    appointment_at = models.DateTimeField(null=True)
    appointment_zone = models.CharField(max_length=60, blank=True, default="", db_default="")
    transport = models.CharField(
        max_length=20, choices=Transport.choices, blank=True, default="", db_default=""
    )
    handoff_at = models.DateTimeField(null=True)
    handoff_by = models.BigIntegerField(null=True)
    handoff_to = models.CharField(max_length=120, blank=True, default="", db_default="")
    handoff_phone = models.CharField(max_length=40, blank=True, default="", db_default="")
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    sent_at = models.DateTimeField(null=True)
    local_date = models.DateField()
    linked_on = models.DateField(null=True)
    days_to_service = models.IntegerField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "uid"], name="referral_uid_once"),
            models.UniqueConstraint(fields=["organisation", "slip"], name="referral_slip_once"),
        ]
        indexes = [
            models.Index(fields=["organisation", "made_at", "id"], name="referral_newest"),
            models.Index(fields=["organisation", "local_date"], name="referral_day"),
            models.Index(
                fields=["organisation", "local_date", "id"],
                name="referral_still_open",
                condition=models.Q(status__in=_STILL_OPEN),
            ),
        ]


class ReferralChange(TenantModel):
    """One step of a referral's status, and who said so."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="changes")
    status = models.CharField(max_length=20, choices=ReferralStatus.choices)
    reason = models.CharField(max_length=200, blank=True)
    said_by = models.CharField(max_length=20, choices=SaidBy.choices, blank=True)
    at = models.DateTimeField()
    staff_id = models.BigIntegerField(null=True)


class FollowUpTask(TenantModel):
    """Something somebody promised to do by a day. `about` says where one of a referral has its words from."""

    uid = models.UUIDField()
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, null=True, on_delete=models.PROTECT, related_name="tasks")
    referral = models.ForeignKey(Referral, null=True, on_delete=models.CASCADE, related_name="tasks")
    owner_id = models.BigIntegerField(null=True)
    about = models.CharField(
        max_length=20, choices=TaskAbout.choices, default=TaskAbout.PROMISE, db_default=TaskAbout.PROMISE
    )
    priority = models.CharField(
        max_length=10, choices=Urgency.choices, default=Urgency.ROUTINE, db_default=Urgency.ROUTINE
    )
    what = models.CharField(max_length=200)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="task_uid_once")]
        indexes = [models.Index(fields=["organisation", "due_on", "id"], name="task_due")]
