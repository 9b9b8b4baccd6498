"""Accounts, staff memberships, invitations and sessions."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.tenancy.models import TenantModel


class RoleName(models.TextChoices):
    """The stored names of `core.modules.interface.Role`, with labels for people."""

    ADMINISTRATOR = "administrator", _("Administrator")
    MANAGER = "manager", _("Manager")
    WORKER = "worker", _("Worker")
    PEER_WORKER = "peer_worker", _("Peer worker")
    CLINICIAN = "clinician", _("Clinician")
    ANALYST = "analyst", _("Analyst")
    READ_ONLY = "read_only", _("Read only")


class Account(AbstractBaseUser):
    """A person who signs in; the same account may work for several organisations."""

    email = models.EmailField(unique=True)
    language = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    def __str__(self) -> str:
        return self.email


class StaffMember(TenantModel):
    """An account's place in one organisation: a role, and the sites it reaches (none listed means all)."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="memberships")
    display_name = models.CharField(max_length=80)
    role = models.CharField(max_length=20, choices=RoleName.choices)
    sites = models.ManyToManyField(Site, blank=True, related_name="+")
    joined_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "account"], name="one_membership_per_account")]

    def __str__(self) -> str:
        return self.display_name
