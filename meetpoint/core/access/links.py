"""One-time links: an invitation, the first sign-in, or a new passphrase."""

import secrets
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse

from meetpoint.core.access.errors import LinkOver
from meetpoint.core.access.models import LinkPurpose, OneTimeLink, StaffMember
from meetpoint.core.access.proof import sessions
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

LASTS = timedelta(hours=72)


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
    """Return the link of a token, with its member, account and organisation. Raises LinkOver."""
    found = (
        OneTimeLink.objects.unscoped("the holder of a one-time link is not signed in yet")
        .filter(token_hash=sessions.hash_of(token), expires_at__gt=clock.now(), member__ended_at=None)
        .select_related("member__account", "organisation")
        .first()
    )
    if found is None or not found.member.account.is_active:
        raise LinkOver
    return found


def sets_passphrase(link: OneTimeLink) -> bool:
    """Tell whether the link lets its holder choose a passphrase.

    An invitation to somebody who already has an account does not: otherwise whoever invites an address
    could take over its account in another organisation.
    """
    return link.purpose == LinkPurpose.RESET or not link.member.account.password
