"""The network a request comes from, known only for a day and only as a keyed hash."""

import ipaddress
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest

from meetpoint.lib import clock, keys

V4_PREFIX = 24
V6_PREFIX = 48
UNKNOWN = "unknown"


def network_of(request: HttpRequest) -> str:
    """Return the HMAC of the network (/24 or /48) a request comes from, under today's key."""
    return keyed("network", _prefix(_address(request)))


def keyed(*parts: str) -> str:
    """Return the HMAC of some words under today's key, so that tomorrow nobody can tell what they were."""
    return keys.fingerprint(todays_key(), *parts).hex()


def todays_key() -> bytes:
    """Return the key of this day (UTC); those of other days are destroyed."""
    return _key_of(settings.KEYS, clock.now().strftime("%Y%m%d"))


@lru_cache(maxsize=1)
def _key_of(folder: Path, day: str) -> bytes:
    today = keys.read_or_make(folder, f"network-{day}")
    for old in folder.glob("network-*.key"):
        if old.stem != f"network-{day}":
            old.unlink(missing_ok=True)
    return today


def _address(request: HttpRequest) -> str:
    """The address of the browser, read from X-Forwarded-For only as far as our own proxies wrote it."""
    own: str = request.META.get("REMOTE_ADDR", "")
    hops = settings.TRUSTED_PROXIES
    if not hops:
        return own
    named = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    return named[-hops] if len(named) >= hops else own


def _prefix(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return UNKNOWN
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    length = V4_PREFIX if parsed.version == 4 else V6_PREFIX
    return str(ipaddress.ip_network((parsed, length), strict=False))
