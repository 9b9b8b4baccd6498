"""Tokens, with which programs use the API in somebody's name, and what each of them may do."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetpoint.core.access.models import StaffMember
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.models import TenantModel


class Recipient(models.TextChoices):
    """Who receives what a program reads: the disclosure gate decides by it."""

    OWN = "own", _("Our own organisation")
    PARTNER = "partner", _("Another organisation")


class Token(TenantModel):
    """A program's key to the API. Of the key itself only a hash is kept.

    It acts for `member` and never holds more than that person holds at the moment it is used. With
    `all_sites` off, an empty list of sites reaches none.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    member = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    recipient = models.CharField(max_length=10, choices=Recipient.choices)
    all_sites = models.BooleanField(default=False)
    sites = models.ManyToManyField(Site, blank=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "made_at", "id"], name="token_newest")]

    def __str__(self) -> str:
        return self.name


class TokenScope(TenantModel):
    """One permission that a token may use."""

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="scopes")
    permission = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "permission"], name="token_scope_once")]
