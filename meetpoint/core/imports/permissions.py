"""The named permissions of imports."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

VIEW = "imports:import:view"
RUN = "imports:import:run"
UNDO = "imports:import:undo"

_SENIOR = frozenset({Role.MANAGER})

PERMISSIONS = (
    Permission(name=VIEW, description=_("See imports and what was wrong with their rows"), roles=_SENIOR),
    Permission(name=RUN, description=_("Import logs"), roles=_SENIOR),
    Permission(name=UNDO, description=_("Undo a whole import"), roles=_SENIOR),
)
