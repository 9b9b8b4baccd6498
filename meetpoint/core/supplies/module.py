"""What the supplies package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module, SupplyKind
from meetpoint.core.supplies.permissions import PERMISSIONS
from meetpoint.core.supplies.privacy import PLAN

KINDS = (SupplyKind(slug="other_items", label=_("Other things"), order=90),)

MODULE = Module(
    slug="supplies", name=_("Supplies"), privacy=PLAN, permissions=PERMISSIONS, supply_kinds=KINDS
)
