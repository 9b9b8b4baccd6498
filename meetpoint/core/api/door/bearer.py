"""Who is asking: the token of a request, read in one query together with what its owner may do now."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from meetpoint.core.access.proof import networks
from meetpoint.core.access.proof.allowances import Draw, Limit, take
from meetpoint.core.access.proof.sessions import JOINERS, REACH, hash_of, ids_in
from meetpoint.core.access.rules import permissions_of
from meetpoint.core.api.models import Token
from meetpoint.core.modules.registry import registry
from meetpoint.core.tenancy.actor import Actor, ActorKind
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError

logger = logging.getLogger("meetpoint.api")

# A token holds 256 random bits, so that guessing is hopeless at any pace: what is limited is the work that a
# stranger can cause. A right token is never refused for what others on its network tried.
STRANGERS = Limit(slug="api-stranger", burst=40, every_seconds=30)
AT_A_TIME = 20
REQUESTS = Limit(slug="api-token", burst=30, every_seconds=2)
"""Twenty requests are paid for at a time, so that most cost no write: 600 at once, ten each second after that
(product choice)."""

PAID: dict[int, int] = {}
"""Requests that this process has paid for and not used, by token."""

_READ = f"""
SELECT t.id, t.name, t.recipient, t.all_sites, t.expires_at, t.last_used_on, t.organisation_id, t.member_id,
       m.role, m.all_sites, o.time_zone, {REACH},
       (SELECT {{token_sites}} FROM api_token_sites ts WHERE ts.token_id = t.id),
       (SELECT {{scopes}} FROM api_tokenscope c WHERE c.token_id = t.id)
  FROM api_token t
  JOIN access_staffmember m ON m.id = t.member_id
  JOIN access_account a ON a.id = m.account_id
  JOIN organisations_organisation o ON o.id = t.organisation_id
 WHERE t.token_hash = %s AND t.ended_at IS NULL AND t.expires_at > %s
   AND m.ended_at IS NULL AND m.joined_at IS NOT NULL AND a.is_active
"""  # noqa: S608 - joined of constants
_OWN_JOINERS = {
    "sqlite": ("group_concat(ts.site_id)", "group_concat(c.permission)"),
    "postgresql": ("string_agg(ts.site_id::text, ',')", "string_agg(c.permission, ',')"),
}


class NotAdmitted(DomainError):
    """No token, or none that works; which of the two is not said."""

    status = 401

    def __init__(self) -> None:
        super().__init__(
            _(
                "Send a token that works: “Authorization: Bearer mpt_…”. "
                "Somebody who administers the programme makes one under Settings, API tokens."
            )
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """The program behind a request: its token, and the actor that it is. Everything came from one query."""

    token_id: int
    name: str
    recipient: str
    time_zone: str
    expires_at: datetime
    actor: Actor


def admitted(request: HttpRequest) -> Caller:
    """Return who is asking, and count the request. Raises NotAdmitted or TooManyTries."""
    text = _text_in(request)
    caller = read(text) if text else None
    if caller is None:
        take(Draw(STRANGERS, (networks.network_of(request),)))
        raise NotAdmitted
    _pay(caller.token_id)
    return caller


def _pay(token_id: int) -> None:
    left = PAID.get(token_id, 0)
    if not left:
        take(Draw(REQUESTS, (str(token_id),)))
        left = AT_A_TIME
    PAID[token_id] = left - 1


def read(text: str) -> Caller | None:
    """Return the caller with this token, or None when it is unknown, over, or its owner's access is.

    A token of somebody who left, or whose account is stopped, is over at once. Its rights are those that it
    was given, as far as its owner still has them and a token may hold them at all.
    """
    now = connection.ops.adapt_datetimefield_value(clock.now())
    with connection.cursor() as cursor:
        cursor.execute(_read_sql(connection.vendor), [hash_of(text), now])
        row = cursor.fetchone()
    return None if row is None else _caller(row)


def _caller(row: tuple) -> Caller:  # type: ignore[type-arg]
    token_id, name, recipient, all_sites, expires_at, last_used_on, organisation_id, member_id = row[:8]
    role, reaches_all, zone, member_sites, overrides, token_sites, scopes = row[8:]
    actor = Actor(
        organisation_id=organisation_id,
        staff_id=member_id,
        permissions=frozenset((scopes or "").split(","))
        & registry().api_scopes
        & permissions_of(role, overrides or ""),
        site_ids=_both(
            None if all_sites else ids_in(token_sites), None if reaches_all else ids_in(member_sites)
        ),
        kind=ActorKind.TOKEN,
        name=name,
    )
    caller = Caller(
        token_id=token_id,
        name=name,
        recipient=recipient,
        time_zone=zone,
        expires_at=expires_at,
        actor=actor,
    )
    _note_use(caller, last_used_on)
    return caller


def _both(first: frozenset[int] | None, second: frozenset[int] | None) -> frozenset[int] | None:
    if first is None or second is None:
        return second if first is None else first
    return first & second


def _note_use(caller: Caller, last_used_on: object) -> None:
    """Note the day on which a token was used, once a day. A full disk stops nobody from reading."""
    today = clock.local_date(clock.now(), caller.time_zone)
    if str(last_used_on) == today.isoformat():
        return
    try:
        with transaction.atomic():
            Token.objects.of(caller.actor).filter(pk=caller.token_id).update(last_used_on=today)
    except DatabaseError:
        logger.warning("The day of last use of a token could not be written.")


def _text_in(request: HttpRequest) -> str:
    kind, _space, text = request.headers.get("Authorization", "").partition(" ")
    return text.strip() if kind.lower() == "bearer" else ""


@lru_cache(maxsize=2)
def _read_sql(vendor: str) -> str:
    join, overrides = JOINERS[vendor]
    token_sites, scopes = _OWN_JOINERS[vendor]
    return _READ.format(join=join, overrides=overrides, token_sites=token_sites, scopes=scopes)
