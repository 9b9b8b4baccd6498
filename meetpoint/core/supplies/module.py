"""What the supplies package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module, SupplyKind
from meetpoint.core.modules.pages import Page
from meetpoint.core.supplies import permissions
from meetpoint.core.supplies.facts import FACTS
from meetpoint.core.supplies.notices import NOTICES
from meetpoint.core.supplies.options import OPTIONS
from meetpoint.core.supplies.privacy import PLAN

KINDS = (SupplyKind(slug="other_items", label=_("Other things"), order=95),)

PAGES = (
    Page(
        label=_("Supplies"),
        url_name="supplies:levels",
        permission=permissions.VIEW,
        icon="supplies",
        group="main",
        order=30,
    ),
    Page(
        label=_("Catalogue"),
        url_name="supplies:catalogue",
        permission=permissions.CHANGE_ITEM,
        icon="box",
        group="settings",
        order=40,
    ),
)

MODULE = Module(
    slug="supplies",
    name=_("Supplies"),
    privacy=PLAN,
    facts=FACTS,
    permissions=permissions.PERMISSIONS,
    supply_kinds=KINDS,
    pages=PAGES,
    notices=NOTICES,
    documents={
        "stock ledger": _("Stock ledger"),
        "expiring stock": _("Expiring stock"),
        "lots": _("Lots"),
        "catalogue": _("Catalogue"),
        "reorder list": _("Reorder list"),
    },
    options=OPTIONS,
    urls="meetpoint.core.supplies.urls",
    api="meetpoint.core.supplies.api",
    api_scopes=(
        permissions.VIEW,
        permissions.RECEIVE,
        permissions.MOVE,
        permissions.COUNT,
        permissions.DISPOSE,
    ),
)
