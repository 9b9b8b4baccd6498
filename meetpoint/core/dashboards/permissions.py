"""The named permissions of boards."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

OVERVIEW = "dashboards:overview:view"
SITE = "dashboards:site:view"
SHIFT = "dashboards:shift:view"

PERMISSIONS = (
    Permission(
        name=OVERVIEW,
        description=_("See the board of all sites in reach, and compare sites"),
        roles=frozenset({Role.MANAGER, Role.ANALYST, Role.READ_ONLY}),
    ),
    Permission(name=SITE, description=_("See the board of a site"), roles=frozenset(Role)),
    Permission(
        name=SHIFT,
        description=_("See one’s own work of a day"),
        roles=frozenset({Role.MANAGER, Role.WORKER, Role.PEER_WORKER, Role.CLINICIAN}),
    ),
)
