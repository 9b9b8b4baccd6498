"""Who may do what to whom among staff: predicates without queries."""

from collections.abc import Mapping
from functools import lru_cache

from meetpoint.core.access.models import RoleName
from meetpoint.core.modules.registry import registry


@lru_cache(maxsize=256)
def permissions_of(role: str, overrides: str) -> frozenset[str]:
    """Return what a role may do. `overrides` lists an organisation's changes: "+area:noun:verb,-area:noun:verb".

    A right taken away stays away whatever grants it. Names that no module declares grant nothing, and an
    administrator's rights cannot be changed, so that nobody can lock everyone out.
    """
    held = registry().role_permissions[role]
    if role == RoleName.ADMINISTRATOR:
        return held
    changes = [change for change in overrides.split(",") if change]
    granted = {change[1:] for change in changes if change[0] == "+"}
    denied = {change[1:] for change in changes if change[0] == "-"}
    return ((held | granted) & frozenset(registry().permissions)) - denied


def overrides_text(changes: Mapping[str, bool]) -> str:
    """Return changes, permission → granted, in the form that `permissions_of` reads."""
    return ",".join(f"{'+' if granted else '-'}{name}" for name, granted in sorted(changes.items()))
