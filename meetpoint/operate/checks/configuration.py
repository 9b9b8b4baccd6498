"""Settings that contradict one another, and a database that is behind the code."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from meetpoint.operate.checks.finding import Finding, error, warning
from meetpoint.operate.serving.prepare import unapplied_migrations

ONLY_HERE = frozenset({"localhost", "127.0.0.1", "[::1]"})


def half_made() -> Iterator[Finding]:
    """Say which settings are begun but not finished."""
    is_public = not ONLY_HERE.issuperset(settings.ALLOWED_HOSTS)
    if settings.DEBUG:
        yield error(
            "MEETPOINT_DEBUG", "Error pages would show code and records.", mend="Unset MEETPOINT_DEBUG."
        )
    if is_public and not settings.HTTPS:
        yield warning(
            "MEETPOINT_HTTPS",
            "Meetpoint answers to a public name, but sign-ins may travel unencrypted.",
            mend="Put it behind a proxy with a certificate, then set MEETPOINT_HTTPS=1.",
        )
    if settings.HTTPS and not settings.CSRF_TRUSTED_ORIGINS:
        yield warning(
            "MEETPOINT_ORIGINS",
            "With MEETPOINT_HTTPS, forms may be refused behind a proxy.",
            mend="Set MEETPOINT_ORIGINS to the address people use, such as https://meetpoint.example.org.",
        )
    if settings.HTTPS and not settings.TRUSTED_PROXIES:
        yield warning(
            "MEETPOINT_PROXIES",
            "With MEETPOINT_HTTPS there is a proxy, but how many stand before Meetpoint is not said.",
            mend="Set MEETPOINT_PROXIES=1 (or as many as there are).",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield error("MEETPOINT_HOSTS", "Any name is accepted.", mend="List the names people really use.")


def migrations() -> Iterator[Finding]:
    """Say when the database is behind the code."""
    missing = unapplied_migrations()
    if missing:
        yield error(
            "database",
            f"{len(missing)} changes of the schema are missing, the first is {missing[0]}.",
            mend="Run meetpoint migrate (meetpoint serve does it by itself).",
        )
