"""What syringe services declare."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module
from meetpoint.services.syringe_services.catalogue import STARTER_ITEMS, SUPPLY_KINDS
from meetpoint.services.syringe_services.encounter_forms import FORMS
from meetpoint.services.syringe_services.factors import OPTIONS
from meetpoint.services.syringe_services.permissions import PERMISSIONS
from meetpoint.services.syringe_services.privacy import PRIVACY
from meetpoint.services.syringe_services.queries import policy_warnings

MODULE = Module(
    slug="syringe_services",
    name=_("Syringe services"),
    summary=_("Sterile syringes and supplies, a place to bring used ones, tests, vaccines and wound care."),
    is_service=True,
    privacy=PRIVACY,
    permissions=PERMISSIONS,
    supply_kinds=SUPPLY_KINDS,
    starter_items=STARTER_ITEMS,
    forms=FORMS,
    options=OPTIONS,
    warn=policy_warnings,
)
