"""What recalls declare."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module
from meetpoint.core.recalls import actions, permissions
from meetpoint.core.recalls.privacy import PLAN

MODULE = Module(
    slug="recalls",
    name=_("Recalls"),
    privacy=PLAN,
    permissions=permissions.PERMISSIONS,
    on_lots=actions.look_at_lots,
)
