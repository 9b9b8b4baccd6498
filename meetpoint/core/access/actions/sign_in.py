"""Proving who one is, opening a session, confirming and leaving; before the session there is no actor."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.access import queries, rules
from meetpoint.core.access.errors import NotProved
from meetpoint.core.access.models import Account, Passkey, StaffMember
from meetpoint.core.access.proof import ceremonies, factors, passkeys, passphrases, sessions, time_codes
from meetpoint.core.access.proof.allowances import Draw, Limit, give_back, take
from meetpoint.core.access.proof.browsers import Origin
from meetpoint.core.access.proof.ceremonies import Answer
from meetpoint.core.access.proof.challenges import Purpose
from meetpoint.core.audit.actions import record
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

# NIST SP 800-63B-4 section 3.2.2 allows 100 failures in a row. Whoever tries is limited first where they are
# (network, or the browser that an account knows); what is counted by account alone leaves out browsers
# that the account knows, and refills faster than one network can draw, so that a stranger elsewhere
# cannot lock a worker out.
PASSPHRASE_PLACE = Limit(slug="passphrase-place", burst=5, every_seconds=120)
PASSPHRASE_NETWORK = Limit(slug="passphrase-network", burst=40, every_seconds=30)
PASSPHRASE_ACCOUNT = Limit(slug="passphrase-account", burst=100, every_seconds=60)
# Six digits, three of them right at a time: 96 tries a day find one with a chance of 0.03 %.
CODE_PLACE = Limit(slug="code-place", burst=5, every_seconds=300)
CODE_ACCOUNT = Limit(slug="code-account", burst=15, every_seconds=900)
# Nobody guesses a signature; these keep a machine from asking us to check them without end.
PASSKEY_PLACE = Limit(slug="passkey-place", burst=5, every_seconds=120)
PASSKEY_NETWORK = Limit(slug="passkey-network", burst=40, every_seconds=30)
LINK_NETWORK = Limit(slug="link-network", burst=20, every_seconds=30)


def prove_passphrase(email: str, passphrase: str, *, origin: Origin) -> Account:
    """Return the account whose passphrase this is.

    Raises NotProved, with the same words after the same work, for a wrong passphrase and for an account that
    does not exist or may not be used; TooManyTries when the allowance is used up.
    """
    plain = rules.plain_email(email)
    account = Account.objects.filter(email=plain).first()
    draws = _passphrase_draws(plain, account, origin)
    take(*draws)
    matched = passphrases.matches(passphrase, account.password if account else "")
    if account is None or not matched or not account.is_active:
        if account is not None:
            _record_failure(account, "passphrase")
        raise NotProved(_("The email or the passphrase is not right."))
    give_back(draws)
    return account


def prove_code(account: Account, code: str, *, origin: Origin) -> None:
    """Do nothing for the code of the account's app, or an unused recovery code, and spend it.

    Raises NotProved (also for a code that was used before) or TooManyTries.
    """
    draws = _code_draws(account, origin)
    take(*draws)
    if time_codes.looks_like_recovery(code):
        right, kind = time_codes.spend_recovery_code(account, code), "recovery_code"
    else:
        right, kind = time_codes.spend(account, code), "code"
    if not right:
        _record_failure(account, kind)
        raise NotProved(_("This code is not right, or was used before. Wait for the next one and type that."))
    give_back(draws)


def prove_passkey(
    answer: Answer, purpose: Purpose, *, origin: Origin, subject: str = "", account: Account | None = None
) -> Account:
    """Return the account whose passkey answered. It is two factors: the device, and what unlocks it.

    With `account`, only a passkey of that one will do. Raises NotProved, with the same words for a passkey
    that is unknown and one that is wrong; TooManyTries.
    """
    credential_id = ceremonies.credential_id_of(answer)
    passkey = passkeys.find(credential_id, answer.domain)
    draws = _passkey_draws(credential_id, passkey, origin)
    take(*draws)
    usable = passkey is not None and passkey.account.is_active
    if passkey is None or not usable or (account is not None and passkey.account_id != account.pk):
        raise ceremonies.refusal()
    try:
        shown = ceremonies.right(answer, passkey, purpose, subject)
    except NotProved:
        _record_failure(passkey.account, "passkey")
        raise
    with transaction.atomic():
        places = list(queries.memberships(passkey.account))
        zone = places[0].organisation.time_zone if places else "UTC"
        if passkeys.note_use(passkey, shown, clock.local_date(clock.now(), zone)):
            _record_warning(places)
    give_back(draws)
    return passkey.account


def prove_second(account: Account, code: str, answer: Answer | None, *, origin: Origin) -> None:
    """Do nothing for a passkey of the account, a code of its app, or an unused recovery code.

    Raises NotProved (also for an app's code where a passkey is asked for) or TooManyTries.
    """
    if answer is not None:
        prove_passkey(answer, Purpose.CODE, subject=str(account.pk), account=account, origin=origin)
        return
    if not time_codes.looks_like_recovery(code) and factors.refuses_app(account):
        raise NotProved(
            _("Your organisation asks for your passkey here. Without it, type one of your recovery codes.")
        )
    prove_code(account, code, origin=origin)


def enter(member: StaffMember, *, origin: Origin) -> str:
    """Open a session for a member who has proved who they are, and return its token."""
    by = _as_member(member)
    with transaction.atomic():
        token = sessions.open_session(member, device=origin.device)
        record(by, "access.signed_in", "access.staffmember", [member.pk])
    return token


def switch(staff: sessions.SignedIn, member: StaffMember) -> str:
    """Exchange the session for one in another organisation of the same account, and return the new token."""
    with transaction.atomic():
        device = sessions.device_of(staff)
        sessions.end(staff)
        token = sessions.open_session(
            member, device=device, fresh_at=staff.fresh_at, created_at=staff.created_at
        )
        record(staff.actor, "access.signed_out", "access.staffmember", [staff.pk], fields={"switched": True})
        record(
            _as_member(member),
            "access.signed_in",
            "access.staffmember",
            [member.pk],
            fields={"switched": True},
        )
    return token


def confirm(staff: sessions.SignedIn, typed: str, *, origin: Origin, answer: Answer | None = None) -> str:
    """Renew the proof of who somebody is, by passkey, passphrase or code; returns the session's new token.

    Raises NotProved or TooManyTries.
    """
    account = Account.objects.get(pk=staff.account_id)
    tidied = time_codes.tidy(typed)
    is_code = tidied.isdecimal() and len(tidied) == time_codes.DIGITS
    if answer is not None:
        subject = str(staff.session_id)
        prove_passkey(answer, Purpose.CONFIRM, subject=subject, account=account, origin=origin)
    elif is_code and factors.has_app(account):
        prove_code(account, typed, origin=origin)
    else:
        prove_passphrase(account.email, typed, origin=origin)
    with transaction.atomic():
        record(staff.actor, "access.confirmed", "access.staffmember", [staff.pk])
        return sessions.refresh(staff)


def leave(staff: sessions.SignedIn) -> None:
    """End the session."""
    with transaction.atomic():
        sessions.end(staff)
        record(staff.actor, "access.signed_out", "access.staffmember", [staff.pk])


def _passphrase_draws(email: str, account: Account | None, origin: Origin) -> Sequence[Draw]:
    account_id = account.pk if account else None
    draws = [Draw(PASSPHRASE_PLACE, (email, origin.place(account_id)))]
    if not origin.knows(account_id):
        draws += [Draw(PASSPHRASE_NETWORK, (origin.network,)), Draw(PASSPHRASE_ACCOUNT, (email,))]
    return draws


def _code_draws(account: Account, origin: Origin) -> Sequence[Draw]:
    draws = [Draw(CODE_PLACE, (str(account.pk), origin.place(account.pk)))]
    if not origin.knows(account.pk):
        draws.append(Draw(CODE_ACCOUNT, (str(account.pk),)))
    return draws


def _passkey_draws(credential_id: str, passkey: Passkey | None, origin: Origin) -> Sequence[Draw]:
    account_id = passkey.account_id if passkey else None
    draws = [Draw(PASSKEY_PLACE, (credential_id, origin.place(account_id)))]
    if not origin.knows(account_id):
        draws.append(Draw(PASSKEY_NETWORK, (origin.network,)))
    return draws


def _record_warning(places: Sequence[StaffMember]) -> None:
    for member in places:
        by = Actor.system(member.organisation_id, "sign-in")
        record(by, "access.passkey_warned", "access.staffmember", [member.pk])


def _record_failure(account: Account, kind: str) -> None:
    for member in queries.memberships(account):
        by = Actor.system(member.organisation_id, "sign-in")
        with transaction.atomic():
            record(by, "access.sign_in_failed", "access.staffmember", [member.pk], fields={"kind": kind})


def _as_member(member: StaffMember) -> Actor:
    return Actor(
        organisation_id=member.organisation_id,
        staff_id=member.pk,
        permissions=frozenset(),
        site_ids=frozenset(),
        name=member.display_name,
    )
