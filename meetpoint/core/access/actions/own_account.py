"""What people change about their own account: passphrase, second factor, sessions."""

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.access import links
from meetpoint.core.access.actions.sign_in import prove_passphrase
from meetpoint.core.access.errors import NotProved
from meetpoint.core.access.models import Account, StaffMember
from meetpoint.core.access.permissions import OWN
from meetpoint.core.access.proof import passphrases, sessions, time_codes
from meetpoint.core.access.proof.browsers import Origin
from meetpoint.core.access.proof.entry import pending_secret
from meetpoint.core.audit.actions import record
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotFound


def change_passphrase(staff: sessions.SignedIn, current: str, new: str, *, origin: Origin, by: Actor) -> str:
    """Replace the passphrase, end every other session of the account, and return this session's new token.

    Raises NotProved or TooManyTries for the current one, DomainError naming `new` for a weak one.
    """
    by.require(OWN.name)
    account = Account.objects.get(pk=staff.account_id)
    prove_passphrase(account.email, current, origin=origin)
    judge_passphrase(account, new, about=(staff.organisation_name, staff.display_name), field="new")
    with transaction.atomic():
        store_passphrase(account, new)
        sessions.end_all_of(account.pk, but=staff)
        record(by, "access.passphrase_changed", "access.staffmember", [staff.pk])
        return sessions.refresh(staff)


def change_own_name(staff: sessions.SignedIn, name: str, *, by: Actor) -> None:
    """Change the name by which colleagues in this organisation know the person."""
    by.require(OWN.name)
    with transaction.atomic():
        StaffMember.objects.of(by).filter(pk=staff.pk).update(display_name=name.strip())
        record(by, "access.own_name_changed", "access.staffmember", [staff.pk])


def set_up_factor(staff: sessions.SignedIn, nonce: str, code: str, *, by: Actor) -> tuple[str, list[str]]:
    """Make a new app the account's second factor and end every other session.

    `nonce` is the one with which `proof.entry.pending_secret` made the secret. Returns the session's new
    token and the recovery codes. Raises NotProved when the code is not the app's.
    """
    by.require(OWN.name)
    account = Account.objects.get(pk=staff.account_id)
    with transaction.atomic():
        codes = store_factor(account, nonce, code)
        sessions.end_all_of(account.pk, but=staff)
        record(by, "access.factor_changed", "access.staffmember", [staff.pk])
        return sessions.refresh(staff), codes


def renew_recovery_codes(staff: sessions.SignedIn, *, by: Actor) -> list[str]:
    """Replace the recovery codes and return the new ones, which cannot be shown again."""
    by.require(OWN.name)
    account = Account.objects.get(pk=staff.account_id)
    with transaction.atomic():
        codes = time_codes.new_recovery_codes(account)
        record(by, "access.recovery_codes_renewed", "access.staffmember", [staff.pk])
    return codes


def end_own_session(staff: sessions.SignedIn, session_id: int, *, by: Actor) -> None:
    """End one of the account's sessions, in any of its organisations. Raises NotFound for somebody else's."""
    by.require(OWN.name)
    with transaction.atomic():
        if not sessions.of_account(staff.account_id).filter(pk=session_id).delete()[0]:
            raise NotFound(_("This session has already ended."))
        record(by, "access.session_ended", "access.staffmember", [staff.pk], fields={"count": 1})


def end_other_sessions(staff: sessions.SignedIn, *, by: Actor) -> int:
    """End all the account's sessions but this one, and return how many there were."""
    by.require(OWN.name)
    with transaction.atomic():
        count = sessions.end_all_of(staff.account_id, but=staff)
        record(by, "access.session_ended", "access.staffmember", [staff.pk], fields={"count": count})
    return count


def judge_passphrase(account: Account, passphrase: str, *, about: tuple[str, ...], field: str) -> None:
    """Raise DomainError naming `field` for a weak passphrase; `about` holds what a guesser knows."""
    passphrases.refuse_weak(passphrase, about=(account.email, *about), field=field)


def store_passphrase(account: Account, passphrase: str) -> None:
    """Store a passphrase and end the account's one-time links, inside the caller's transaction."""
    account.password = passphrases.hashed(passphrase)
    account.save(update_fields=["password"])
    links.end_resets(account)


def store_factor(account: Account, nonce: str, code: str) -> list[str]:
    """Store the app that gave this code for the pending secret; return recovery codes. Raises NotProved."""
    secret = pending_secret(account, nonce)
    step = time_codes.step_of(secret, code)
    if step is None:
        raise NotProved(_("This code does not match. Check the phone's clock, and type the newest code."))
    time_codes.store(account, secret, step=step)
    return time_codes.new_recovery_codes(account)


def set_up_first_factor(member: StaffMember, nonce: str, code: str) -> list[str]:
    """Set a second factor up before there is a session. Returns recovery codes; raises NotProved."""
    by = Actor.system(member.organisation_id, "sign-in")
    with transaction.atomic():
        codes = store_factor(member.account, nonce, code)
        record(by, "access.factor_changed", "access.staffmember", [member.pk])
    return codes
