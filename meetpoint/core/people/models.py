"""Participants, their codes, and the few things that they may choose to tell."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meetpoint.core.people.handles import handle
from meetpoint.core.tenancy.models import TenantModel


class Participant(TenantModel):
    """A person who comes back under the same code. There is no name, and no place to write one.

    An erased participant stays as an empty row, so that what arrives late about them finds a closed door.
    """

    uid = models.UUIDField()
    created_at = models.DateTimeField(db_default=Now())
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="participant_uid_once")]
        indexes = [models.Index(fields=["organisation", "created_at", "id"], name="participant_newest")]

    def __str__(self) -> str:
        return self.handle

    @property
    def handle(self) -> str:
        """What staff see instead of a code: a short mark that finds nobody."""
        return handle(self.uid)


class CodeKind(models.TextChoices):
    RANDOM = "random", _("Random code")
    DERIVED = "derived", _("Code from answers")
    EARLIER = "earlier", _("Code of an earlier system")


class RetiredReason(models.TextChoices):
    LOST = "lost", _("The card was lost")
    SEEN = "seen", _("Somebody else saw the code")
    WRONG = "wrong", _("The code was given to the wrong person")
    OTHER = "other", _("Another reason")
    KEY_DESTROYED = "key_destroyed", _("The key of the codes was destroyed")


class ParticipantCode(TenantModel):
    """A code by which a participant is found again.

    `short_lookup` and `full_lookup` are keyed hashes, so that the table alone tells nothing.
    `sealed` is the full random code, encrypted under the organisation's key, for printing a card again;
    a derived or earlier code is stored only as its hash. A replaced code stays, retired, so that it
    is never given out twice. `unlinked_at` marks codes whose key was destroyed.
    """

    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="codes", db_index=False
    )
    kind = models.CharField(max_length=10, choices=CodeKind.choices)
    short_lookup = models.CharField(max_length=44)
    full_lookup = models.CharField(max_length=44, blank=True)
    sealed = models.BinaryField(null=True, blank=True)
    tie_break = models.PositiveSmallIntegerField(default=0)
    issued_at = models.DateTimeField(db_default=Now())
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_reason = models.CharField(max_length=20, blank=True, choices=RetiredReason.choices)
    unlinked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "short_lookup"], name="code_short_once")
        ]
        indexes = [
            models.Index(fields=["organisation", "full_lookup"], name="code_full"),
            models.Index(fields=["participant"], name="code_participant"),
        ]


class Demographics(TenantModel):
    """What a participant chose to tell, asked at most once; every answer may be left out."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="demographics")
    asked_at = models.DateTimeField(db_default=Now())
    corrected_at = models.DateTimeField(null=True, blank=True)
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

    class Meta:
        indexes = [models.Index(fields=["organisation", "joined"], name="merge_joined")]
