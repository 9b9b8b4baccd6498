"""Consents with their ten elements, the receivers that they name, and what people asked to be kept back."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetpoint.core.people.models import Participant
from meetpoint.core.tenancy.models import TenantModel


class AnswerSaid(models.TextChoices):
    GIVEN = "given", _("Agreed")
    REFUSED = "refused", _("Said no")


class ExpiryKind(models.TextChoices):
    DATE = "date", _("On a day")
    EVENT = "event", _("When something happens")
    NONE = "none", _("No end (only for treatment, payment and operations)")


class SignedHow(models.TextChoices):
    PAPER = "paper", _("On paper, with name and signature")
    SCREEN = "screen", _("On this screen, by typing the name")


class SignedBy(models.TextChoices):
    PERSON = "person", _("The person")
    REPRESENTATIVE = "representative", _("Somebody who may sign for them")


class RevokedHow(models.TextChoices):
    WRITTEN = "written", _("In writing")
    SAID = "said", _("By word of mouth")


class Consent(TenantModel):
    """What one person answered when asked whether something may be told: yes, with all that the law wants
    written down, or no. Nobody was asked: there is no row.

    `scope` and `purposes` are words of `deciding.facts`, separated by commas. `discloser` is who may tell;
    `to_class` the general phrase for whoever treats, pays, or helps to operate the programme. `named` says
    that the person's name stands on the form; on a screen it is in `signature`, sealed. `event_at` is when
    the event became known after which it has ended. `form` is the version of our own form, empty for another.
    """

    uid = models.UUIDField()
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=AnswerSaid.choices)
    discloser = models.CharField(max_length=200)
    scope = models.CharField(max_length=200)
    purposes = models.CharField(max_length=120)
    to_class = models.BooleanField(default=False)
    tells_revocation = models.BooleanField(default=False)
    tells_redisclosure = models.BooleanField(default=False)
    expiry = models.CharField(max_length=10, choices=ExpiryKind.choices, blank=True)
    expires_on = models.DateField(null=True)
    expires_event = models.CharField(max_length=200, blank=True)
    event_at = models.DateTimeField(null=True)
    named = models.BooleanField(default=False)
    signed_how = models.CharField(max_length=10, choices=SignedHow.choices, blank=True)
    signed_by = models.CharField(max_length=20, choices=SignedBy.choices, blank=True)
    signed_on = models.DateField(null=True)
    signature = models.BinaryField(default=bytes)
    kept_where = models.CharField(max_length=120, blank=True)
    form = models.CharField(max_length=20, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.BigIntegerField(null=True)
    revoked_how = models.CharField(max_length=10, choices=RevokedHow.choices, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="consent_uid_once")]
        indexes = [models.Index(fields=["organisation", "participant", "recorded_at"], name="consent_person")]


class ConsentRecipient(TenantModel):
    """One receiver that a consent names. `key` is the name without capitals, by which it is found."""

    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="recipients")
    name = models.CharField(max_length=160)
    key = models.CharField(max_length=160)

    class Meta:
        indexes = [models.Index(fields=["organisation", "key"], name="consent_recipient_key")]


class Restriction(TenantModel):
    """Something that a person asked not to be told, and what the programme answered: 42 CFR 2.26.

    An empty `to_name` means nobody, an empty `scope` nothing at all. `agreed` is None until answered.
    """

    uid = models.UUIDField()
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    to_name = models.CharField(max_length=160, blank=True)
    key = models.CharField(max_length=160, blank=True)
    scope = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField(null=True)
    agreed = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="restriction_uid_once")]
        indexes = [models.Index(fields=["organisation", "participant"], name="restriction_person")]
