"""The domain under which passkeys work here: what the WebAuthn standard calls the relying party's id."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

LOCAL = "localhost"


def domain_of(request: HttpRequest) -> str:
    """Return the domain of the passkeys at this address, or "" where browsers offer none.

    The address is one of MEETPOINT_HOSTS, since Django refuses every other. Browsers make passkeys only for
    names, never for numbers, and only over HTTPS or on this computer itself.
    """
    host = split_domain_port(request.get_host())[0]
    if _is_number(host) or not (_scheme(request) == "https" or _is_local(host)):
        return ""
    wanted: str = settings.PASSKEY_DOMAIN
    return (wanted or host) if not wanted or _is_within(host, wanted) else ""


def origins_of(request: HttpRequest) -> frozenset[str]:
    """Return the addresses at which a page may have asked for a passkey: this one, those of the settings."""
    return frozenset({f"{_scheme(request)}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS})


def _scheme(request: HttpRequest) -> str:
    return "https" if settings.HTTPS or request.is_secure() else "http"


def _is_local(host: str) -> bool:
    return _is_within(host, LOCAL)


def _is_within(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
