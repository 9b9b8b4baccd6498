"""What a browser tells: a name for the list of sessions, and which accounts signed in on it before."""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from meetpoint.core.access.proof import networks

COOKIE = "known"
DAYS = 30
MOST_ACCOUNTS = 8
_SALT = "meetpoint.access.known-browser"

_FAMILIES = {
    "Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox",
    "FxiOS": "Firefox", "CriOS": "Chrome", "Chrome": "Chrome", "Safari": "Safari",
}  # fmt: skip
_SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "CrOS": "ChromeOS",
    "Mac OS": "macOS", "Linux": "Linux",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a try to sign in comes from: the network as an HMAC, and what the browser is called."""

    network: str
    device: str
    browser: str = ""
    known_accounts: tuple[int, ...] = ()

    def knows(self, account_id: int | None) -> bool:
        """Tell whether the account signed in on this browser within 30 days."""
        return account_id in self.known_accounts

    def place(self, account_id: int | None) -> str:
        """Return what tries are counted by: a known browser, which nobody else can use up, or the network."""
        return f"browser {self.browser}" if self.knows(account_id) else f"network {self.network}"


def origin_of(request: HttpRequest) -> Origin:
    """Return where a request comes from."""
    browser, accounts = _remembered(request)
    return Origin(
        network=networks.network_of(request),
        device=device_label(request.META.get("HTTP_USER_AGENT", "")),
        browser=browser,
        known_accounts=tuple(accounts),
    )


def device_label(user_agent: str) -> str:
    """Return a name such as "Firefox · Android": the families only, so that it tells nobody apart."""
    found = [
        next((name for mark, name in table.items() if mark in user_agent), "")
        for table in (_FAMILIES, _SYSTEMS)
    ]
    return " · ".join(name for name in found if name)


def remember(request: HttpRequest, response: HttpResponse, account_id: int) -> None:
    """Let the browser be known to this account (an OWASP device cookie): a random number, ids of accounts."""
    browser, accounts = _remembered(request)
    latest = [account_id, *(other for other in accounts if other != account_id)][:MOST_ACCOUNTS]
    response.set_cookie(
        COOKIE,
        signing.dumps([browser or secrets.token_hex(8), latest], salt=_SALT),
        max_age=DAYS * 86_400,
        path="/account/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _remembered(request: HttpRequest) -> tuple[str, list[int]]:
    try:
        browser, accounts = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=DAYS * 86_400)
    except signing.BadSignature:
        return "", []
    return browser, accounts
