"""The named permissions of the audit log."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

VIEW = "audit:entry:view"

PERMISSIONS = (
    Permission(name=VIEW, description=_("See who did what, and when"), roles=frozenset({Role.MANAGER})),
)
