"""Making and ending tokens."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.access.proof.sessions import hash_of
from meetpoint.core.api import queries, rules
from meetpoint.core.api.models import Recipient, Token, TokenScope
from meetpoint.core.api.permissions import MANAGE
from meetpoint.core.audit.actions import record
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.tenancy.actor import Actor, ActorKind
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError, NotAllowed, NotFound


@dataclass(frozen=True, kw_only=True, slots=True)
class NewToken:
    """A token to be made. It works until the end of `expires_on` at the organisation's place.

    `all_sites` means all that the maker reaches, now and later; otherwise `sites` says which.
    """

    name: str
    scopes: Sequence[str]
    expires_on: date
    recipient: str = Recipient.OWN
    all_sites: bool = False
    sites: Sequence[Site] = ()


def make_token(new: NewToken, *, by: Actor) -> tuple[Token, str]:
    """Make a token in the actor's name and return it with its text, which is told once and never stored.

    Raises NotAllowed, also for a token that tries to make another; DomainError naming the field when it
    asks for more than the actor's own rights and sites, or lives longer than the organisation allows.
    """
    by.require(MANAGE)
    if by.kind != ActorKind.STAFF or by.staff_id is None:
        raise NotAllowed(_("Only a person who is signed in can make a token."))
    zone = _zone_of(by)
    _check(new, by, today=clock.now().astimezone(zone).date())
    text = rules.PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = Token.objects.of(by).create(
            organisation_id=by.organisation_id,
            token_hash=hash_of(text),
            member_id=by.staff_id,
            name=new.name.strip(),
            recipient=new.recipient,
            all_sites=new.all_sites,
            made_at=clock.now(),
            expires_at=datetime.combine(new.expires_on, time.max, zone),
        )
        token.sites.set([] if new.all_sites else new.sites)
        scopes = [
            TokenScope(organisation_id=by.organisation_id, token=token, permission=scope)
            for scope in sorted(new.scopes)
        ]
        TokenScope.objects.of(by).bulk_create(scopes)
        record(
            by,
            "api.token_made",
            "api.token",
            [token.pk],
            fields={
                "scopes": ",".join(sorted(new.scopes)),
                "sites": "all" if new.all_sites else len(new.sites),
                "until": new.expires_on.isoformat(),
                "recipient": new.recipient,
            },
        )
    return token, text


def end_token(token: Token, *, by: Actor) -> None:
    """End a token at once; ending it twice changes nothing. Raises NotAllowed, NotFound."""
    by.require(MANAGE)
    if token.organisation_id != by.organisation_id:
        raise NotFound(_("There is no such token here."))
    with transaction.atomic():
        ended = Token.objects.of(by).filter(pk=token.pk, ended_at=None).update(ended_at=clock.now())
        if ended:
            record(by, "api.token_ended", "api.token", [token.pk])


def _check(new: NewToken, by: Actor, *, today: date) -> None:
    problems = rules.problems_of_token(
        new.name,
        new.scopes,
        new.expires_on,
        today=today,
        longest_days=queries.longest_days(by.organisation_id),
        by=by,
    )
    if new.recipient not in Recipient.values:
        problems["recipient"] = _("Choose one of the answers listed.")
    if not new.all_sites and not new.sites:
        problems["sites"] = _("Choose at least one site.")
    elif any(site.organisation_id != by.organisation_id or not by.reaches(site.pk) for site in new.sites):
        problems["sites"] = _("Choose one of your sites.")
    if problems:
        raise DomainError(_("Not made yet. Please look at the marked fields."), fields=problems)


def _zone_of(by: Actor) -> ZoneInfo:
    return ZoneInfo(Organisation.objects.values_list("time_zone", flat=True).get(pk=by.organisation_id))
