"""Challenges that a passkey signs: tied to one browser and purpose, good for five minutes and once."""

import hmac
import secrets
from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from meetpoint.core.access.errors import NotProved
from meetpoint.core.access.proof import networks
from meetpoint.core.access.proof.allowances import Draw, Limit, TooManyTries, take
from meetpoint.lib import clock

COOKIE = "passkey"
SECONDS = 300
ONCE = Limit(slug="challenge-once", burst=1, every_seconds=SECONDS)
_TIME, _RANDOM = 8, 16


class Purpose(StrEnum):
    """What an answer is for; one given for one purpose is worth nothing for another."""

    SIGN_IN = "sign_in"
    CODE = "code"
    CONFIRM = "confirm"
    ADD = "add"


def issue(browser: str, purpose: Purpose, subject: str) -> bytes:
    """Return a new challenge. Nothing is stored: it carries its time and our signature.

    The signature's key is destroyed each night, together with the note that a challenge was used; so the few
    that are open at midnight (UTC) end with it, and none can be used a second time.
    """
    made = _now().to_bytes(_TIME) + secrets.token_bytes(_RANDOM)
    return made + _signature(made, browser, purpose, subject)


def spend(challenge: bytes, browser: str, purpose: Purpose, subject: str) -> None:
    """Do nothing the first time; raise NotProved for a challenge that is used, old, made up or another's."""
    made, signature = challenge[: _TIME + _RANDOM], challenge[_TIME + _RANDOM :]
    over = NotProved(_("This took too long, or was answered already. Please try again."))
    if not browser or not hmac.compare_digest(signature, _signature(made, browser, purpose, subject)):
        raise over
    if not 0 <= _now() - int.from_bytes(made[:_TIME]) <= SECONDS:
        raise over
    try:
        take(Draw(ONCE, (made.hex(),)))
    except TooManyTries:
        raise over from None


def browser_of(request: HttpRequest) -> str:
    """Return the random word that a browser carries while it is asked for passkeys, or ""."""
    return request.COOKIES.get(COOKIE, "")


def carry(response: HttpResponse, browser: str) -> None:
    """Let the browser carry its word, to every page: any page may ask again who somebody is."""
    response.set_cookie(
        COOKIE, browser, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Strict"
    )


def new_browser() -> str:
    """Return a random word for a browser that has none."""
    return secrets.token_urlsafe(24)


def _now() -> int:
    return int(clock.now().timestamp())


def _signature(made: bytes, browser: str, purpose: Purpose, subject: str) -> bytes:
    return bytes.fromhex(networks.keyed("challenge", made.hex(), browser, purpose.value, subject))
