"""The way from a right passphrase to a session: what was proved so far, in a signed cookie of ten minutes."""

import secrets
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from meetpoint.core.access.models import Account, SignInPolicy, StaffMember, TimeCode
from meetpoint.core.access.proof import time_codes
from meetpoint.lib import keys

COOKIE = "entry"
SECONDS = 600
_SALT = "meetpoint.access.entry"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Somebody who has given an account's passphrase (or used its link) and is not signed in yet.

    `stamp` changes with the passphrase, so that a change ends every entry begun with the old one. `link` is
    the one-time link by which they join, `next` the path they came for.
    """

    account_id: int
    stamp: str
    nonce: str
    next: str = ""
    factor_passed: bool = False
    member_id: int | None = None
    link: str = ""


class Step(StrEnum):
    """What an entry still needs."""

    CODE = "code"
    ORGANISATION = "organisation"
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


def step(entry: Entry, account: Account, member: StaffMember | None) -> Step:
    """Tell what comes next: the code of an account that has an app, the organisation, or setting one up."""
    has_factor = TimeCode.objects.filter(account=account).exists()
    if has_factor and not entry.factor_passed:
        return Step.CODE
    if member is None:
        return Step.ORGANISATION
    if not has_factor and is_factor_required(member.organisation_id):
        return Step.SET_UP
    return Step.DONE


def is_factor_required(organisation_id: int) -> bool:
    """Tell whether an organisation's staff must have a second factor; they must unless it said otherwise."""
    policy = SignInPolicy.objects.of(organisation_id).first()
    return policy is None or policy.second_factor_required


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
