"""The accounting of disclosures."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetpoint.core.consent.models.consents import Consent
from meetpoint.core.tenancy.models import TenantModel


class DisclosureKind(models.TextChoices):
    EXPORT = "export", _("File")
    PRINT = "print", _("Printout")
    REFERRAL = "referral", _("Referral")
    API = "api", _("API")
    BACKUP = "backup", _("Backup")
    SPOKEN = "spoken", _("By word of mouth")


class Disclosure(TenantModel):
    """One time that records left, or were refused to leave, the programme.

    `what` names the list or document, `recipient` the kind of receiver, never a person. `participant_id`
    is set when the disclosure concerned one participant; then `to_name` is the organisation that received it,
    `scope` what kinds of information left, `consent` the newest consent that let it, and `notice` the version
    of the notice that went along.
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
    to_name = models.CharField(max_length=160, blank=True, default="", db_default="")
    scope = models.CharField(max_length=200, blank=True, default="", db_default="")
    notice = models.CharField(max_length=20, blank=True, default="", db_default="")
    consent = models.ForeignKey(Consent, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "at", "id"], name="disclosure_newest"),
            models.Index(fields=["organisation", "participant_id"], name="disclosure_participant"),
        ]


class WithoutReason(models.TextChoices):
    EMERGENCY = "emergency", _("A medical emergency")
    AUDIT = "audit", _("An audit or evaluation")
    COURT_ORDER = "court_order", _("A court order or subpoena")


class WithoutConsent(TenantModel):
    """Why something about a person left without their consent, as 42 CFR 2.51(c) asks to be written down.

    `to_person` is who received it there; `ground` the nature of the emergency, or the agreement of an audit.
    """

    disclosure = models.OneToOneField(Disclosure, on_delete=models.CASCADE, related_name="without_consent")
    reason = models.CharField(max_length=20, choices=WithoutReason.choices)
    to_person = models.CharField(max_length=120, blank=True)
    ground = models.CharField(max_length=300, blank=True)
