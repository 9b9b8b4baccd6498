"""What a token may hold, and for how long: predicates without queries."""

from collections.abc import Collection
from datetime import date, timedelta

from django.utils.translation import gettext as _

from meetpoint.core.modules.registry import registry
from meetpoint.core.tenancy.actor import EVERYTHING, Actor

PREFIX = "mpt_"
"""Every token begins with it, so that one that leaks into a file is found by whoever searches for such."""

LONGEST_NAME = 80


def scopes_within(by: Actor) -> frozenset[str]:
    """Return the permissions that somebody can give a token: their own, as far as a token may hold them."""
    scopes = registry().api_scopes
    return scopes if by.permissions is EVERYTHING else scopes & by.permissions


def problems_of_token(
    name: str, scopes: Collection[str], expires_on: date, *, today: date, longest_days: int, by: Actor
) -> dict[str, str]:
    """Return, by field, why a token cannot be made like this; empty when it can."""
    problems: dict[str, str] = {}
    if not name.strip() or len(name) > LONGEST_NAME or "\x00" in name:
        problems["name"] = _("Write which program it is for, in up to 80 characters.")
    if not scopes:
        problems["scopes"] = _("Choose at least one thing that the program may do.")
    elif not set(scopes) <= scopes_within(by):
        problems["scopes"] = _("A token can hold only what you may do yourself, and nothing about staff.")
    if not today < expires_on <= today + timedelta(days=longest_days):
        latest = today + timedelta(days=longest_days)
        problems["expires_on"] = _("Choose a day after today, %(latest)s at the latest.") % {
            "latest": latest.isoformat()
        }
    return problems
