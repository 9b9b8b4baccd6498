"""Accounts, staff memberships, sessions, second factors, one-time links and an organisation's role rules."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meetpoint.core.organisations.models import Site
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


class Theme(models.TextChoices):
    AUTO = "", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Account(AbstractBaseUser):
    """A person who signs in; the same account may work for several organisations.

    `email` is stored as `rules.plain_email` writes it. `password` holds an Argon2id hash, or "" until the
    first sign-in link was used. When somebody last signed in is kept only while the session lives.
    """

    last_login = None
    email = models.EmailField(unique=True)
    language = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=10, choices=Theme.choices, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.email


class StaffMember(TenantModel):
    """An account's place in one organisation: a role, and the sites it reaches.

    `all_sites` alone opens every site: with it off, an empty list of sites reaches none. `joined_at` is empty
    while an invitation waits to be taken up.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="memberships")
    display_name = models.CharField(max_length=80)
    role = models.CharField(max_length=20, choices=RoleName.choices)
    all_sites = models.BooleanField(default=False)
    sites = models.ManyToManyField(Site, blank=True, related_name="+")
    joined_at = models.DateTimeField(null=True, blank=True, db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "account"], name="one_membership_per_account")
        ]

    def __str__(self) -> str:
        return self.display_name


class RolePermission(TenantModel):
    """One change that an organisation made to what a role may do; `granted=False` takes the right away."""

    role = models.CharField(max_length=20, choices=RoleName.choices)
    permission = models.CharField(max_length=80)
    granted = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "role", "permission"], name="role_permission_once"
            )
        ]


class SignInPolicy(TenantModel):
    """How an organisation's staff sign in; without a row, a second factor is required."""

    second_factor_required = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="sign_in_policy_once")]


class PasskeyRule(TenantModel):
    """A role that must sign in with a passkey from a day on; roles without a row may choose."""

    role = models.CharField(max_length=20, choices=RoleName.choices)
    starts_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "role"], name="passkey_rule_once")]


class StaffSession(TenantModel):
    """One signed-in browser, and the site at which its person works now.

    Of the token only a hash is kept, of the device only a name such as "Firefox · Android".
    """

    token_hash = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sessions")
    member = models.ForeignKey(StaffMember, on_delete=models.CASCADE, related_name="sessions")
    site = models.ForeignKey(Site, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    device = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    fresh_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="session_by_age")]


class TimeCode(models.Model):
    """An account's authenticator app (TOTP, RFC 6238).

    `last_step` is the newest step ever accepted, so that no code works twice.
    """

    account = models.OneToOneField(
        Account, on_delete=models.CASCADE, primary_key=True, related_name="time_code"
    )
    sealed_secret = models.BinaryField()
    last_step = models.BigIntegerField()
    created_at = models.DateTimeField(db_default=Now())


class Passkey(models.Model):
    """One passkey of an account (a WebAuthn credential): a public key, which is no secret.

    `domain` is where it works, `name` what its owner calls it. `warned_on` is the last day on which it
    behaved as a copy might: its counter had not risen, or it began to be synced.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="passkeys")
    credential_id = models.CharField(max_length=1366, unique=True)
    public_key = models.BinaryField()
    domain = models.CharField(max_length=253)
    name = models.CharField(max_length=60)
    transports = models.CharField(max_length=60, blank=True)
    sign_count = models.BigIntegerField()
    may_sync = models.BooleanField()
    is_synced = models.BooleanField()
    warned_on = models.DateField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """A code that stands in for the app or a passkey once. A keyed hash is kept until then."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "code_hash"], name="recovery_code_once")]


class LinkPurpose(models.TextChoices):
    JOIN = "join", _("Invitation")
    RESET = "reset", _("New passphrase")


class OneTimeLink(TenantModel):
    """A link that sets a passphrase: an invitation, the first sign-in, or a reset. Only its hash is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    member = models.ForeignKey(StaffMember, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=10, choices=LinkPurpose.choices)
    made_by = models.ForeignKey(StaffMember, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()


class Allowance(models.Model):
    """How many more tries one key has: a token bucket as one number, the time at which it is full again.

    `key` is an HMAC under a key that is destroyed each night, so no row names an account or a network.
    """

    key = models.CharField(max_length=64, primary_key=True)
    full_at_ms = models.BigIntegerField(db_index=True)
