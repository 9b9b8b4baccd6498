"""How the directory is kept right: checks, double entries that were joined, and files on their way in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetpoint.core.directory.models.entries import DirectoryEntry
from meetpoint.core.tenancy.models import TenantModel


class How(models.TextChoices):
    """How somebody checked."""

    CALLED = "called", _("I called")
    VISITED = "visited", _("I was there")
    WEBSITE = "website", _("I read their web page")
    CHANGED = "changed", _("Changed here")


class Found(models.TextChoices):
    """What came of it."""

    RIGHT = "right", _("It is still so")
    NO_ANSWER = "no_answer", _("Nobody answered")
    WRONG = "wrong", _("Something is not right any more")


class Check(TenantModel):
    """Somebody checked an entry: when, how, and what came of it."""

    entry = models.ForeignKey(DirectoryEntry, on_delete=models.CASCADE, related_name="checks")
    checked_on = models.DateField()
    staff_id = models.BigIntegerField(null=True)
    how = models.CharField(max_length=10, choices=How.choices)
    found = models.CharField(max_length=10, choices=Found.choices)


class Merge(TenantModel):
    """Two entries that somebody held for one: `gone` leads to `kept` until that is undone."""

    kept = models.ForeignKey(DirectoryEntry, on_delete=models.CASCADE, related_name="+")
    gone = models.ForeignKey(DirectoryEntry, on_delete=models.CASCADE, related_name="merges")
    at = models.DateTimeField()
    staff_id = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.BigIntegerField(null=True)


class MergedRow(TenantModel):
    """A row that a merge copied to the entry that stayed; undoing takes it away again."""

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="rows")
    table = models.CharField(max_length=40)
    row_uid = models.UUIDField()


class NotTheSame(TenantModel):
    """Two entries that somebody looked at and told apart, so that they are not suggested again."""

    first = models.ForeignKey(DirectoryEntry, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(DirectoryEntry, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    staff_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "first", "second"], name="dir_told_apart_once")
        ]


class DirectoryFile(TenantModel):
    """A file that was brought and not taken in yet, while somebody looks at what it comes to."""

    uid = models.UUIDField()
    layout = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    received_at = models.DateTimeField()
    staff_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="dir_file_uid_once")]
