"""What people do with their own passkeys: making, naming and removing them, and removing the app."""

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.access import queries, rules
from meetpoint.core.access.errors import LastWay
from meetpoint.core.access.models import Account, Passkey, RoleName, StaffMember, TimeCode
from meetpoint.core.access.permissions import OWN
from meetpoint.core.access.proof import ceremonies, factors, passkeys, sessions, time_codes
from meetpoint.core.access.proof.ceremonies import Answer
from meetpoint.core.audit.actions import record
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import Conflict, NotFound

MOST = 20


def add_passkey(staff: sessions.SignedIn, answer: Answer, name: str, *, by: Actor) -> tuple[str, list[str]]:
    """Keep a passkey that the browser made, and end every other session.

    Returns the session's new token, and recovery codes where the account had none. Raises NotProved, or
    Conflict for a passkey that is known and for more than twenty.
    """
    by.require(OWN.name)
    with transaction.atomic():
        account = _held(staff.account_id)
        codes = _store(account, answer, name, by=by, member_id=staff.pk)
        sessions.end_all_of(account.pk, but=staff)
        return sessions.refresh(staff), codes


def add_on_the_way_in(member: StaffMember, answer: Answer, name: str) -> list[str]:
    """Keep a passkey before there is a session. Returns recovery codes where the account had none."""
    by = Actor.system(member.organisation_id, "sign-in")
    with transaction.atomic():
        return _store(_held(member.account_id), answer, name, by=by, member_id=member.pk)


def put_off_passkey(member: StaffMember) -> None:
    """Note that somebody signs in without the passkey that their role needs, where they can have none."""
    by = Actor.system(member.organisation_id, "sign-in")
    with transaction.atomic():
        record(by, "access.passkey_put_off", "access.staffmember", [member.pk])


def rename_passkey(staff: sessions.SignedIn, pk: int, name: str, *, by: Actor) -> None:
    """Give one of one's own passkeys another name. Raises NotFound for somebody else's."""
    by.require(OWN.name)
    with transaction.atomic():
        if not Passkey.objects.filter(pk=pk, account_id=staff.account_id).update(name=name.strip()):
            raise _gone()
        record(by, "access.passkey_renamed", "access.staffmember", [staff.pk])


def remove_passkey(staff: sessions.SignedIn, pk: int, *, by: Actor) -> str:
    """Remove one of one's own passkeys, end every other session, and return this session's new token.

    Raises NotFound for somebody else's, LastWay where it is what the account's places rely on.
    """
    by.require(OWN.name)
    with transaction.atomic():
        account = _held(staff.account_id)
        if not Passkey.objects.filter(pk=pk, account=account).delete()[0]:
            raise _gone()
        _require_ways_left(account)
        sessions.end_all_of(account.pk, but=staff)
        record(by, "access.passkey_removed", "access.staffmember", [staff.pk])
        return sessions.refresh(staff)


def remove_app(staff: sessions.SignedIn, *, by: Actor) -> str:
    """Remove one's authenticator app, end every other session, and return this session's new token.

    Raises Conflict where there is none, LastWay where it is what the account's places rely on.
    """
    by.require(OWN.name)
    with transaction.atomic():
        account = _held(staff.account_id)
        if not TimeCode.objects.filter(account=account).delete()[0]:
            raise Conflict(_("There is no authenticator app to remove."))
        _require_ways_left(account)
        sessions.end_all_of(account.pk, but=staff)
        record(by, "access.app_removed", "access.staffmember", [staff.pk])
        return sessions.refresh(staff)


def _store(account: Account, answer: Answer, name: str, *, by: Actor, member_id: int) -> list[str]:
    shown = ceremonies.made(answer, str(account.pk))
    if Passkey.objects.filter(account=account).count() >= MOST:
        raise Conflict(_("These are many passkeys. Remove one that you no longer use, then add this one."))
    passkeys.store(account, shown, domain=answer.domain, name=name.strip())
    record(by, "access.passkey_added", "access.staffmember", [member_id])
    return [] if account.recovery_codes.exists() else time_codes.new_recovery_codes(account)


def _require_ways_left(account: Account) -> None:
    """Refuse, inside the transaction that removed one, when what is left is not enough; tidy the codes up."""
    has_passkey = factors.has_passkey(account)
    if has_passkey:
        return
    has_app = factors.has_app(account)
    for member in queries.memberships(account):
        if factors.is_passkey_due(member):
            raise LastWay(_("Your role needs a passkey. Add another one first, then remove this one."))
        if not has_app and factors.is_factor_required(member.organisation_id):
            raise LastWay(
                _(
                    "This is your only second factor, and one is needed. Add another way first, then remove"
                    " this one."
                )
            )
        if not has_app and _is_last_administrator(member):
            raise LastWay(
                _("You are the last administrator, and this protects your account. Add another way first.")
            )
    if not has_app:
        account.recovery_codes.all().delete()


def _is_last_administrator(member: StaffMember) -> bool:
    if member.role != RoleName.ADMINISTRATOR:
        return False
    others = queries.active_administrators(member.organisation_id).values_list("pk", flat=True)
    return rules.is_last_administrator(member.pk, others)


def _held(account_id: int) -> Account:
    """Lock the account first, so that two passkeys removed at once go one after the other."""
    return Account.objects.select_for_update().get(pk=account_id)


def _gone() -> NotFound:
    return NotFound(_("This passkey is not on your list. It may have been removed already."))
