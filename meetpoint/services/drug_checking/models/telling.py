"""What is told to others: alerts, strip products, published data, and laboratory files on their way in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetpoint.core.supplies.models import Item
from meetpoint.core.tenancy.models import TenantModel
from meetpoint.services.drug_checking.models.results import Level, Target
from meetpoint.services.drug_checking.models.samples import Form, Sample


class Trigger(models.TextChoices):
    FIRST_SEEN = "first_seen", _("Not seen here before, or not for a long time")
    UNEXPECTED = "unexpected", _("Found where it was not expected")
    OVERDOSE = "overdose", _("An overdose was involved")
    BY_HAND = "by_hand", _("Written by a worker")


class Status(models.TextChoices):
    PROPOSED = "proposed", _("Waiting for a person to decide")
    PUBLISHED = "published", _("Public")
    DISMISSED = "dismissed", _("Not published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Alert(TenantModel):
    """A notice about something that was found. The software proposes; only a person publishes.

    It names a substance, what it was sold as, its look and a region; never a sample's code, a day of
    collection, a site where people buy, or an amount.
    """

    uid = models.UUIDField()
    sample = models.ForeignKey(Sample, null=True, on_delete=models.SET_NULL, related_name="+")
    trigger = models.CharField(max_length=12, choices=Trigger.choices)
    status = models.CharField(max_length=10, choices=Status.choices)
    substance = models.CharField(max_length=60)
    level = models.CharField(max_length=12, choices=Level.choices)
    expected = models.CharField(max_length=24, blank=True)
    form = models.CharField(max_length=10, blank=True, choices=Form.choices)
    colours = models.CharField(max_length=80, blank=True)
    area = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=400, blank=True)
    note_es = models.CharField(max_length=400, blank=True)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    expires_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="dc_alert_uid_once")]
        indexes = [models.Index(fields=["organisation", "proposed_at", "id"], name="dc_alert_newest")]

    @property
    def note_here(self) -> str:
        """What a worker added, in the language of the reader as far as somebody wrote it."""
        spanish = (get_language() or "").startswith("es")
        return self.note_es if spanish and self.note_es else self.note


class StripProduct(TenantModel):
    """How a strip of the catalogue is to be used and read, as its packet says. Nothing is assumed of a brand.

    `positive_lines` is how many lines mean positive. Water, dip and wait are kept as the packet says them.
    """

    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="+")
    target = models.CharField(max_length=16, choices=Target.choices)
    brand = models.CharField(max_length=80, blank=True)
    cutoff_ng_ml = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    water = models.CharField(max_length=160, blank=True)
    dip_seconds = models.PositiveSmallIntegerField(null=True)
    wait_minutes = models.CharField(max_length=20, blank=True)
    positive_lines = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=200, blank=True)
    verified_on = models.DateField(null=True)


class PublishedData(TenantModel):
    """A data set that was made public: exactly these rows, until another takes its place or it is
    withdrawn.
    """

    uid = models.UUIDField()
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    first = models.DateField()
    last = models.DateField()
    smallest_group = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    content = models.BinaryField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="dc_published_uid_once")]


class LabFile(TenantModel):
    """A laboratory's file that somebody is looking at before it is taken in; sealed, and gone within days."""

    uid = models.UUIDField()
    layout = models.CharField(max_length=4)
    site_id = models.BigIntegerField()
    received_at = models.DateTimeField()
    staff_id = models.BigIntegerField(null=True)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="dc_lab_file_uid_once")]
