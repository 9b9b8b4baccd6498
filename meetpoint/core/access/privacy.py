"""Why each column about staff exists and how long it stays. Nothing here is about participants."""

from collections.abc import Mapping
from datetime import date

from meetpoint.core.access.models import OneTimeLink, StaffSession
from meetpoint.core.access.proof import allowances, networks, sessions
from meetpoint.core.modules.interface import Kept, PrivacyPlan
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

_ACCOUNT = "while the account exists"
_MEMBERSHIP = "as long as records name who made them"
_SESSION = "until the session is ended, 36 hours at most; it opens nothing after 12"
_LINK = "until it is used, 72 hours at most"
_PASSKEY = "until it is removed"
_ROLE = "until the organisation changes it back"

COLUMNS: Mapping[str, Mapping[str, Kept]] = {
    "access.Account": {
        "password": Kept(why="an Argon2id hash: to know the passphrase when it is given", until=_ACCOUNT),
        "email": Kept(why="the name with which a member of staff signs in", until=_ACCOUNT),
        "language": Kept(why="pages in the language they read", until=_ACCOUNT),
        "theme": Kept(why="light or dark, as they chose", until=_ACCOUNT),
        "is_active": Kept(why="an account can be stopped", until=_ACCOUNT),
        "created_at": Kept(why="to find accounts that were never used", until=_ACCOUNT),
    },
    "access.StaffMember": {
        "account": Kept(why="who may sign in", until=_MEMBERSHIP),
        "display_name": Kept(why="colleagues see who recorded something", until=_MEMBERSHIP),
        "role": Kept(why="what they may do", until=_MEMBERSHIP),
        "all_sites": Kept(why="where they may do it", until=_MEMBERSHIP),
        "sites": Kept(why="where they may do it", until=_MEMBERSHIP),
        "joined_at": Kept(why="tells who has taken up the invitation", until=_MEMBERSHIP),
        "ended_at": Kept(why="access ends, what they recorded stays", until=_MEMBERSHIP),
    },
    "access.RolePermission": {
        "role": Kept(why="the role that is changed", until=_ROLE),
        "permission": Kept(why="the permission that is changed", until=_ROLE),
        "granted": Kept(why="whether it is given or taken", until=_ROLE),
    },
    "access.SignInPolicy": {
        "second_factor_required": Kept(why="whether everyone needs a second factor", until=_ROLE),
    },
    "access.PasskeyRule": {
        "role": Kept(why="the role that must sign in with a passkey", until=_ROLE),
        "starts_on": Kept(why="until that day the role may still choose", until=_ROLE),
    },
    "access.StaffSession": {
        "token_hash": Kept(why="to know the browser again", until=_SESSION),
        "account": Kept(why="who is signed in", until=_SESSION),
        "member": Kept(why="for which organisation", until=_SESSION),
        "site": Kept(why="where they work now", until=_SESSION),
        "device": Kept(
            why="families of browser and system, so that people know their sessions", until=_SESSION
        ),
        "created_at": Kept(why="a session ends after 12 hours", until=_SESSION),
        "last_seen_at": Kept(why="a session ends after 30 idle minutes", until=_SESSION),
        "fresh_at": Kept(why="when they last proved who they are", until=_SESSION),
    },
    "access.TimeCode": {
        "account": Kept(why="whose app it is", until=_ACCOUNT),
        "sealed_secret": Kept(why="to check the app's codes; sealed with the field key", until=_ACCOUNT),
        "last_step": Kept(why="no code works twice", until=_ACCOUNT),
        "created_at": Kept(why="since when the account is protected", until=_ACCOUNT),
    },
    "access.Passkey": {
        "account": Kept(why="whose passkey it is", until=_PASSKEY),
        "credential_id": Kept(why="to know the passkey when it answers", until=_PASSKEY),
        "public_key": Kept(why="to check its answers; no secret can be made from it", until=_PASSKEY),
        "domain": Kept(why="the address at which it works", until=_PASSKEY),
        "name": Kept(why="its owner tells several apart", until=_PASSKEY),
        "transports": Kept(why="the browser asks for the right device at once", until=_PASSKEY),
        "sign_count": Kept(why="a copy of it is noticed", until=_PASSKEY),
        "may_sync": Kept(why="a change of its kind is noticed", until=_PASSKEY),
        "is_synced": Kept(why="its owner sees whether losing a device loses it", until=_PASSKEY),
        "warned_on": Kept(why="its owner sees when it behaved as a copy might", until=_PASSKEY),
        "last_used_on": Kept(why="its owner sees which one is no longer used", until=_PASSKEY),
        "created_at": Kept(why="its owner tells several apart", until=_PASSKEY),
    },
    "access.RecoveryCode": {
        "account": Kept(why="whose code it is", until="until it is used"),
        "code_hash": Kept(why="to know the code when it is given", until="until it is used"),
        "created_at": Kept(why="how old the codes are", until="until it is used"),
    },
    "access.OneTimeLink": {
        "token_hash": Kept(why="to know the link when it comes", until=_LINK),
        "member": Kept(why="whom it lets in", until=_LINK),
        "purpose": Kept(why="joining, or a new passphrase", until=_LINK),
        "made_by": Kept(why="who answers for it", until=_LINK),
        "made_at": Kept(why="how old it is", until=_LINK),
        "expires_at": Kept(why="a link that was lost stops working", until=_LINK),
    },
    "access.Allowance": {
        "key": Kept(why="counts tries; an HMAC whose key is destroyed each night", until="at most a day"),
        "full_at_ms": Kept(why="how many tries are left", until="at most a day"),
    },
}


def retain(by: Actor, today: date) -> int:
    """Remove old sessions, links that are over, full allowances and old network keys; return the count."""
    now = clock.now()
    sessions_over = StaffSession.objects.of(by).filter(created_at__lte=now - sessions.REMEMBERED)
    links_over = OneTimeLink.objects.of(by).filter(expires_at__lte=now)
    networks.todays_key()
    return sum(rows.delete()[0] for rows in (sessions_over, links_over)) + allowances.forget_full()


def tidy(by: Actor) -> None:
    """Do hourly what `retain` does, since sessions live for hours only."""
    retain(by, clock.now().date())


PLAN = PrivacyPlan(columns=COLUMNS, retain=retain)
