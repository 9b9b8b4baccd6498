"""Sessions, the series that groups meet in, who wants to come, and who came."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.sessions import words
from meetpoint.core.tenancy.models import TenantModel


class Series(TenantModel):
    """A group that meets every week from one day to another, at the same time on the site's own clock."""

    uid = models.UUIDField()
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=words.SessionKind.choices)
    module = models.CharField(max_length=20, choices=words.Module.choices, blank=True)
    title = models.CharField(max_length=80)
    mode = models.CharField(max_length=10, choices=words.Mode.choices)
    place = models.CharField(max_length=80, blank=True)
    lead_id = models.BigIntegerField(null=True)
    second_id = models.BigIntegerField(null=True)
    first_on = models.DateField()
    last_on = models.DateField()
    at = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    capacity = models.PositiveSmallIntegerField(null=True)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="series_uid_once")]
        indexes = [models.Index(fields=["organisation", "last_on", "id"], name="series_last")]


class Session(TenantModel):
    """One meeting, planned or held. Who it was with stands in its attendance.

    `minutes` are as planned until it took place, then as held; `covered` lists words of `words.Covered`, by
    commas.
    """

    uid = models.UUIDField()
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    series = models.ForeignKey(Series, null=True, on_delete=models.CASCADE, related_name="sessions")
    kind = models.CharField(max_length=20, choices=words.SessionKind.choices)
    module = models.CharField(max_length=20, choices=words.Module.choices, blank=True)
    mode = models.CharField(max_length=10, choices=words.Mode.choices)
    place = models.CharField(max_length=80, blank=True)
    lead_id = models.BigIntegerField(null=True)
    second_id = models.BigIntegerField(null=True)
    starts_at = models.DateTimeField()
    local_date = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=words.State.choices)
    why_cancelled = models.CharField(max_length=10, choices=words.WhyCancelled.choices, blank=True)
    covered = models.CharField(max_length=200, blank=True)
    next_on = models.DateField(null=True)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="session_uid_once")]
        indexes = [
            models.Index(fields=["organisation", "local_date", "id"], name="session_day"),
            models.Index(fields=["organisation", "starts_at", "id"], name="session_newest"),
        ]


class Attendance(TenantModel):
    """Somebody and a session: expected (`came` empty), came, or did not come.

    A row without a participant says how many `people` without a code came. `progress` is one short line for
    colleagues, and no counselling note.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendances")
    participant = models.ForeignKey(Participant, null=True, on_delete=models.PROTECT, related_name="sessions")
    people = models.PositiveSmallIntegerField(default=1)
    came = models.BooleanField(null=True)
    progress = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "participant"], name="attendance_once")]


class Registration(TenantModel):
    """Somebody who wants to come to a group."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="registrations")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "participant"], name="registration_once")]
