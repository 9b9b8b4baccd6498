"""Signed-in browsers: opening, reading, keeping alive and ending sessions."""

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from meetpoint.core.access import rules
from meetpoint.core.access.models import StaffMember, StaffSession
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

logger = logging.getLogger("meetpoint.access")

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
FRESH = timedelta(minutes=10)
REMEMBERED = timedelta(hours=36)
"""How long, from its start, it is known whose session it was: overnight, so that a form can come back."""
TOUCH_EVERY = timedelta(minutes=1)

REACH = """
       (SELECT {join} FROM access_staffmember_sites w WHERE w.staffmember_id = m.id),
       (SELECT {overrides} FROM access_rolepermission r
         WHERE r.organisation_id = m.organisation_id AND r.role = m.role)"""
"""The columns that say which sites a membership `m` reaches and how its role was changed."""

_READ = f"""
SELECT s.id, s.created_at, s.last_seen_at, s.fresh_at, s.account_id, s.member_id, s.organisation_id,
       s.site_id,
       m.display_name, m.role, m.all_sites, a.language, a.theme, o.name, o.slug, o.time_zone, o.language,
       {REACH}
  FROM access_staffsession s
  JOIN access_staffmember m ON m.id = s.member_id
  JOIN access_account a ON a.id = s.account_id
  JOIN organisations_organisation o ON o.id = s.organisation_id
 WHERE s.token_hash = %s AND m.ended_at IS NULL AND m.joined_at IS NOT NULL AND a.is_active
"""  # noqa: S608 - joined of constants
JOINERS = {
    "sqlite": (
        "group_concat(w.site_id)",
        "group_concat((CASE WHEN r.granted THEN '+' ELSE '-' END) || r.permission)",
    ),
    "postgresql": (
        "string_agg(w.site_id::text, ',')",
        "string_agg((CASE WHEN r.granted THEN '+' ELSE '-' END) || r.permission, ',' ORDER BY r.permission)",
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedIn:
    """The member of staff behind a request: `request.staff`. Everything here came from one query."""

    session_id: int
    account_id: int
    pk: int
    organisation_id: int
    organisation_name: str
    organisation_slug: str
    organisation_language: str
    time_zone: str
    site_id: int | None
    display_name: str
    role: str
    language: str
    theme: str
    created_at: datetime
    last_seen_at: datetime
    fresh_at: datetime
    actor: Actor

    def is_fresh(self) -> bool:
        """Tell whether the person proved who they are within the last ten minutes."""
        return clock.now() - self.fresh_at < FRESH


def hash_of(token: str) -> str:
    """Return what is stored in place of a token; tokens hold 256 random bits, so a plain hash suffices."""
    return hashlib.sha256(token.encode()).hexdigest()


def read(token: str) -> SignedIn | None:
    """Return who is signed in with this token, in one query, or None when the session is over or unknown."""
    with connection.cursor() as cursor:
        cursor.execute(_read_sql(connection.vendor), [hash_of(token)])
        row = cursor.fetchone()
    if row is None:
        return None
    created_at, last_seen_at, fresh_at = (_aware(moment) for moment in row[1:4])
    now = clock.now()
    if now - last_seen_at >= IDLE or now - created_at >= ABSOLUTE:
        return None
    return _signed_in(row, created_at, last_seen_at, fresh_at)


@lru_cache(maxsize=2)
def _read_sql(vendor: str) -> str:
    join, overrides = JOINERS[vendor]
    return _READ.format(join=join, overrides=overrides)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _signed_in(row: tuple, created_at: datetime, last_seen_at: datetime, fresh_at: datetime) -> SignedIn:  # type: ignore[type-arg]
    session_id, _c, _l, _f, account_id, member_id, organisation_id, site_id = row[:8]
    display_name, role, all_sites, language, theme, name, slug, time_zone = row[8:16]
    organisation_language, sites, overrides = row[16:]
    actor = Actor(
        organisation_id=organisation_id,
        staff_id=member_id,
        permissions=rules.permissions_of(role, overrides or ""),
        site_ids=None if all_sites else ids_in(sites),
        name=display_name,
    )
    return SignedIn(
        session_id=session_id,
        account_id=account_id,
        pk=member_id,
        organisation_id=organisation_id,
        organisation_name=name,
        organisation_slug=slug,
        organisation_language=organisation_language,
        time_zone=time_zone,
        site_id=site_id,
        display_name=display_name,
        role=role,
        language=language,
        theme=theme,
        created_at=created_at,
        last_seen_at=last_seen_at,
        fresh_at=fresh_at,
        actor=actor,
    )


def ids_in(joined: str | None) -> frozenset[int]:
    """Return the numbers of a column that joins them with commas."""
    return frozenset(int(number) for number in (joined or "").split(",") if number)


def keep_alive(staff: SignedIn) -> None:
    """Note that the session was used, at most once a minute. A full disk stops nobody from reading."""
    now = clock.now()
    if now - staff.last_seen_at < TOUCH_EVERY:
        return
    try:
        with transaction.atomic():
            _own(staff).filter(last_seen_at__lt=now - TOUCH_EVERY).update(last_seen_at=now)
    except DatabaseError:
        logger.warning("The time of last use of a session could not be written.")


def open_session(
    member: StaffMember, *, device: str, fresh_at: datetime | None = None, created_at: datetime | None = None
) -> str:
    """Start a session and return its token, which is told once and never stored. Times default to now."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    StaffSession.objects.of(member.organisation_id).create(
        organisation_id=member.organisation_id,
        token_hash=hash_of(token),
        account_id=member.account_id,
        member=member,
        device=device,
        created_at=created_at or now,
        last_seen_at=now,
        fresh_at=fresh_at or now,
    )
    return token


def refresh(staff: SignedIn) -> str:
    """Note that the person has just proved who they are, under a new token, which is returned."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    _own(staff).update(token_hash=hash_of(token), fresh_at=now, last_seen_at=now)
    return token


def work_at(staff: SignedIn, site_id: int) -> None:
    """Note at which site the person works now; the caller has made sure that they may."""
    _own(staff).update(site_id=site_id)


def device_of(staff: SignedIn) -> str:
    """Return the name of the session's device."""
    return _own(staff).values_list("device", flat=True).get()


def end(staff: SignedIn) -> None:
    """End this session at once."""
    _own(staff).delete()


def end_all_of(account_id: int, *, but: SignedIn | None = None) -> int:
    """End every session of an account, in all its organisations, and return how many there were."""
    return of_account(account_id).exclude(pk=but.session_id if but else 0).delete()[0]


def end_all_of_member(member: StaffMember) -> int:
    """End every session of one membership and return how many there were."""
    return StaffSession.objects.of(member.organisation_id).filter(member=member).delete()[0]


def of_account(account_id: int) -> "QuerySet[StaffSession]":
    """The sessions of one account, in all its organisations, for the person it belongs to."""
    return StaffSession.objects.unscoped("a person's own sessions, in every organisation").filter(
        account_id=account_id
    )


def lapsed(token: str) -> StaffSession | None:
    """Return the session of a token that nobody uses any more, but nobody has ended either."""
    whose = StaffSession.objects.unscoped("whose session lapsed, before they sign in again")
    return whose.filter(token_hash=hash_of(token)).first() if token and read(token) is None else None


def _own(staff: SignedIn) -> "QuerySet[StaffSession]":
    return StaffSession.objects.of(staff.organisation_id).filter(pk=staff.session_id)


# --- the cookie ------------------------------------------------------------------------------


def token_in(request: HttpRequest) -> str:
    """Return the session token that the browser sent, or ""."""
    return request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")


def give(response: HttpResponseBase, token: str) -> None:
    """Put the token into a cookie that ends with the browser."""
    response.set_cookie(
        settings.SESSION_COOKIE_NAME,
        token,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def take_back(response: HttpResponseBase) -> None:
    """Remove the cookie."""
    response.delete_cookie(settings.SESSION_COOKIE_NAME, samesite="Lax")
