"""What an account has beside its passphrase, and what the places where it works ask of it."""

from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from meetpoint.core.access import queries
from meetpoint.core.access.models import Account, Passkey, PasskeyRule, SignInPolicy, StaffMember, TimeCode
from meetpoint.lib import clock


def has_app(account: Account) -> bool:
    """Tell whether an account has an authenticator app."""
    return TimeCode.objects.filter(account=account).exists()


def has_passkey(account: Account) -> bool:
    """Tell whether an account has a passkey that can work."""
    return passkeys_of(account).exists()


def has_factor(account: Account) -> bool:
    """Tell whether an account has anything beside its passphrase."""
    return has_app(account) or has_passkey(account)


def passkeys_of(account: Account) -> QuerySet[Passkey]:
    """The passkeys of an account, oldest first, without those of a domain that was given up.

    Without MEETPOINT_PASSKEY_DOMAIN no domain is known to be given up: otherwise a visitor could choose, by
    the name under which they call, which passkeys exist.
    """
    found = Passkey.objects.filter(account=account).order_by("pk")
    wanted = settings.PASSKEY_DOMAIN
    return found.filter(domain=wanted) if wanted else found


def passkeys_at(account_id: int, domain: str) -> QuerySet[Passkey]:
    """The passkeys of an account that work at one domain, oldest first."""
    return Passkey.objects.filter(account_id=account_id, domain=domain).order_by("pk")


def remove_all(account: Account) -> None:
    """Take everything beside the passphrase away, inside the caller's transaction."""
    TimeCode.objects.filter(account=account).delete()
    Passkey.objects.filter(account=account).delete()
    account.recovery_codes.all().delete()


def is_factor_required(organisation_id: int) -> bool:
    """Tell whether an organisation's staff must have a second factor; they must unless it said otherwise."""
    policy = SignInPolicy.objects.of(organisation_id).first()
    return policy is None or policy.second_factor_required


def passkey_due_on(member: StaffMember) -> date | None:
    """Return the day from which somebody's role must sign in with a passkey; None when it may choose."""
    rule = PasskeyRule.objects.of(member.organisation_id).filter(role=member.role).first()
    return rule.starts_on if rule else None


def is_passkey_due(member: StaffMember) -> bool:
    """Tell whether somebody's role must sign in with a passkey by now."""
    due = passkey_due_on(member)
    return due is not None and due <= clock.local_date(clock.now(), member.organisation.time_zone)


def refuses_app(account: Account) -> bool:
    """Tell whether the app's codes no longer sign an account in: it has a passkey, and must use it."""
    return has_passkey(account) and any(is_passkey_due(member) for member in queries.memberships(account))
