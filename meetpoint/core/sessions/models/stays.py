"""Stays elsewhere, and rides."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from meetpoint.core.directory.models import DirectoryEntry
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.referrals.models import Referral
from meetpoint.core.sessions import words
from meetpoint.core.sessions.models.sessions import Session
from meetpoint.core.tenancy.models import TenantModel


class Stay(TenantModel):
    """Nights that somebody spent at a place.

    `until_on`, the day of leaving, and `nights` are empty while they stay.
    """

    uid = models.UUIDField()
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, null=True, on_delete=models.PROTECT, related_name="stays")
    kind = models.CharField(max_length=20, choices=words.StayKind.choices)
    entry = models.ForeignKey(DirectoryEntry, null=True, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=160, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    nights = models.PositiveSmallIntegerField(null=True)
    ended = models.CharField(max_length=20, choices=words.StayEnd.choices, blank=True)
    referral = models.ForeignKey(Referral, null=True, on_delete=models.SET_NULL, related_name="+")
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="stay_uid_once")]
        indexes = [
            models.Index(fields=["organisation", "from_on", "id"], name="stay_newest"),
            models.Index(fields=["participant", "from_on"], name="stay_of_person"),
        ]


class Ride(TenantModel):
    """One ride, or passes given for some; between kinds of places, never addresses."""

    uid = models.UUIDField()
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, null=True, on_delete=models.PROTECT, related_name="rides")
    mode = models.CharField(max_length=10, choices=words.RideMode.choices)
    on = models.DateField()
    from_kind = models.CharField(max_length=10, choices=words.RidePlace.choices)
    to_kind = models.CharField(max_length=10, choices=words.RidePlace.choices)
    outcome = models.CharField(max_length=12, choices=words.RideOutcome.choices)
    cost_cents = models.PositiveIntegerField(null=True)
    passes = models.PositiveSmallIntegerField(default=0)
    session = models.ForeignKey(Session, null=True, on_delete=models.SET_NULL, related_name="+")
    referral = models.ForeignKey(Referral, null=True, on_delete=models.SET_NULL, related_name="+")
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="ride_uid_once")]
        indexes = [models.Index(fields=["organisation", "on", "id"], name="ride_newest")]
