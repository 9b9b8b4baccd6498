"""Counselling notes, sealed and kept apart from every other record (42 CFR 2.11)."""

from __future__ import annotations

from django.db import models

from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.sessions.models.sessions import Session
from meetpoint.core.tenancy.models import TenantModel


class Note(TenantModel):
    """One counselling note; `body` is sealed, and `version` counts its corrections from 1."""

    uid = models.UUIDField()
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, null=True, on_delete=models.SET_NULL, related_name="+")
    author_id = models.BigIntegerField(null=True)
    body = models.BinaryField()
    version = models.PositiveSmallIntegerField(default=1)
    written_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True)
    keep_until = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="note_uid_once")]


class NoteVersion(TenantModel):
    """What a note said before it was corrected, sealed as it was."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="versions")
    body = models.BinaryField()
    version = models.PositiveSmallIntegerField()
    replaced_at = models.DateTimeField()
    replaced_by = models.BigIntegerField(null=True)
