"""Participants, their codes, and the few things that they may choose to tell."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meetpoint.core.tenancy.models import TenantModel


class Participant(TenantModel):
    """A person who comes back under the same code. There is no name, and no place to write one."""

    uid = models.UUIDField()
    created_at = models.DateTimeField(db_default=Now())
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="participant_uid_once")]
        indexes = [models.Index(fields=["organisation", "created_at", "id"], name="participant_newest")]


class CodeKind(models.TextChoices):
    RANDOM = "random", _("Random code")
    DERIVED = "derived", _("Code from answers")


class ParticipantCode(TenantModel):
    """A code by which a participant is found again.

    `short_lookup` and `full_lookup` are keyed hashes, so that the table alone tells nothing.
    `sealed` is the full random code, encrypted with the field key, for printing a card again; a
    derived code is never stored in any form but its hash. A replaced code stays, retired.
    """

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="codes", db_index=False)
    kind = models.CharField(max_length=10, choices=CodeKind.choices)
    short_lookup = models.CharField(max_length=44)
    full_lookup = models.CharField(max_length=44, blank=True)
    sealed = models.BinaryField(null=True, blank=True)
    tie_break = models.PositiveSmallIntegerField(default=0)
    issued_at = models.DateTimeField(db_default=Now())
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_reason = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "short_lookup"], name="code_short_once")]
        indexes = [
            models.Index(fields=["organisation", "full_lookup"], name="code_full"),
            models.Index(fields=["participant"], name="code_participant"),
        ]


class Demographics(TenantModel):
    """What a participant chose to tell, asked at most once; every answer may be left out."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="demographics")
    asked_at = models.DateTimeField(db_default=Now())
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    gender = models.CharField(max_length=20, blank=True)
    race_ethnicity = models.CharField(max_length=120, blank=True)
    zip3 = models.CharField(max_length=3, blank=True)
    housing = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=10, blank=True)


class ParticipantMerge(TenantModel):
    """The history of joining two records that turned out to be one person, and of taking it back."""

    kept = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    joined = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    merged_at = models.DateTimeField(db_default=Now())
    merged_by = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.BigIntegerField(null=True)
