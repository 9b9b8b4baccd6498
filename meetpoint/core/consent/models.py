"""The accounting of disclosures."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetpoint.core.tenancy.models import TenantModel


class DisclosureKind(models.TextChoices):
    EXPORT = "export", _("File")
    PRINT = "print", _("Printout")
    REFERRAL = "referral", _("Referral")
    API = "api", _("API")
    BACKUP = "backup", _("Backup")


class Disclosure(TenantModel):
    """One time that records left, or were refused to leave, the programme.

    `what` names the list or document, `recipient` the kind of receiver, never a person. `participant_id`
    is set when the disclosure concerned one participant.
    """

    at = models.DateTimeField()
    staff_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=10, choices=DisclosureKind.choices)
    what = models.CharField(max_length=60)
    purpose = models.CharField(max_length=40)
    recipient = models.CharField(max_length=60)
    participant_id = models.BigIntegerField(null=True)
    rows = models.PositiveIntegerField(default=0)
    allowed = models.BooleanField()
    basis = models.CharField(max_length=40)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "at", "id"], name="disclosure_newest"),
            models.Index(fields=["organisation", "participant_id"], name="disclosure_participant"),
        ]
