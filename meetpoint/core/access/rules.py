"""Who may do what to whom among staff, and what an address or a date allows: predicates without queries."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from meetpoint.core.access.models import RoleName
from meetpoint.core.access.permissions import FIXED
from meetpoint.core.modules.registry import registry
from meetpoint.core.tenancy.actor import EVERYTHING, Actor


@lru_cache(maxsize=256)
def permissions_of(role: str, overrides: str) -> frozenset[str]:
    """Return what a role may do. `overrides` lists an organisation's changes: "+area:noun:verb,-other:…".

    A right taken away stays away whatever grants it. Names that no module declares grant nothing. An
    administrator's rights and those of `permissions.FIXED` cannot be changed, so that nobody is locked out.
    """
    held = registry().role_permissions[role]
    if role == RoleName.ADMINISTRATOR:
        return held
    changes = [change for change in overrides.split(",") if change]
    granted = {change[1:] for change in changes if change[0] == "+"}
    denied = {change[1:] for change in changes if change[0] == "-"}
    return (((held | granted) & frozenset(registry().permissions)) - denied) | (held & FIXED)


def overrides_text(changes: Mapping[str, bool]) -> str:
    """Return changes, permission → granted, in the form that `permissions_of` reads."""
    return ",".join(f"{'+' if granted else '-'}{name}" for name, granted in sorted(changes.items()))


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What a membership gives: the role's permissions, and the sites (None for all, empty for none)."""

    permissions: frozenset[str]
    site_ids: frozenset[int] | None


def is_within(by: Actor, reach: Reach) -> bool:
    """Tell whether a reach holds nothing that the actor does not hold: only then may they give or take it."""
    if by.permissions is not EVERYTHING and not reach.permissions <= by.permissions:
        return False
    if by.site_ids is None:
        return True
    return reach.site_ids is not None and reach.site_ids <= by.site_ids


def is_self(by: Actor, member_id: int) -> bool:
    """Tell whether somebody acts on their own membership; their role is for others to change."""
    return by.staff_id == member_id


def is_last_administrator(member_id: int, administrator_ids: Iterable[int]) -> bool:
    """Tell whether taking this member away would leave nobody who can administer the organisation."""
    return not set(administrator_ids) - {member_id}


def plain_email(email: str) -> str:
    """Return the one form in which an address is kept and looked up."""
    return unicodedata.normalize("NFKC", email).strip().casefold()
