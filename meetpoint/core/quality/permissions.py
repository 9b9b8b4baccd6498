"""The named permissions of data quality."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

VIEW = "quality:finding:view"
SETTLE = "quality:finding:settle"

PERMISSIONS = (
    Permission(
        name=VIEW,
        description=_("See what in the records may be a mistake"),
        roles=frozenset({Role.MANAGER, Role.WORKER, Role.CLINICIAN, Role.ANALYST}),
    ),
    Permission(
        name=SETTLE,
        description=_("Say of a finding that it looks right"),
        roles=frozenset({Role.MANAGER, Role.WORKER, Role.CLINICIAN}),
    ),
)
