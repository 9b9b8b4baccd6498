"""What the directory declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.directory import permissions
from meetpoint.core.directory.privacy import PLAN
from meetpoint.core.modules.interface import Module, Page

MODULE = Module(
    slug="directory",
    name=_("Directory"),
    privacy=PLAN,
    permissions=permissions.PERMISSIONS,
)
