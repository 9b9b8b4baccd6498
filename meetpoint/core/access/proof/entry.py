"""The way from a right passphrase to a session: what was proved so far, in a signed cookie of ten minutes."""

import secrets
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from meetpoint.core.access.models import Account, StaffMember
from meetpoint.core.access.proof import factors, time_codes
from meetpoint.lib import keys

COOKIE = "entry"
SECONDS = 600
_SALT = "meetpoint.access.entry"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Somebody who has given an account's passphrase or passkey (or used its link) and is not signed in yet.

    `stamp` changes with the passphrase, so that a change ends every entry begun with the old one. `link` is
    the one-time link by which they join, `next` the path they came for. `passkey_later` says that this device
    can hold no passkey, though one is asked for.
    """

    account_id: int
    stamp: str
    nonce: str
    next: str = ""
    factor_passed: bool = False
    member_id: int | None = None
    link: str = ""
    passkey_later: bool = False


class Step(StrEnum):
    """What an entry still needs."""

    CODE = "code"
    ORGANISATION = "organisation"
    PASSKEY = "passkey"
    SET_UP = "set_up"
    DONE = "done"


def begin(account: Account, *, next: str = "", member_id: int | None = None, link: str = "") -> Entry:
    """Return the entry of somebody who has just given the passphrase."""
    return Entry(
        account_id=account.pk,
        stamp=_stamp(account),
        nonce=secrets.token_hex(8),
        next=next,
        member_id=member_id,
        link=link,
    )


def passed(entry: Entry) -> Entry:
    """Return the entry with its code proved."""
    return replace(entry, factor_passed=True)


def chosen(entry: Entry, member_id: int | None) -> Entry:
    """Return the entry with the organisation chosen."""
    return replace(entry, member_id=member_id)


def later(entry: Entry) -> Entry:
    """Return the entry with the passkey that is asked for put off to another device."""
    return replace(entry, passkey_later=True)


def step(entry: Entry, account: Account, member: StaffMember | None) -> Step:
    """Tell what comes next: a second factor, the organisation, or setting up what is asked for there."""
    has_factor = factors.has_factor(account)
    if has_factor and not entry.factor_passed:
        return Step.CODE
    if member is None:
        return Step.ORGANISATION
    if factors.is_passkey_due(member) and not entry.passkey_later and not factors.has_passkey(account):
        return Step.PASSKEY
    if not has_factor and factors.is_factor_required(member.organisation_id):
        return Step.SET_UP
    return Step.DONE


def pending_secret(account: Account, nonce: str) -> bytes:
    """Return the secret that is being set up: the same for one nonce, so that it need not be kept."""
    return keys.fingerprint(_field_key(), "pending", str(account.pk), nonce)[: time_codes.SECRET_BYTES]


def carry(response: HttpResponse, entry: Entry) -> None:
    """Let the browser carry the entry to the next step."""
    response.set_cookie(
        COOKIE,
        signing.dumps(asdict(entry), salt=_SALT),
        max_age=SECONDS,
        path="/account/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def drop(response: HttpResponse) -> None:
    """Remove the entry."""
    response.delete_cookie(COOKIE, path="/account/", samesite="Lax")


def carried(request: HttpRequest) -> tuple[Entry, Account] | None:
    """Return the entry and its account; None when there is none, it is too old, or the passphrase changed."""
    try:
        entry = Entry(**signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=SECONDS))
    except signing.BadSignature:
        return None
    account = Account.objects.filter(pk=entry.account_id, is_active=True).first()
    if account is None or not is_current(entry, account):
        return None
    return entry, account


def is_current(entry: Entry, account: Account) -> bool:
    """Tell whether an account's passphrase is still the one with which an entry was begun."""
    return entry.stamp == _stamp(account)


def _stamp(account: Account) -> str:
    return keys.fingerprint(_field_key(), "entry", str(account.pk), account.password).hex()[:16]


def _field_key() -> bytes:
    return keys.key(settings.KEYS, "fields")
