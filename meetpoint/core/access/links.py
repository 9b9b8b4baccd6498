"""One-time links: an invitation, the first sign-in, or a new passphrase."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from meetpoint.core.access import queries
from meetpoint.core.access.errors import LinkOver
from meetpoint.core.access.models import Account, LinkPurpose, OneTimeLink, StaffMember
from meetpoint.core.access.proof import sessions
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

LASTS = timedelta(hours=72)


def in_full(path: str, *, address: str = "") -> str:
    """Return a path as people open it from outside a browser: below `address`, or where the settings say that
    Meetpoint is reached, or on this machine.
    """
    known = address or next(iter(settings.CSRF_TRUSTED_ORIGINS), "http://localhost:8000")
    return f"{known.rstrip('/')}{path}"


def one_time_link(member: StaffMember, *, by: Actor | None = None, purpose: LinkPurpose | None = None) -> str:
    """Return the path of a new link for a member; older links of theirs stop working.

    It works once, within 72 hours, and whoever holds it can choose the passphrase: pass it on privately. An
    account that already has a passphrase needs a link of purpose RESET to change it; JOIN only joins. Run
    it inside the action's transaction; the action writes the audit entry.
    """
    token = secrets.token_urlsafe(32)
    now = clock.now()
    of_member(member).delete()
    OneTimeLink.objects.of(member.organisation_id).create(
        organisation_id=member.organisation_id,
        token_hash=sessions.hash_of(token),
        member=member,
        purpose=purpose or (LinkPurpose.RESET if member.joined_at else LinkPurpose.JOIN),
        made_by_id=by.staff_id if by else None,
        made_at=now,
        expires_at=now + LASTS,
    )
    return reverse("access:link", args=[token])


def of_member(member: StaffMember) -> QuerySet[OneTimeLink]:
    """The links made for one membership."""
    return OneTimeLink.objects.of(member.organisation_id).filter(member=member)


def find(token: str) -> OneTimeLink:
    """Return the link of a token, with its member, account and organisation. Raises LinkOver.

    A reset that staff made is over as soon as the account serves another organisation too: it was made
    when its maker could reset the account, and would now open a door that is not theirs.
    """
    found = (
        OneTimeLink.objects.unscoped("the holder of a one-time link is not signed in yet")
        .filter(token_hash=sessions.hash_of(token), expires_at__gt=clock.now(), member__ended_at=None)
        .select_related("member__account", "organisation")
        .first()
    )
    if found is None or not found.member.account.is_active or _reaches_too_far(found):
        raise LinkOver
    return found


def end_resets(account: Account) -> None:
    """Remove the links that could set an account's passphrase, inside the caller's transaction."""
    resets = OneTimeLink.objects.unscoped("a new passphrase or place ends the links that could set another")
    resets.filter(member__account=account, purpose=LinkPurpose.RESET).delete()


def sets_passphrase(link: OneTimeLink) -> bool:
    """Tell whether the link lets its holder choose a passphrase.

    An invitation to somebody who already has an account does not: otherwise whoever invites an address
    could take over its account in another organisation. So whoever opens an invitation learns whether its
    address has an account on this server (docs/decisions/0005-sign-in.md says why this is accepted).
    """
    return link.purpose == LinkPurpose.RESET or not link.member.account.password


def _reaches_too_far(link: OneTimeLink) -> bool:
    if link.purpose != LinkPurpose.RESET or link.made_by_id is None:
        return False
    return queries.works_elsewhere(link.member)
