"""A form that arrived after its session had lapsed, kept sealed until the same person has signed in again.

What was typed lies in the shared cache as ciphertext; its key is made from a secret that only a cookie of
this browser holds and from a key file, so that neither the database nor the device gives it away. It opens
for the member of staff whose session it was and for nobody else, and is gone after a quarter of an hour.
"""

import hmac
import json
import secrets
from dataclasses import asdict, dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from meetpoint.core.access.proof import sessions
from meetpoint.lib import keys

COOKIE = "kept"
SECONDS = 15 * 60
MOST_BYTES = 64_000
_NOT_KEPT = {"csrfmiddlewaretoken"}


@dataclass(frozen=True, kw_only=True)
class KeptForm:
    """Where a form was posted to, with what; attached files are not kept, only that there were some."""

    path: str
    fields: list[list[str]]
    had_files: bool


def keep(request: HttpRequest, response: HttpResponse) -> bool:
    """Seal what was posted in a session that has lapsed; tell whether anything was kept.

    One form is kept for a session: the last. Nothing is kept for a session that was ended (signed out,
    revoked), for a program that gets its answer in place, or when it is unreasonably large.
    """
    form = _posted(request)
    lapsed = sessions.lapsed(sessions.token_in(request)) if form else None
    if form is None or lapsed is None:
        return False
    plain = json.dumps(asdict(form)).encode()
    if len(plain) > MOST_BYTES:
        return False
    secret = secrets.token_urlsafe(32)
    sealed = keys.seal(_key(secret), plain, bound_to=_binding(lapsed.member_id))
    cache.set(_place(str(lapsed.pk)), _mark(secret) + sealed, SECONDS)
    response.set_cookie(
        COOKIE,
        f"{lapsed.pk}.{secret}",
        max_age=SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return True


def brought_back(request: HttpRequest, staff: sessions.SignedIn) -> KeptForm | None:
    """Return the form that this browser kept for this member of staff; None when there is none any more."""
    _where, secret, sealed = _kept(request)
    if not sealed:
        return None
    try:
        plain = keys.unseal(_key(secret), sealed, bound_to=_binding(staff.pk))
    except keys.KeyMissing:
        return None
    return KeptForm(**json.loads(plain))


def forget(request: HttpRequest, response: HttpResponse) -> None:
    """Remove what this browser kept; what another one did, whose secret this one has not, stays."""
    where, _secret, sealed = _kept(request)
    if sealed:
        cache.delete(where)
    response.delete_cookie(COOKIE, samesite="Lax")


def way_back(after: str) -> str:
    """Return the address that shows the kept form, or goes on to `after` when there is none any more."""
    return f"{reverse('access:kept')}?{urlencode({'next': after})}"


def _posted(request: HttpRequest) -> KeptForm | None:
    if request.method != "POST" or not request.accepts("text/html"):
        return None
    fields = [
        [name, str(value)]
        for name, values in request.POST.lists()
        if name not in _NOT_KEPT
        for value in values
    ]
    if not fields:
        return None
    return KeptForm(path=request.get_full_path(), fields=fields, had_files=bool(request.FILES))


def _kept(request: HttpRequest) -> tuple[str, str, bytes]:
    """Return where this browser's form lies, its secret, and what is sealed; nothing without the secret."""
    session, _dot, secret = request.COOKIES.get(COOKIE, "").partition(".")
    where = _place(session)
    found: bytes = (cache.get(where) if session.isdecimal() and len(session) < 20 else None) or b""
    mark = _mark(secret)
    return where, secret, found[len(mark) :] if hmac.compare_digest(found[: len(mark)], mark) else b""


def _mark(secret: str) -> bytes:
    """Return what stands before the sealed form, by which its secret is known again."""
    return keys.fingerprint(keys.key(settings.KEYS, "fields"), "kept form of", secret)


def _key(secret: str) -> bytes:
    return keys.fingerprint(keys.key(settings.KEYS, "fields"), "kept form", secret)


def _binding(member_id: int) -> str:
    return f"kept form/{member_id}"


def _place(session: str) -> str:
    return f"kept-form-{session}"
