"""The named permissions of the directory."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

VIEW = "directory:entry:view"
CHANGE = "directory:entry:change"
MERGE = "directory:entry:merge"
IMPORT = "directory:file:import"

PERMISSIONS = (
    Permission(name=VIEW, description=_("Look things up in the directory"), roles=frozenset(Role)),
    Permission(
        name=CHANGE,
        description=_("Add to the directory and check its entries"),
        roles=frozenset({Role.MANAGER, Role.WORKER, Role.CLINICIAN, Role.PEER_WORKER}),
    ),
    Permission(
        name=MERGE,
        description=_("Join double entries of the directory"),
        roles=frozenset({Role.MANAGER, Role.WORKER, Role.CLINICIAN}),
    ),
    Permission(
        name=IMPORT,
        description=_("Take files into the directory"),
        roles=frozenset({Role.MANAGER}),
    ),
)
