"""What the supplies package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module
from meetpoint.core.supplies.permissions import PERMISSIONS
from meetpoint.core.supplies.privacy import PLAN

MODULE = Module(slug="supplies", name=_("Supplies"), privacy=PLAN, permissions=PERMISSIONS)
